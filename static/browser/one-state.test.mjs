// One state, one set of incidents: the same ids stand on the map, in the list with and
// without scripts, in the words, in the embed, in the picture and in the API.
//
// Who holds what of the incidents that match:
//   API, both lists, the embed, its sketch, the picture, the count in words: all of them
//   (a picture shows those of unknown place beside its map);
//   the live maps: those with a point or an area; "N without a place" counts the others.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { symbols, watchDrawing } from './drawn.mjs';
import { eventually, listedIds, loaded, useSite } from './page.mjs';
import { madeUp } from './records.mjs';

/** @typedef {import('playwright-core').Page} Page */

const records = [
  madeUp({ external_id: 'made-up-unplaced', title: 'A made-up strike at an unknown place', location: { label: 'Unknown', precision: 'unknown', basis: 'unknown', regime: 'unknown' } }),
  madeUp({ external_id: 'made-up-placed', title: 'A made-up strike that is disputed', claims: [{ party: 'ua-sbu', role: 'attacker', stance: 'claims', proposition: 'struck', detail: 'its drones hit a depot', stated_at: '2026-06-02', report: 0 }, { party: 'ru-mod', role: 'affected', stance: 'denies', proposition: 'struck', detail: 'nothing was hit', stated_at: '2026-06-02', report: 0 }] }),
];
const site = useSite({ records }, async ({ api }) => {
  // The server sees within a second what was written beside it.
  await eventually(async () => assert.equal((await api('collections/incidents/items?limit=1&q=made-up')).numberMatched, records.length));
  return async () => {};
});
/** At this view every incident of the record lies on the map. */
const wide = 'lon=50&lat=54&zoom=3';
const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

/** States of the map page, as they stand in its address. */
const states = {
  'the opening view': '',
  everything: 'window=all',
  'one kind': 'kind=strike',
  'several kinds': 'kind=incursion,closure&window=all',
  'one status': 'status=disputed&window=all',
  'several filters': 'kind=strike&status=claimed,confirmed&category=refinery,oil-depot&window=all',
  'a country': 'country=RU&window=all',
  'a span of days': 'from=2025-09-01&to=2025-10-31',
  'one day': 'from=2025-12-25&to=2025-12-25',
  'a short window': 'window=30d',
  'words in the record': 'q=poland&window=all',
  'what was known yesterday': `known_at=${yesterday}&window=all`,
  'areas only': 'kind=sighting,interception&window=all',
  'unknown places': 'q=made-up&window=all',
  nothing: 'q=nothing-of-the-kind&window=all',
};

/** Boxes that an embed may be cut to. An area is in a box that its own box meets. */
const boxes = { 'a part of the Black Sea': '28,43,38,47', 'the Baltic': '9,53,30,61', 'half of it at an edge': '30.5,46,37.37,60' };

/** The API's question for a state: what the page's window and days mean as a span of time. @param {string} state @param {string} newest */
function question(state, newest) {
  const p = new URLSearchParams(state);
  const spans = /** @type {Record<string, number>} */ ({ '30d': 30, '1y': 365 });
  const [from, to, window] = ['from', 'to', 'window'].map((name) => p.get(name));
  for (const name of ['from', 'to', 'window']) p.delete(name);
  if (from || to) p.set('datetime', `${from ? `${from}T00:00:00Z` : '..'}/${to ? `${to}T23:59:59.999Z` : '..'}`);
  else if (window !== 'all') p.set('datetime', `${new Date(Date.parse(newest) - (spans[window ?? '1y'] ?? 0) * 86_400_000).toISOString()}/..`);
  return p;
}

/** @param {URLSearchParams} asked @returns {Promise<{ all: string[], placed: string[], matched: number }>} */
async function ofAPI(asked) {
  const { features, numberMatched } = await site.instance.api(`collections/incidents/items?limit=1000&properties=id,precision&${asked}`);
  const ids = (/** @type {any[]} */ list) => list.map(({ properties }) => properties.id).sort();
  return { all: ids(features), placed: ids(features.filter((/** @type {any} */ { properties }) => properties.precision !== 'unknown')), matched: numberMatched ?? features.length };
}

/** Fails with what one of two sets of ids lacks. @param {(string | undefined)[]} got @param {string[]} wanted @param {string} where */
function same(got, wanted, where) {
  const [lacks, more] = [wanted.filter((id) => !got.includes(id)), got.filter((id) => !wanted.includes(id ?? ''))];
  assert.ok(!lacks.length && !more.length && got.length === wanted.length, `${where}: ${got.length} of ${wanted.length}; lacks ${lacks.slice(0, 5)}; too many: ${more.slice(0, 5)}`);
}

/** Shows all rows of the list. @param {Page} page */
async function unfold(page) {
  while ((await page.locator('.pager button').count()) > 0) await page.locator('.pager button').click();
}

/** @param {string} path */
async function text(path) {
  const answer = await fetch(site.instance.base + path, { headers: { Accept: 'text/html,*/*', 'Accept-Language': 'en' } });
  assert.equal(answer.status, 200, path);
  return answer.text();
}

/** Ids in the markup, each once. @param {string} html @param {RegExp} pattern */
const idsIn = (html, pattern) => [...new Set([...html.matchAll(pattern)].map(([, id]) => id))].sort();
const rows = /class="row" data-id="(\w+)"/g;
const marked = /data-id="(\w+)"/g;

/** The ids of the list without scripts, page after page. @param {string} state */
async function listWithoutScripts(state) {
  const ids = [];
  for (let path = `/?${state}`; path; ) {
    const html = await text(path);
    ids.push(...idsIn(html, rows));
    path = /<a href="([^"]*)">Older incidents</.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
    if (path.startsWith('?')) path = `/${path}`;
  }
  return ids.sort();
}

/** The number at the start of a sentence; "No …" is none. @param {string | null | undefined} said */
const first = (said) => Number(/\d+/.exec((said ?? '').replace(/^\D*\bno\b/i, '0'))?.[0]);

/** The picture of the embed without its list, and without what stands in its data. @param {string} html */
const sketchOf = (html) => /<div class="sketch"[^]*?<\/svg>/.exec(html)?.[0] ?? '';

test('each state has the same incidents in list, words, embed, picture and API', async () => {
  const newest = (await site.instance.api('collections/incidents/items?limit=1')).features[0].properties.time_from;
  for (const [name, state] of Object.entries(states)) {
    const asked = question(state, newest);
    const { all, matched } = await ofAPI(asked);
    assert.equal(matched, all.length);
    assert.equal(all.length === 0, name === 'nothing', name);
    same(await listWithoutScripts(state), all, `${name}: list`);
    assert.equal(first(await text(`/text?${state}`)), all.length, `${name}: words`);
    const embed = await text(`/embed?${state}`);
    same(idsIn(sketchOf(embed), marked), all, `${name}: sketch of the embed`);
    assert.equal(first(/<h1>([^<]*)/.exec(embed)?.[1]), all.length, `${name}: count of the embed`);
    assert.equal(idsIn(await text(`/embed?${state}&show=list`), rows).length, Math.min(all.length, 100), `${name}: embed of the list`);
    same(idsIn(await text(`/picture.svg?${asked}`), marked), all, `${name}: picture`);
  }
});

test('each box has the same incidents in words, embed, picture and API', async () => {
  for (const [name, bbox] of Object.entries(boxes)) {
    const { all } = await ofAPI(new URLSearchParams({ bbox }));
    assert.ok(all.length > 5, name);
    assert.equal(first(await text(`/text?window=all&bbox=${bbox}`)), all.length, `${name}: words`);
    const embed = await text(`/embed?window=all&bbox=${bbox}`);
    same(idsIn(sketchOf(embed), marked), all, `${name}: sketch of the embed`);
    same(idsIn(await text(`/embed?window=all&bbox=${bbox}&show=list`), rows), all, `${name}: embed of the list`);
    same(idsIn(await text(`/picture.svg?bbox=${bbox}`), marked), all, `${name}: picture`);
  }
});

test('one incident is the same in page, embed, picture and API', async () => {
  const { features } = await site.instance.api('collections/incidents/items?limit=1&q=temryuk');
  const { id, title } = features[0].properties;
  assert.ok(new RegExp(`<article[^>]* data-id="${id}"`).test(await text(`/?incident=${id}`)));
  const embed = await text(`/embed?incident=${id}`);
  same(idsIn(sketchOf(embed), marked), [id], 'sketch of the embed');
  same(idsIn(embed, rows), [id], 'list of the embed');
  assert.ok((await text(`/text?incident=${id}`)).length);
  const picture = await text(`/picture.svg?incident=${id}`);
  assert.ok(idsIn(picture, marked).includes(id));
  assert.ok(picture.includes(title.slice(0, 20)) || (await text(`/picture.svg?incident=${id}&text=text`)).includes(title.slice(0, 20)));
});

test('each state has the same incidents on the live map, in its list and in the live embed', () =>
  site.stay({ patience: 90_000 }, async (page) => {
    await watchDrawing(page);
    const newest = (await site.instance.api('collections/incidents/items?limit=1')).features[0].properties.time_from;
    for (const [name, state] of Object.entries(states)) {
      const { all, placed } = await ofAPI(question(state, newest));
      await page.goto(`${site.instance.base}/?${state}&list=all&${wide}`);
      await loaded(page);
      const drawn = async () => (await symbols(page)).reduce((sum, { count }) => sum + count, 0);
      await eventually(async () => assert.equal(first(await page.locator('#count').textContent()), all.length, `${name}: count`));
      await unfold(page);
      same(await listedIds(page), all, `${name}: list`);
      await eventually(async () => assert.equal(await drawn(), placed.length, `${name}: symbols on the map`));
      const without = await page.locator('#no-place').isVisible() ? first(await page.locator('#no-place').textContent()) : 0;
      assert.equal(without, all.length - placed.length, `${name}: without a place`);
      // Of each kind as many as there are, whatever kinds are asked for.
      const strikes = await ofAPI(question(`${state.replace(/kind=[^&]*/, '')}&kind=strike`, newest));
      assert.equal(first(await page.locator('[data-count="strike"]').textContent()), strikes.matched, `${name}: count of strikes`);

      await page.goto(`${site.instance.base}/embed?${state}&bbox=-30,25,120,74`);
      if (!all.length) continue;
      await page.locator('.live.drawn').waitFor();
      await eventually(async () => assert.equal(await drawn(), placed.length, `${name}: symbols of the live embed`));
    }
  }));

test('a part of the map has the same incidents in its list, its link to the data and its words', () =>
  site.stay({ patience: 60_000 }, async (page) => {
    // What has no place is on no part of the map, and in the list of each: it says so.
    const { all, placed } = await ofAPI(new URLSearchParams());
    const unplaced = all.filter((id) => !placed.includes(id));
    for (const [lon, lat, zoom] of [[28.5, 47.9, 7], [31, 48.5, 5], [24.5, 58.5, 6], [37.5, 45, 8], [20, 55, 5], [10, 60, 4]]) {
      await page.goto(`${site.instance.base}/?window=all&lon=${lon}&lat=${lat}&zoom=${zoom}`);
      await loaded(page);
      await page.locator('#list-tools summary').click();
      await eventually(async () => {
        const address = new URL((await page.getByRole('link', { name: 'GeoJSON', exact: true }).getAttribute('href')) ?? '', page.url());
        const bbox = address.searchParams.get('bbox');
        assert.ok(bbox);
        const { all } = await ofAPI(address.searchParams);
        await unfold(page);
        same(await listedIds(page), [...all, ...unplaced], `list at ${lon} ${lat} ${zoom}`);
        assert.equal(first(await text(`/text?window=all&bbox=${bbox}`)), all.length);
      });
    }
  }));

test('the symbols of the map, opened one by one, hold just the incidents of the list', () =>
  site.stay({ patience: 60_000 }, async (page) => {
    await watchDrawing(page);
    for (const state of ['kind=sighting,interception&window=all', 'status=disputed', 'from=2025-12-01&to=2025-12-31']) {
      await page.goto(`${site.instance.base}/?${state}&${wide}`);
      await loaded(page);
      const listed = (await listedIds(page)).sort();
      await eventually(async () => assert.equal((await symbols(page)).reduce((sum, { count }) => sum + count, 0), listed.length));
      /** @type {Set<string>} */
      const held = new Set();
      for (const { x, y, count } of await symbols(page)) {
        await page.mouse.click(x, y);
        if (count === 1) {
          await page.waitForURL(/incident=/);
          held.add(new URL(page.url()).searchParams.get('incident') ?? '');
          await page.keyboard.press('Escape');
          await page.waitForURL((url) => !url.searchParams.has('incident'));
        } else {
          await eventually(async () => assert.equal(first(await page.locator('#count').textContent()), count));
          for (const id of await listedIds(page)) held.add(id);
          await page.getByRole('button', { name: 'All incidents' }).click();
        }
      }
      same([...held], listed, state);
    }
  }));
