import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inkOfSymbols } from './canvas.mjs';
import { asked, eventually, listedIds, useSite } from './page.mjs';

const site = useSite();

/** @param {string} [question] */
async function matched(question = '') {
  const { numberMatched } = await site.instance.api(`collections/incidents/items?limit=1&properties=id${question}`);
  return numberMatched;
}

test('the map opens with the incidents of its window by day, newest first', () =>
  site.visit('/', {}, async (page) => {
    const headings = await page.locator('#list-body h2').allTextContents();
    assert.ok(headings.length > 5, `only ${headings.length} days`);
    const days = headings.map((heading) => Date.parse(heading));
    assert.ok(days.every((day) => Number.isFinite(day)), `not all dates: ${headings}`);
    assert.deepEqual(days, [...days].sort((a, b) => b - a));
    const [newest] = (await site.instance.api('collections/incidents/items?limit=1')).features;
    assert.equal((await listedIds(page))[0], newest.properties.id);
    assert.equal(await page.locator('.row-title').first().textContent(), newest.properties.title);
    // Each row says in words where, how well known, when, who says so, by how many.
    for (const row of await page.locator('.row-facts').allTextContents()) assert.match(row, /^.+ · (said by|confirmed|reported|disputed|independently).* · \d+ sources?$/);
  }));

test('symbols are drawn on the map, and vanish with the incidents', () =>
  site.visit('/', {}, async (page) => {
    await page.waitForLoadState('networkidle'); // the tiles are there, the last frame is drawn
    const full = await inkOfSymbols(page);
    assert.ok(full.strike > 100 && full.incursion > 100, `hardly any ink: ${JSON.stringify(full)}`);
    await page.goto(`${site.instance.base}/?q=nosuchwordanywhere&window=all`);
    await page.locator('.empty-title').waitFor();
    await eventually(async () => assert.deepEqual(await inkOfSymbols(page), { strike: 0, incursion: 0 }));
  }));

test('the histogram counts what the list counts, and says that these are records', () =>
  site.visit('/?window=all', {}, async (page) => {
    const bars = await page.locator('.bars .bar title').evaluateAll((titles) => titles.map((title) => Number(/: (\d+) incident/.exec(title.textContent ?? '')?.[1])));
    assert.equal(bars.reduce((sum, n) => sum + n, 0), await matched());
    assert.ok(await page.getByText('Records kept, not all events', { exact: true }).isVisible());
    assert.ok(await page.locator('.bars').getAttribute('aria-label'));
  }));

test('each chip counts what the API counts', () =>
  site.visit('/?window=all', {}, async (page) => {
    for (const name of ['kind', 'status', 'country', 'category']) {
      const counts = await page.locator(`[data-filter="${name}"] [data-count]`).evaluateAll((spans) => spans.map((span) => [span.getAttribute('data-count'), Number(span.textContent)]));
      assert.ok(counts.length > 2, name);
      for (const [value, n] of counts) assert.equal(n, await matched(`&${name}=${value}`), `${name} ${value}`);
    }
    await page.getByRole('checkbox', { name: 'Only what the map shows' }).uncheck();
    await eventually(async () => assert.equal(await page.locator('#count').textContent(), `${await matched()} incidents`));
    assert.equal(asked(page).get('list'), 'all');
  }));
