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

/** One browser and one instance for the tests of a file. @param {Parameters<typeof startInstance>[0]} [options] */
export function useSite(options) {
  /** @type {import('playwright-core').Browser} */
  let browser;
  /** @type {Awaited<ReturnType<typeof startInstance>>} */
  let instance;
  before(async () => {
    [instance, browser] = await Promise.all([startInstance(options), chromium.launch({ executablePath, args })]);
  });
  after(async () => {
    await Promise.all([instance?.stop(), browser?.close()]);
  });

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
      const context = await browser.newContext({ ...desktop, ...device });
      context.setDefaultTimeout(8000);
      const page = await context.newPage();
      const open = { count: 0 };
      const address = path.startsWith('/') ? instance.base + path : path;
      const complaints = listen(page, new URL(address).origin, open);
      // Whatever waits in vain then fails, instead of holding up the whole run.
      const late = setTimeout(() => void context.close(), patience);
      try {
        await page.goto(address);
        if (device.javaScriptEnabled !== false) await loaded(page);
        await act(page);
        await eventually(async () => assert.equal(open.count, 0, 'requests under way'));
        await finish(page, complaints, { expected, scripts: device.javaScriptEnabled !== false });
      } catch (error) {
        if (complaints.length && error instanceof Error) error.message += `\nThe page complained: ${complaints.join('; ')}`;
        throw error;
      } finally {
        clearTimeout(late);
        await context.close();
      }
    },
  };
}

/** Waits until the map page has its incidents; other pages are whole at once. @param {Page} page */
export async function loaded(page) {
  if (await page.locator('#app').count()) await page.locator('#app:not([aria-busy]) .plot:not([hidden])').first().waitFor({ state: 'attached' });
}

/** Collects what should not happen, and counts the requests that are under way. @param {Page} page @param {string} origin @param {{ count: number }} open */
function listen(page, origin, open) {
  /** @type {string[]} */
  const complaints = [];
  page.context().on('requestfinished', () => open.count--);
  page.context().on('requestfailed', () => open.count--);
  page.context().on('request', (request) => {
    open.count++;
    const { protocol, origin: asked } = new URL(request.url());
    if (asked !== origin && protocol !== 'data:' && protocol !== 'blob:') complaints.push(`foreign request: ${request.url()}`);
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

/** What axe finds against WCAG 2.2 A and AA, in words. @param {Page} page @returns {Promise<string[]>} */
export async function violations(page) {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    // @ts-ignore axe is there since the line before
    const { violations } = await window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] });
    return violations.flatMap((/** @type {any} */ { id, help, nodes }) => nodes.map((/** @type {any} */ { target, failureSummary }) => `${id}: ${help}: ${target} ${failureSummary}`));
  });
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
