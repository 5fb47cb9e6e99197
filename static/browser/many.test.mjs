import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked, eventually, listedIds, useSite } from './page.mjs';

// More than a page loads at once: tiles draw them, and the server counts.
const site = useSite({ generated: 7000 });

/** @param {string} question @returns {Promise<number>} */
const matched = async (question) => (await site.instance.api(`collections/incidents/items?limit=1&${question}`)).numberMatched;

/** @param {string | null | undefined} text */
const number = (text) => Number(/[\d,]+/.exec(text ?? '')?.[0].replaceAll(',', ''));

/** The first number of the headline. @param {import('playwright-core').Page} page */
const counted = async (page) => number(await page.locator('#count').textContent());

test('list, filters and histogram count all that match, and the list goes on', () =>
  site.visit('/?window=all&list=all', {}, async (page) => {
    const all = await matched('');
    assert.ok(all > 5000);
    await eventually(async () => assert.equal(await counted(page), all));
    assert.equal(number(await page.locator('[data-count="closure"]').textContent()), await matched('kind=closure'));
    const bars = await page.locator('.bar title').allTextContents();
    assert.equal(bars.reduce((sum, text) => sum + number(text.slice(text.lastIndexOf(':'))), 0), all);
    assert.equal((await listedIds(page)).length, 100);
    await page.locator('.pager button').click();
    await eventually(async () => assert.equal((await listedIds(page)).length, 200));
    assert.equal(new Set(await listedIds(page)).size, 200);
    assert.ok(await page.evaluate(() => document.activeElement?.matches('a.row-title')), 'the first new row has the focus');
  }));

test('the tiles have the same filters; few enough come one by one', () =>
  site.visit('/?window=all', {}, async (page) => {
    /** @type {string[]} */
    const tiles = [];
    page.on('request', (request) => {
      if (request.url().includes('/tiles/')) tiles.push(new URL(request.url()).search);
    });
    for (const status of ['claimed', 'confirmed', 'disputed', 'reported']) await page.locator(`input[name="status"][value="${status}"]`).check();
    const asks = (/** @type {string} */ search) => new URLSearchParams(search).get('status')?.split(',').sort().join();
    await eventually(async () => assert.ok(tiles.some((search) => asks(search) === 'claimed,confirmed,disputed,reported'), tiles.join(' ')));
    await page.locator('input[name="kind"][value="closure"]').check();
    const few = await matched('status=confirmed,claimed,reported,disputed&kind=closure');
    await eventually(async () => assert.match((await page.locator('#count').textContent()) ?? '', new RegExp(`of ${few.toLocaleString('en')} incidents`)));
    const before = tiles.length;
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.waitForTimeout(800);
    assert.equal(tiles.length, before, 'no tile is asked for');
  }));

test('a circle opens as a list of what it counts', () =>
  site.visit('/?window=all&lon=31&lat=48.5&zoom=5', {}, async (page) => {
    await page.waitForLoadState('networkidle');
    const map = await page.locator('#map').boundingBox();
    assert.ok(map);
    const zoomHere = page.getByRole('button', { name: 'Zoom to these' });
    // Around the middle of the map there is hardly a spot without a circle.
    for (const [dx, dy] of [[0, 0], [24, 24], [-24, 24], [48, 0], [0, 48], [-48, -24]]) {
      await page.mouse.click(map.x + map.width / 2 + Number(dx), map.y + map.height / 2 + Number(dy));
      await page.waitForTimeout(700);
      if (await zoomHere.isVisible()) break;
      await page.keyboard.press('Escape'); // It was one incident, which opened.
    }
    await zoomHere.waitFor();
    await eventually(async () => assert.match((await page.locator('#count').textContent()) ?? '', /^[\d,]+ incidents? here$/));
    const n = await counted(page);
    await eventually(async () => assert.equal((await listedIds(page)).length, Math.min(n, 100)));
    await page.getByRole('button', { name: 'All incidents' }).click();
    await eventually(async () => assert.match((await page.locator('#count').textContent()) ?? '', /in view$/));
  }));

test('the list of the view holds what the API gives for its box', () =>
  site.visit('/?window=all&lon=31&lat=48.5&zoom=8', {}, async (page) => {
    await page.waitForLoadState('networkidle');
    await page.locator('#list-tools summary').click();
    const href = await page.getByRole('link', { name: 'GeoJSON', exact: true }).getAttribute('href');
    const { numberMatched } = await (await fetch(new URL(href ?? '', page.url()))).json();
    assert.equal(await counted(page), numberMatched);
    assert.ok(asked(page).get('zoom'));
  }));

test('a frame says how many of all it draws, and leads to all of them', async () => {
  const all = await matched('');
  const said = all.toLocaleString('en');
  // The newest 5,000, of which those in areas beyond the first 300 are not drawn.
  const newest = (await site.instance.api('collections/incidents/items?limit=5000&properties=area_id,precision')).features;
  const areas = new Set();
  const drawn = newest.filter((/** @type {any} */ { geometry, properties: { area_id } }) => geometry || !area_id || areas.has(area_id) || (areas.size < 300 && areas.add(area_id))).length;
  const live = `The map draws the newest ${drawn.toLocaleString('en')} of ${said}. All on Strikemap`;
  assert.ok(drawn < 5000 && drawn > 3000, String(drawn));
  for (const [show, device, want] of /** @type {const} */ ([['', {}, live], ['map', {}, live], ['map', { javaScriptEnabled: false }, `Without scripts it draws the newest 400 of ${said}. All on Strikemap`]])) {
    const frame = `/embed?window=all&show=${show}`;
    await site.visit(frame, device, async (page) => {
      const note = page.locator('#embed > .rest, noscript > .rest').last();
      assert.equal(await note.innerText(), want);
      assert.equal(await note.locator('a').getAttribute('href'), `${site.instance.base}/?window=all`);
      assert.equal(number(await page.locator('h1').innerText()), all);
    });
  }
  // Few enough are all drawn, and nothing is to be said.
  const few = await (await fetch(`${site.instance.base}/embed?window=all&kind=closure&status=confirmed`)).text();
  assert.ok(!few.includes('newest'), few);
  const list = await (await fetch(`${site.instance.base}/embed?window=all&show=list`)).text();
  assert.match(list, new RegExp(`${(all - 100).toLocaleString('en')} more on Strikemap`));
  const text = await (await fetch(`${site.instance.base}/text?window=all`)).text();
  assert.equal(number(text), all);
});
