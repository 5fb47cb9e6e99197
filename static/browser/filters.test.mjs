import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inkOfSymbols } from './canvas.mjs';
import { asked, eventually, listedIds, useSite } from './page.mjs';

const site = useSite();
const everything = '/?window=all&list=all';

/** The ids the API gives to a question, in no order. @param {string} question @returns {Promise<string[]>} */
async function found(question) {
  const { features } = await site.instance.api(`collections/incidents/items?limit=1000&properties=id&${question}`);
  return features.map((/** @type {any} */ { properties }) => properties.id).sort();
}

/** Waits until the list holds just what the API gives, and the headline its number. @param {import('playwright-core').Page} page @param {string} question */
async function listHolds(page, question) {
  const ids = await found(question);
  assert.ok(ids.length > 0, `the record has something for ${question}`);
  assert.ok(ids.length <= 100, `${question} fits into the first part of the list`);
  await eventually(async () => assert.deepEqual((await listedIds(page)).sort(), ids));
  assert.equal(await page.locator('#count').textContent(), `${ids.length} incident${ids.length === 1 ? '' : 's'}`);
}

/** @param {import('playwright-core').Page} page @param {string} name @param {string} value */
async function tick(page, name, value) {
  const box = page.locator(`input[name="${name}"][value="${value}"]`);
  const closed = page.locator(`details.choose[data-filter="${name}"]:not([open]) summary`);
  if (await closed.count()) await closed.click();
  await box.check();
}

test('a kind narrows list, map and address alike, and a second one widens them', () =>
  site.visit(everything, {}, async (page) => {
    await page.waitForLoadState('networkidle');
    await tick(page, 'kind', 'incursion');
    await listHolds(page, 'kind=incursion');
    assert.equal(asked(page).get('kind'), 'incursion');
    await eventually(async () => {
      const { strike, incursion } = await inkOfSymbols(page);
      assert.ok(strike === 0 && incursion > 50, `the map shows ${strike} of strikes, ${incursion} of incursions`);
    });
    await tick(page, 'kind', 'closure');
    await listHolds(page, 'kind=incursion,closure');
    assert.equal(asked(page).get('kind'), 'incursion,closure');
    await page.reload();
    await listHolds(page, 'kind=incursion,closure');
    assert.ok(await page.locator('input[value="closure"]').isChecked());
  }));

test('status, target and country narrow together', () =>
  site.visit(everything, {}, async (page) => {
    await tick(page, 'status', 'claimed');
    await tick(page, 'country', 'RU');
    await listHolds(page, 'status=claimed&country=RU');
    await tick(page, 'category', 'refinery');
    await listHolds(page, 'status=claimed&country=RU&category=refinery');
    assert.deepEqual(['status', 'country', 'category'].map((name) => asked(page).get(name)), ['claimed', 'RU', 'refinery']);
    assert.equal(await page.locator('[data-chosen="country"]').textContent(), '1 chosen');
  }));

test('words are searched in the ledger, not only in titles', () =>
  site.visit(everything, {}, async (page) => {
    await page.getByRole('searchbox').fill('krasnodar headquarters');
    await listHolds(page, 'q=krasnodar+headquarters');
    assert.equal(asked(page).get('q'), 'krasnodar headquarters');
  }));

test('the clear button gives everything back', () =>
  site.visit('/?kind=closure&status=claimed&q=airport&from=2025-01-01&to=2025-12-31', {}, async (page) => {
    await page.getByRole('link', { name: 'Clear filters' }).click();
    await eventually(async () => assert.equal(new URL(page.url()).search, ''));
    assert.equal(await page.getByRole('searchbox').inputValue(), '');
    assert.equal(await page.locator('#from').inputValue(), '');
    assert.equal(await page.locator('#filters input:checked').count(), 0);
    assert.ok((await listedIds(page)).length > 20);
  }));

test('presets and dates choose the time', () =>
  site.visit('/?list=all', {}, async (page) => {
    const count = async () => Number(/\d+/.exec((await page.locator('#count').textContent()) ?? '')?.[0]);
    const counts = [];
    for (const name of ['30 days', '1 year', 'All']) {
      const preset = page.getByRole('link', { name, exact: true });
      await preset.click();
      assert.equal(await preset.getAttribute('aria-current'), 'true');
      counts.push(await count());
    }
    assert.equal(asked(page).get('window'), 'all');
    assert.ok(counts[0] >= 1 && counts[0] < counts[1] && counts[1] < counts[2], String(counts));
    assert.equal(counts[2], (await found('')).length);
    await page.getByLabel('From').fill('2025-12-01');
    await page.getByLabel('To', { exact: true }).fill('2025-12-31');
    await listHolds(page, 'datetime=2025-12-01T00:00:00Z/2025-12-31T23:59:59.999Z');
    assert.deepEqual(['from', 'to', 'window'].map((name) => asked(page).get(name)), ['2025-12-01', '2025-12-31', null]);
    assert.equal(await page.locator('#said').textContent(), '1 Dec 2025 – 31 Dec 2025');
  }));

test('the handles of the strip choose the time by keyboard', () =>
  site.visit(everything, {}, async (page) => {
    const start = page.getByRole('slider', { name: 'Start of the time shown' });
    await start.focus();
    for (let i = 0; i < 9; i++) await page.keyboard.press('PageUp');
    await page.keyboard.press('ArrowRight');
    await eventually(async () => assert.match(asked(page).get('from') ?? '', /^\d{4}-\d\d-\d\d$/));
    const from = asked(page).get('from');
    await listHolds(page, `datetime=${from}T00:00:00Z/..`);
    assert.equal(await page.locator('#from').inputValue(), from);
    assert.match((await start.getAttribute('aria-valuetext')) ?? '', /^\d+ \w+ \d{4}$/);
    assert.ok((await page.locator('.bar.on').count()) < (await page.locator('.bar').count()), 'the bars outside the time recede');
  }));

test('the link of the view is copied as it stands in the address', () =>
  site.visit('/?kind=closure', { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await page.locator('#list-tools').getByRole('button', { name: 'Copy link' }).click();
    await page.locator('#notice', { hasText: 'Link copied' }).waitFor();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), page.url());
  }));

test('the link to the data asks the API what the page shows', () =>
  site.visit('/?kind=closure&window=all&list=all', {}, async (page) => {
    await page.locator('#list-tools summary').click();
    const href = await page.getByRole('link', { name: 'GeoJSON', exact: true }).getAttribute('href');
    const answer = await (await fetch(new URL(href ?? '', page.url()))).json();
    assert.deepEqual(answer.features.map((/** @type {any} */ { properties }) => properties.id).sort(), (await listedIds(page)).sort());
  }));

test('the API link is copied, and every file holds what the page shows', () =>
  site.visit('/?kind=closure&window=all&list=all', { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    const ids = (await listedIds(page)).sort();
    assert.ok(ids.length > 3);
    await page.locator('#list-tools summary').click();
    await page.getByRole('button', { name: 'Copy API link' }).click();
    await page.locator('#notice', { hasText: 'Link copied' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(new URL(copied).searchParams.get('kind'), 'closure');
    const file = async (/** @type {string} */ name) => {
      const href = await page.getByRole('link', { name: `Download ${name}` }).getAttribute('href');
      const answer = await fetch(new URL(href ?? '', page.url()));
      assert.equal(answer.status, 200, `${href}`);
      return answer;
    };
    const geojson = await (await file('GeoJSON')).json();
    assert.deepEqual(geojson.features.map((/** @type {any} */ { properties }) => properties.id).sort(), ids);
    const csv = await (await file('CSV')).text();
    const kml = await (await file('KML')).text();
    for (const id of ids) assert.ok(csv.includes(id) && kml.includes(id), id);
    const geopackage = new Uint8Array(await (await file('GeoPackage')).arrayBuffer());
    assert.equal(new TextDecoder().decode(geopackage.subarray(0, 15)), 'SQLite format 3');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('#list-tools details').getAttribute('open'), null);
  }));

test('an empty result says so and helps', () =>
  site.visit('/?kind=closure&status=verified&category=refinery', {}, async (page) => {
    await page.getByText('No incidents match.').waitFor();
    assert.ok(await page.getByText('Widen the time or clear filters.').isVisible());
    await page.locator('.empty').getByRole('button', { name: 'Clear filters' }).click();
    await eventually(async () => assert.ok((await listedIds(page)).length > 20));
  }));
