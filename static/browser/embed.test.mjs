import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import { chromium } from 'playwright-core';
import { article, startHost } from './host.mjs';
import { startInstance } from './instance.mjs';
import { eventually, fitsAcross } from './page.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Frame} Frame */

const prefix = '/strikes';
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
/** @type {import('playwright-core').Browser} */
let browser;
/** @type {Awaited<ReturnType<typeof startInstance>>} */
let instance;

before(async () => {
  [instance, browser] = await Promise.all([startInstance({ prefix }), chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args })]);
});
after(async () => {
  await Promise.all([instance?.stop(), browser?.close()]);
});

/**
 * Opens an address and does something there. Whatever comes from elsewhere, is complained
 * about, or sets a cookie, fails.
 *
 * @param {string} address
 * @param {import('playwright-core').BrowserContextOptions & { hosts?: string[] }} device
 * @param {(page: Page) => Promise<void>} act
 */
async function visit(address, { hosts = [], ...device }, act) {
  const context = await browser.newContext({ viewport: { width: 900, height: 800 }, ...device });
  context.setDefaultTimeout(8000);
  const page = await context.newPage();
  /** @type {string[]} */
  const complaints = [];
  context.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (![instance.origin, ...hosts].includes(origin) && protocol !== 'data:') complaints.push(`foreign request: ${request.url()}`);
  });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`script error: ${error}`));
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`answer ${response.status()}: ${response.url()}`);
  });
  try {
    await page.goto(address);
    await act(page);
    assert.deepEqual(complaints, []);
    assert.deepEqual(await context.cookies(), [], 'no cookie is set');
  } finally {
    await context.close();
  }
}

/** Serves an article and visits it. @param {Parameters<typeof startHost>[0]} pages @param {import('playwright-core').BrowserContextOptions} device @param {(page: Page, frame: () => Promise<Frame>) => Promise<void>} act */
async function visitHost(pages, device, act) {
  const host = await startHost(pages);
  try {
    await visit(`${host.origin}/`, { ...device, hosts: [host.origin] }, async (page) => {
      await act(page, async () => {
        const element = await page.locator('iframe').elementHandle();
        await page.locator('iframe').scrollIntoViewIfNeeded();
        const frame = await element?.contentFrame();
        assert.ok(frame, 'the article has a frame');
        return frame;
      });
    });
  } finally {
    await host.stop();
  }
}

/** Waits for the live map in a frame or page. @param {Page | Frame} frame */
async function live(frame) {
  await frame.locator('#map canvas').first().waitFor({ state: 'attached' });
  await eventually(async () => assert.equal(await frame.locator('#sketch').isHidden(), true));
}

/** What axe finds in a frame or page. @param {Page | Frame} frame @returns {Promise<string[]>} */
async function violations(frame) {
  await frame.evaluate(axe.source);
  return frame.evaluate(async () => {
    // @ts-ignore axe is there since the line before
    const { violations } = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] });
    return violations.flatMap((/** @type {any} */ { id, nodes }) => nodes.map((/** @type {any} */ { target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
  });
}

const embed = (query = '') => `${instance.base}/embed${query}`;
const listener = 'window.heard = []; addEventListener("message", (event) => heard.push({ data: event.data, mine: event.source === document.querySelector("iframe").contentWindow, origin: event.origin }));';
/** @param {Page} page @returns {Promise<{ data: any, mine: boolean, origin: string }[]>} */
const heard = (page) => page.evaluate(() => /** @type {any} */ (window).heard);

test('a bare frame in an article shows the live map, and the page does not move', () =>
  visitHost({ '/': { html: article(`<iframe src="${embed('?window=all')}" title="Map" width="100%" height="720" loading="lazy" style="border:0"></iframe>`) } }, {}, async (page, frame) => {
    const before = await page.evaluate(() => document.documentElement.scrollHeight);
    const inside = await frame();
    await live(inside);
    assert.equal(await page.evaluate(() => document.documentElement.scrollHeight), before);
    assert.equal(await inside.evaluate(() => document.documentElement.scrollHeight > innerHeight), false, 'the frame has no scroll bar of its own');
    assert.ok((await inside.locator('#list .row').count()) >= 3);
    assert.deepEqual(await violations(inside), []);
  }));

test('a frame without scripts has map, list, sources and credit', () =>
  visitHost({ '/': { html: article(`<iframe src="${embed('?window=all')}" title="Map" width="100%" height="720"></iframe>`) } }, { javaScriptEnabled: false }, async (page, frame) => {
    const inside = page.frameLocator('iframe');
    await page.locator('iframe').scrollIntoViewIfNeeded();
    assert.ok(await inside.locator('svg.sketch-picture').isVisible());
    assert.ok((await inside.locator('.sketch [data-id]').count()) > 40);
    assert.match(await inside.locator('#list .row').first().innerText(), /\d source/);
    assert.ok(await inside.getByText('Reported, not verified, unless the status says so.').isVisible());
    assert.ok(await inside.getByRole('link', { name: 'Open on Strikemap' }).isVisible());
    assert.ok(frame);
  }));

for (const width of [320, 600, 1000, 1200]) {
  test(`the script makes a frame as high as its content at ${width} px, under a publisher's policy`, () =>
    visitHost(
      {
        '/': {
          html: article(`<strikemap-embed src="${embed('?window=all')}" title="Map of strikes" height="500"><a href="${instance.base}/">The map</a></strikemap-embed><script async src="${instance.base}/embed.js"></script>`).replace('max-width:680px;padding:0 8px', ''),
          headers: { 'Content-Security-Policy': `default-src 'self'; script-src ${instance.origin} 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; frame-src ${instance.origin}` },
        },
      },
      { viewport: { width, height: 800 } },
      async (page, frame) => {
        await page.locator('iframe').waitFor();
        assert.equal(await page.locator('strikemap-embed a').count(), 0);
        assert.equal(await page.locator('iframe').getAttribute('title'), 'Map of strikes');
        assert.equal(await page.locator('iframe').getAttribute('loading'), 'lazy');
        const inside = await frame();
        await live(inside);
        await eventually(async () => {
          const { inner, outer } = await inside.evaluate(() => ({ inner: document.documentElement.scrollHeight, outer: innerHeight }));
          assert.ok(inner <= outer && outer !== 500, `content ${inner} px in a frame of ${outer} px`);
          const empty = await inside.evaluate(() => {
            const parts = [...document.querySelectorAll('.embed > *')].map((part) => part.getBoundingClientRect().bottom);
            return innerHeight - Math.max(...parts);
          });
          assert.ok(empty < 3, `${empty} px are empty`);
        });
        const map = await inside.evaluate(() => document.getElementById('frame')?.getBoundingClientRect().height ?? 0);
        assert.ok(map >= 240, `the map is ${map} px high`);
        // What is unfolded is shown without a scroll bar too.
        await inside.locator('summary').click();
        await eventually(async () => assert.ok(await inside.evaluate(() => document.documentElement.scrollHeight <= innerHeight)));
      },
    ));
}

test('the script takes heights from its own frame only, and frames nothing but its own site', () =>
  visitHost(
    {
      '/': {
        html: article(
          `<strikemap-embed id="ours" src="${embed('?show=map')}" title="Map"></strikemap-embed><strikemap-embed id="foreign" src="https://example.org/">stays</strikemap-embed><strikemap-embed id="code" src="javascript:alert(1)">stays</strikemap-embed><script async src="${instance.base}/embed.js"></script>`,
        ),
      },
    },
    {},
    async (page) => {
      const frame = page.locator('#ours iframe');
      await frame.scrollIntoViewIfNeeded();
      await eventually(async () => assert.notEqual(await frame.evaluate((element) => element.clientHeight), 700));
      const height = await frame.evaluate((element) => element.clientHeight);
      for (const message of [{ type: 'strikemap:height', height: 5000 }, 'pymxPYMx1xPYMxheightxPYMx5000', { type: 'strikemap:height', height: 'tall' }]) await page.evaluate((sent) => postMessage(sent, '*'), message);
      await page.waitForTimeout(100);
      assert.equal(await frame.evaluate((element) => element.clientHeight), height);
      for (const id of ['foreign', 'code']) {
        assert.equal(await page.locator(`#${id} iframe`).count(), 0);
        assert.equal(await page.locator(`#${id}`).innerText(), 'stays');
      }
    },
  ));

test('a frame without a width tells no height until it has one', () =>
  visitHost({ '/': { html: article(`<iframe src="${embed('?window=all')}" style="width: 0; border: 0" title="Map" height="400"></iframe>`, listener) } }, {}, async (page, frame) => {
    await (await frame()).locator('#list').waitFor({ state: 'attached' });
    await page.waitForTimeout(700);
    const heights = async () => (await heard(page)).flatMap(({ data }) => (data?.type === 'strikemap:height' ? [data.height] : []));
    assert.deepEqual(await heights(), []);
    await page.locator('iframe').evaluate((element) => (element.style.width = '640px'));
    await eventually(async () => assert.ok((await heights()).length > 0));
    assert.ok((await heights()).every((height) => height > 200 && height < 1200), String(await heights()));
  }));

test('as WordPress frames it: no origin, the secret in its messages, links through the host', () =>
  visitHost(
    { '/': { html: article(`<blockquote><a href="${instance.base}/">Map</a></blockquote><iframe sandbox="allow-scripts" security="restricted" src="${embed('?window=all')}#?secret=a1B2c3D4e5" data-secret="a1B2c3D4e5" title="Map" width="640" height="338" frameborder="0" scrolling="no"></iframe>`, listener) } },
    {},
    async (page, frame) => {
      const inside = await frame();
      await live(inside);
      assert.equal(await inside.evaluate(() => self.origin), 'null');
      await eventually(async () => {
        const height = (await heard(page)).find(({ data }) => data?.message === 'height');
        assert.ok(height?.mine && height.data.secret === 'a1B2c3D4e5' && height.data.value >= 200 && height.data.value <= 1000, JSON.stringify(height));
      });
      const address = page.url();
      await inside.locator('#list .row a').first().click();
      await eventually(async () => {
        const link = (await heard(page)).find(({ data }) => data?.message === 'link');
        assert.ok(link?.data.value.startsWith(`${instance.base}/incidents/`) && link.data.secret === 'a1B2c3D4e5', JSON.stringify(link));
      });
      assert.equal(page.url(), address);
      // The map's own parts work without an origin: basemap, areas, symbols of the rows.
      assert.ok(await inside.evaluate(() => [...document.querySelectorAll('#list use')].every((use) => document.querySelector(use.getAttribute('href') ?? '#none'))));
      assert.deepEqual(await violations(inside), []);
    },
  ));

test('heights are told in the words of Datawrapper and of pym too', () =>
  visitHost({ '/': { html: article(`<iframe src="${embed('?show=map&initialWidth=600&childId=map-7&parentUrl=x')}" title="Map" width="100%" height="300"></iframe>`, listener) } }, {}, async (page, frame) => {
    await live(await frame());
    await eventually(async () => {
      const all = await heard(page);
      const own = all.find(({ data }) => data?.type === 'strikemap:height')?.data.height;
      assert.ok(own > 250, `own ${own}`);
      assert.ok(all.some(({ data }) => data?.['datawrapper-height']?.strikemap === own));
      assert.ok(all.some(({ data }) => data === `pymxPYMxmap-7xPYMxheightxPYMx${own}`));
      assert.ok(all.every(({ data }) => data?.message !== 'height'), 'nothing is said to WordPress without its secret');
    });
  }));

test('no message leads the frame elsewhere', () =>
  visitHost({ '/': { html: article(`<iframe src="${embed('?show=map')}" title="Map" width="100%" height="460"></iframe>`) } }, {}, async (page, frame) => {
    const inside = await frame();
    await live(inside);
    const address = inside.url();
    await page.evaluate(() => {
      const target = document.querySelector('iframe')?.contentWindow;
      for (const message of ['pymxPYMxmapxPYMxnavigateToxPYMxhttps://example.org/', { message: 'link', value: 'https://example.org/' }, { type: 'navigate', url: 'javascript:alert(1)' }, { type: 'strikemap:open', href: 'https://example.org/' }]) target?.postMessage(message, '*');
    });
    await page.waitForTimeout(200);
    assert.equal(inside.url(), address);
  }));

test('one finger and the wheel scroll the article, two fingers and Ctrl with the wheel move the map', () =>
  visitHost({ '/': { html: article(`<iframe src="${embed('?show=map')}" title="Map" width="100%" height="460"></iframe>`) } }, { viewport: { width: 390, height: 700 }, hasTouch: true, isMobile: true }, async (page, frame) => {
    const inside = await frame();
    await live(inside);
    assert.ok(await inside.locator('#hint').isVisible());
    assert.equal(await inside.locator('#hint .coarse').isVisible(), true);
    assert.equal(await inside.evaluate(() => getComputedStyle(/** @type {Element} */ (document.querySelector('.leaflet-container'))).touchAction), 'pan-x pan-y');
    const scale = () => inside.locator('.map-scale-text').innerText();
    const pane = () => inside.evaluate(() => document.querySelector('.leaflet-map-pane')?.getAttribute('style'));
    const box = await page.locator('iframe').boundingBox();
    assert.ok(box);
    const [x, y] = [box.x + box.width / 2, box.y + 200];
    const [zoom, place] = [await scale(), await pane()];
    const client = await page.context().newCDPSession(page);
    // Fingers take their time; the map moves once a frame.
    const touch = async (/** @type {'touchStart' | 'touchMove' | 'touchEnd'} */ type, /** @type {number[][]} */ points) => {
      await client.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([px = 0, py = 0], id) => ({ x: px, y: py, id })) });
      await page.waitForTimeout(40);
    };

    await touch('touchStart', [[x, y]]);
    for (const step of [20, 60, 120]) await touch('touchMove', [[x, y - step]]);
    await touch('touchEnd', []);
    await eventually(async () => assert.ok((await page.evaluate(() => scrollY)) > 0));
    assert.deepEqual([await scale(), await pane()], [zoom, place], 'one finger leaves the map where it is');

    // The page may glide on for a while.
    await eventually(async () => {
      const from = await page.evaluate(() => scrollY);
      await page.waitForTimeout(150);
      assert.equal(await page.evaluate(() => scrollY), from);
    });
    await page.locator('iframe').evaluate((element) => element.scrollIntoView({ block: 'center', behavior: 'instant' }));
    const there = await page.locator('iframe').boundingBox();
    assert.ok(there);
    const [cx, cy] = [there.x + there.width / 2, Math.max(there.y, 0) + 150];
    await touch('touchStart', [[cx - 30, cy], [cx + 30, cy]]);
    for (const step of [10, 30, 60, 90]) await touch('touchMove', [[cx - 30 - step, cy], [cx + 30 + step, cy]]);
    await touch('touchEnd', []);
    await eventually(async () => assert.notEqual(await scale(), zoom, 'two fingers zoom'));
  }));

test('the wheel scrolls the article and shows the hint; with Ctrl it zooms', () =>
  visitHost({ '/': { html: article(`<iframe src="${embed('?show=map')}" title="Map" width="100%" height="460"></iframe>`) } }, {}, async (page, frame) => {
    const inside = await frame();
    await live(inside);
    const scale = () => inside.locator('.map-scale-text').innerText();
    const zoom = await scale();
    const box = await page.locator('iframe').boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + 200, box.y + 200);
    const from = await page.evaluate(() => scrollY);
    await page.mouse.wheel(0, -100);
    await eventually(async () => assert.ok((await page.evaluate(() => scrollY)) < from));
    assert.equal(await scale(), zoom);
    assert.ok(await inside.locator('#hint.asked').isVisible());
    await page.locator('iframe').scrollIntoViewIfNeeded();
    const there = await page.locator('iframe').boundingBox();
    assert.ok(there);
    await page.mouse.move(there.x + 200, there.y + 200);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -200);
    await page.keyboard.up('Control');
    await eventually(async () => assert.notEqual(await scale(), zoom));
  }));

test('a symbol opens a card with the words of the list, and the keyboard closes it', () =>
  visit(`${instance.base}/embed?q=temryuk&window=all&bbox=36,44,39,47`, {}, async (page) => {
    await live(page);
    const box = await page.locator('#map').boundingBox();
    assert.ok(box);
    // The only symbol stands about in the middle: look for it.
    let found = false;
    for (let dy = -90; dy <= 90 && !found; dy += 12) {
      for (let dx = -90; dx <= 90 && !found; dx += 12) {
        await page.mouse.move(box.x + box.width / 2 + dx, box.y + box.height / 2 + dy);
        if (await page.locator('.map-over').count()) {
          await page.mouse.down();
          await page.mouse.up();
          found = true;
        }
      }
    }
    assert.ok(found, 'there is a symbol');
    await page.locator('#card').waitFor();
    assert.equal(await page.locator('#chosen .row a').innerText(), await page.locator('#list .row a').first().innerText());
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('#card').isHidden(), true);
  }));

for (const [name, device] of /** @type {const} */ ([
  ['dark', { colorScheme: 'dark' }],
  ['narrow', { viewport: { width: 320, height: 800 } }],
  ['in forced colours', { forcedColors: 'active' }],
  ['with reduced motion', { reducedMotion: 'reduce' }],
])) {
  test(`axe finds nothing ${name}, and nothing is too wide`, () =>
    visit(embed('?window=all'), device, async (page) => {
      await live(page);
      await page.locator('summary').click();
      await fitsAcross(page);
      assert.deepEqual(await violations(page), []);
    }));
}

test('with text of twice the size nothing is cut', () =>
  visit(embed('?window=all'), { viewport: { width: 640, height: 900 } }, async (page) => {
    await live(page);
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    await fitsAcross(page);
    assert.deepEqual(await violations(page), []);
  }));

test('the keyboard reaches everything in the frame', () =>
  visit(embed('?window=all'), {}, async (page) => {
    await live(page);
    await page.locator('details').evaluate((details) => details.setAttribute('open', ''));
    /** @type {Set<string>} */
    const reached = new Set();
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element === document.body) return '';
        const style = getComputedStyle(element);
        const ring = style.outlineStyle !== 'none' || getComputedStyle(element, '::after').content !== 'none';
        return `${element.tagName}${element.className && typeof element.className === 'string' ? `.${element.className.split(' ')[0]}` : ''} ${ring}`;
      });
      if (!at) break;
      assert.ok(at.endsWith('true'), `${at}: the focus is seen`);
      reached.add(at.split(' ')[0] ?? '');
    }
    for (const part of ['DIV.map-stage', 'BUTTON.map-button', 'A', 'SUMMARY']) assert.ok(reached.has(part), `${part} of ${[...reached]}`);
  }));

test('on paper the map is the picture, in black, with the whole list', () =>
  visit(embed('?window=all'), {}, async (page) => {
    await live(page);
    await page.emulateMedia({ media: 'print' });
    assert.ok(await page.locator('svg.sketch-picture').isVisible());
    assert.equal(await page.locator('#map').isVisible(), false);
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--kind-strike').trim()), '#000');
  }));

test('the first view of an embed costs at most 90 KB and 12 requests', async (t) => {
  const context = await browser.newContext({ viewport: { width: 640, height: 720 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Network.enable');
  /** @type {Map<string, { url: string, type: string, bytes: number }>} */
  const answers = new Map();
  session.on('Network.responseReceived', ({ requestId, response, type }) => answers.set(requestId, { url: response.url, type, bytes: 0 }));
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const answer = answers.get(requestId);
    if (answer) answer.bytes = encodedDataLength;
  });
  await page.goto(embed(), { waitUntil: 'networkidle' });
  await live(page);
  await context.close();
  const list = [...answers.values()].filter(({ url }) => url.startsWith('http'));
  const sum = (/** @type {typeof list} */ of) => of.reduce((total, { bytes }) => total + bytes, 0);
  const table = list.map(({ url, bytes }) => `${bytes} ${new URL(url).pathname}`).join('\n');
  t.diagnostic(`first view: ${sum(list)} bytes in ${list.length} requests\n${table}`);
  assert.ok(sum(list.filter(({ type }) => type === 'Script')) <= 31 * 1024, table); // with headers
  assert.ok(sum(list.filter(({ type }) => type === 'Document')) <= 15 * 1024, table); // with headers
  assert.ok(list.length <= 12, table);
  assert.ok(sum(list) <= 90 * 1024, table);
});
