// What the first view of a page costs: bytes, requests, and the moments at which a
// reader on a slow phone sees something.

/** @typedef {import('playwright-core').BrowserContextOptions} Device */

/**
 * Fast 3G as the browser's own tools have it, and a processor slowed four times. The
 * latency is that of every answer, so each round trip counts in full.
 */
const slow = { latency: 562.5, downloadThroughput: 180_000, uploadThroughput: 84_375 };
const slowness = 4;

/**
 * When a page is live, and when it shows its first symbol: asked at every frame. A
 * script that draws says so by a class or by taking an attribute away.
 *
 * @type {Record<'embed' | 'viewer', { live: string, symbols: string }>}
 */
export const signs = {
  // The picture of the server gives way once basemap, symbols and areas are drawn.
  embed: { live: `document.querySelector('#map.drawn')`, symbols: `document.querySelector('#sketch use')` },
  viewer: {
    live: `document.querySelector('#app:not([aria-busy]) .plot:not([hidden])') && document.querySelector('.leaflet-tile') && !document.querySelector('.leaflet-tile:not(.leaflet-tile-loaded)')`,
    symbols: `document.querySelector('#app:not([aria-busy]) .plot:not([hidden])')`,
  },
};

/**
 * @typedef {object} Load
 * @property {number} bytes over the wire, heads too, of all that comes until nothing more does
 * @property {number} requests
 * @property {number} script bytes of the scripts as they come, without heads
 * @property {number} html bytes of the page, likewise
 * @property {number} fcp first contentful paint; this and all that follow in milliseconds
 * @property {number} lcp largest contentful paint
 * @property {number} symbols the first frame with a symbol of an incident
 * @property {number} live the first frame with basemap, symbols and areas
 * @property {number} cls sum of the shifts of the layout
 * @property {number} tbt sum of what tasks took beyond 50 ms each
 * @property {string} table what came, the biggest first
 */

/**
 * Opens an address in a fresh profile and waits until nothing more comes; on a slow line
 * until the map is live.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} address
 * @param {Device} device
 * @param {{ live: string, symbols: string }} sign
 * @param {{ throttled: boolean }} how
 * @returns {Promise<Load>}
 */
export async function load(browser, address, device, sign, { throttled }) {
  const context = await browser.newContext(device);
  try {
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    if (throttled) {
      await session.send('Network.emulateNetworkConditions', { offline: false, ...slow });
      await session.send('Emulation.setCPUThrottlingRate', { rate: slowness });
    }
    const answers = listen(session);
    await page.addInitScript(observe(sign));
    await page.goto(address, { timeout: 60_000 });
    for (const end = Date.now() + 30_000; !(await page.evaluate('window.seen.live')); await page.waitForTimeout(100)) {
      if (Date.now() > end) throw new Error(`no live map at ${address}`);
    }
    // Some scripts come a few seconds later, by themselves all the same.
    await page.waitForTimeout(throttled ? 1000 : 10_000);
    const times = /** @type {any} */ (await page.evaluate('({ ...window.seen, fcp: performance.getEntriesByName("first-contentful-paint")[0]?.startTime })'));
    const list = [...answers.values()].filter(({ url }) => url.startsWith('http')).sort((a, b) => b.bytes - a.bytes);
    const sum = (/** @type {typeof list} */ of, /** @type {'bytes' | 'body'} */ what) => of.reduce((total, each) => total + each[what], 0);
    return {
      bytes: sum(list, 'bytes'),
      requests: list.length,
      script: sum(list.filter(({ type }) => type === 'Script'), 'body'),
      html: sum(list.filter(({ type }) => type === 'Document'), 'body'),
      ...times,
      table: list.map(({ url, bytes }) => `${String(bytes).padStart(8)} ${new URL(url).pathname}`).join('\n'),
    };
  } finally {
    await context.close();
  }
}

/** Counts what comes. @param {import('playwright-core').CDPSession} session */
function listen(session) {
  /** @type {Map<string, { url: string, type: string, head: number, bytes: number, body: number }>} */
  const answers = new Map();
  session.on('Network.responseReceived', ({ requestId, response, type }) => answers.set(requestId, { url: response.url, type, head: response.encodedDataLength, bytes: 0, body: 0 }));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const answer = answers.get(requestId);
    if (answer) [answer.bytes, answer.body] = [encodedDataLength, encodedDataLength - answer.head];
  });
  return answers;
}

/** The script that watches a page from its start. @param {{ live: string, symbols: string }} sign */
function observe({ live, symbols }) {
  return `
    window.seen = { lcp: 0, cls: 0, tbt: 0 };
    const each = (type, use) => new PerformanceObserver((list) => list.getEntries().forEach(use)).observe({ type, buffered: true });
    each('largest-contentful-paint', ({ startTime }) => (seen.lcp = startTime));
    each('layout-shift', ({ value, hadRecentInput }) => (seen.cls += hadRecentInput ? 0 : value));
    each('longtask', ({ duration }) => (seen.tbt += duration - 50));
    // What holds at the start of a frame was put on the screen by the one before, or is by this.
    const look = () => {
      if (!seen.symbols && (${symbols})) requestAnimationFrame(() => (seen.symbols = performance.now()));
      if (!seen.live && (${live})) requestAnimationFrame(() => (seen.live = performance.now()));
      if (!seen.live) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);`;
}
