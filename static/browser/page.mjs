// Pages of a running site in a real browser, and what holds of every one of them:
// nothing comes from elsewhere, nothing is complained about in the console, no
// cookie is set, and the rules of WCAG 2.2 AA that a machine can check hold.

import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import axe from 'axe-core';
import { chromium } from 'playwright-core';
import { startInstance } from './instance.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').BrowserContextOptions} Device */

/** @type {Device} */
export const desktop = { viewport: { width: 1280, height: 800 } };
/** @type {Device} */
export const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
// The browser's own calls home would not be the site's doing.
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** How long one visit may take, in milliseconds. */
const patience = 40_000;

/**
 * One browser and one instance for the tests of a file.
 *
 * @param {Parameters<typeof startInstance>[0]} [options]
 * @param {(instance: Awaited<ReturnType<typeof startInstance>>) => Promise<() => Promise<unknown>>} [begin]
 *   starts what has to stand beside the instance, and gives what ends it
 */
export function useSite(options, begin) {
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {Awaited<ReturnType<typeof startInstance>>} */
  let instance;
  /** @type {(() => Promise<unknown>) | undefined} */
  let end;
  before(async () => {
    [instance, browser] = await Promise.all([startInstance(options), chromium.launch({ executablePath, args })]);
    end = await begin?.(instance);
  });
  after(async () => {
    await end?.();
    await Promise.all([instance?.stop(), browser?.close()]);
  });

  /**
   * A page of its own, with what it complains about.
   *
   * @param {string[]} origins all its requests go there
   * @param {Device & { patience?: number }} device
   * @param {(page: Page, complaints: string[], settled: () => Promise<void>) => Promise<void>} act
   */
  const open = async (origins, { patience: long = patience, ...device }, act) => {
    const context = await browser.newContext({ ...desktop, ...device });
    context.setDefaultTimeout(8000);
    const page = await context.newPage();
    const under = { count: 0 };
    const complaints = listen(page, origins, under);
    // Whatever waits in vain then fails, instead of holding up the whole run.
    const late = setTimeout(() => void context.close(), long);
    try {
      await act(page, complaints, () => eventually(async () => assert.equal(under.count, 0, 'requests under way')));
    } catch (error) {
      if (complaints.length && error instanceof Error) error.message += `\nThe page complained: ${complaints.join('; ')}`;
      throw error;
    } finally {
      clearTimeout(late);
      await context.close();
    }
  };

  return {
    get instance() {
      return instance;
    },
    /**
     * Opens an address of the site, does something there, and at the end checks
     * what holds of every page.
     *
     * @param {string} path below the site, or a whole address
     * @param {Device & { expected?: RegExp }} device expected: complaints that belong to the test
     * @param {(page: Page) => Promise<void>} act
     */
    visit: async (path, { expected, ...device }, act) => {
      const address = path.startsWith('/') ? instance.base + path : path;
      await open([new URL(address).origin], device, async (page, complaints, settled) => {
        await page.goto(address);
        if (device.javaScriptEnabled !== false) await loaded(page);
        await act(page);
        await settled();
        await finish(page, complaints, { expected, scripts: device.javaScriptEnabled !== false });
      });
    },
    /**
     * Does something on one page that goes to many addresses. Of what holds of every
     * page only that nothing is complained about is checked, at the end.
     *
     * @param {Device & { expected?: RegExp, origins?: string[], patience?: number }} device origins: where requests may go beside the site
     * @param {(page: Page) => Promise<void>} act
     */
    stay: ({ expected, origins = [], ...device }, act) =>
      open([instance.origin, ...origins], device, async (page, complaints) => {
        await act(page);
        assert.deepEqual(complaints.filter((text) => !expected?.test(text)), []);
      }),
  };
}

/** Waits until the map page has its incidents; other pages are whole at once. @param {Page} page */
export async function loaded(page) {
  if (await page.locator('#app').count()) await page.locator('#app:not([aria-busy]) .plot:not([hidden])').first().waitFor({ state: 'attached' });
}

/** Collects what should not happen, and counts the requests that are under way. @param {Page} page @param {string[]} origins @param {{ count: number }} open */
function listen(page, origins, open) {
  /** @type {string[]} */
  const complaints = [];
  // Events are waited for as long as the page is open.
  const count = (/** @type {import('playwright-core').Request} */ request, /** @type {number} */ by) => {
    if (request.resourceType() !== 'eventsource') open.count += by;
  };
  page.context().on('requestfinished', (request) => count(request, -1));
  page.context().on('requestfailed', (request) => count(request, -1));
  page.context().on('request', (request) => {
    count(request, 1);
    const { protocol, origin: asked } = new URL(request.url());
    if (!origins.includes(asked) && protocol !== 'data:' && protocol !== 'blob:') complaints.push(`foreign request: ${request.url()}`);
  });
  page.on('websocket', (socket) => complaints.push(`socket: ${socket.url()}`));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`script error: ${error}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('requestfailed', (request) => {
    // A page that no longer wants an answer may say so.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') complaints.push(`failed: ${request.url()} ${request.failure()?.errorText}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`answer ${response.status()}: ${response.url()}`);
  });
  return complaints;
}

/** @param {Page} page @param {string[]} complaints @param {{ expected?: RegExp, scripts: boolean }} how */
async function finish(page, complaints, { expected, scripts }) {
  assert.deepEqual(complaints.filter((text) => !expected?.test(text)), []);
  assert.deepEqual(await page.context().cookies(), [], 'no cookie is set');
  if (!scripts) return; // The checks that follow are scripts themselves.
  const kept = await page.evaluate(() => localStorage.length + sessionStorage.length);
  assert.equal(kept, 0, 'nothing is stored in the browser');
  assert.deepEqual(await violations(page), []);
}

/**
 * What axe finds against WCAG 2.2 A and AA and good practice, in words.
 *
 * @param {Page | import('playwright-core').Frame} page
 * @param {{ only?: string[], without?: string[] }} [rules] rules to ask for alone, or to leave out
 * @returns {Promise<string[]>}
 */
export async function violations(page, { only = [], without = [] } = {}) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  // The size of targets is not asked for unless by name.
  const rules = Object.fromEntries([['target-size', { enabled: true }], ...without.map((rule) => [rule, { enabled: false }])]);
  const everything = { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }, rules };
  return page.evaluate(async (options) => {
    // @ts-ignore axe is there since the line before
    const { violations } = await window.axe.run(document, { ...options, resultTypes: ['violations'] });
    return violations.flatMap((/** @type {any} */ { id, help, nodes }) => nodes.map((/** @type {any} */ { target, failureSummary }) => `${id}: ${help}: ${target} ${failureSummary}`));
  }, only.length ? { runOnly: { type: 'rule', values: only } } : everything);
}

/** Fails if the page scrolls sideways. @param {Page} page */
export async function fitsAcross(page) {
  const { content, window } = await page.evaluate(() => ({ content: document.documentElement.scrollWidth, window: innerWidth }));
  assert.ok(content <= window, `the page is ${content} px wide in a window of ${window} px`);
}

/** Waits until a condition on the page's text or address holds, and says what was there if it never does. @param {() => Promise<unknown>} check */
export async function eventually(check) {
  for (const end = Date.now() + 4000; ; await new Promise((go) => setTimeout(go, 40))) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

/** The search part of the page's address. @param {Page} page */
export function asked(page) {
  return new URL(page.url()).searchParams;
}

/** The ids in the list, from the top. @param {Page} page @returns {Promise<string[]>} */
export function listedIds(page) {
  return page.locator('#list-body .row').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-id') ?? ''));
}
