import assert from 'node:assert/strict';
import { test } from 'node:test';
import { desktop, eventually, phone, useSite } from './page.mjs';

const site = useSite();

/** Bytes over the wire, headers too. */
const allBudget = 160 * 1024;
const scriptBudget = 60 * 1024;

test('the first view of the map costs at most 160 KB, its scripts at most 60 KB', (t) =>
  site.visit('/docs', {}, async (page) => {
    const session = await page.context().newCDPSession(page);
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    /** @type {Map<string, { url: string, type: string, bytes: number }>} */
    const answers = new Map();
    session.on('Network.responseReceived', ({ requestId, response, type }) => answers.set(requestId, { url: response.url, type, bytes: 0 }));
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const answer = answers.get(requestId);
      if (answer) answer.bytes = encodedDataLength;
    });
    await page.goto(`${site.instance.base}/`, { waitUntil: 'networkidle' });
    const list = [...answers.values()].filter(({ url }) => url.startsWith('http'));
    const sum = (/** @type {typeof list} */ of) => of.reduce((total, { bytes }) => total + bytes, 0);
    const scripts = list.filter(({ type }) => type === 'Script');
    const table = list.sort((a, b) => b.bytes - a.bytes).map(({ url, bytes }) => `${bytes} ${new URL(url).pathname}`);
    t.diagnostic(`first view: ${sum(list)} bytes, scripts ${sum(scripts)}\n${table.join('\n')}`);
    assert.ok(scripts.length > 0 && sum(scripts) <= scriptBudget, `scripts: ${sum(scripts)} of ${scriptBudget} bytes`);
    assert.ok(sum(list) <= allBudget, `first view: ${sum(list)} of ${allBudget} bytes:\n${table.join('\n')}`);
  }));

for (const [name, path, device] of /** @type {const} */ ([['map page on a desk', '/', desktop], ['map page on a phone', '/', phone], ['embed on a phone', '/embed', phone], ['embed in an article', '/embed', { viewport: { width: 640, height: 720 } }]])) {
  test(`the ${name} asks ahead for what its map needs at once, and for nothing twice`, () =>
    site.visit('/docs', device, async (page) => {
      /** @type {string[]} */
      const asked = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.goto(`${site.instance.base}${path}`, { waitUntil: 'networkidle' });
      const ahead = await page.evaluate(() =>
        [...document.querySelectorAll('link[rel="preload"]')].filter((link) => matchMedia(/** @type {HTMLLinkElement} */ (link).media || 'all').matches).map((link) => /** @type {HTMLLinkElement} */ (link).href),
      );
      const needed = asked.filter((url) => /\.mvt|labels\.json|areas\.json|\/items\?/.test(url));
      assert.ok(needed.some((url) => url.endsWith('.mvt')) && needed.some((url) => url.includes('areas.json')));
      assert.deepEqual([...needed].sort(), [...ahead].sort(), 'what the map needs is what the page asked for');
      assert.equal(new Set(asked).size, asked.length, 'nothing comes twice');
    }));
}

test('names and outlines come whole once the map shows more than it opened with', () =>
  site.visit('/', {}, async (page) => {
    await page.waitForLoadState('networkidle');
    /** @type {string[]} */
    const asked = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname + new URL(request.url()).search));
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await eventually(async () => {
      assert.ok(asked.some((address) => /labels\.json\?language=en$/.test(address)), asked.join(' '));
      assert.ok(asked.some((address) => /areas\.json\?id=[^&]+$/.test(address)), asked.join(' '));
    });
  }));
