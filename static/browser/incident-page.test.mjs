import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked, eventually, fitsAcross, useSite } from './page.mjs';
import { madeUp } from './records.mjs';

const site = useSite({ records: [madeUp(), madeUp({ external_id: 'taken-back', state: 'withdrawn', title: 'A strike that was taken back' })] });

/** The path of the page of the first incident that a search finds. @param {string} words */
async function pathOf(words) {
  const { features } = await site.instance.api(`collections/incidents/items?limit=1&q=${words}`);
  return new URL(features[0].properties.url).pathname;
}

test('the page of an incident has its map, its sources and the way back to the map', async () =>
  site.visit(await pathOf('temryuk'), {}, async (page) => {
    assert.match(await page.title(), /^Oil product tanks burn .* · Strikemap$/);
    await page.locator('#map canvas').first().waitFor();
    for (const heading of ['Who says what', 'Numbers as reported', 'What is not known', 'Sources', 'History', 'Cite']) assert.ok(await page.getByRole('heading', { name: heading }).isVisible(), heading);
    for (const link of await page.locator('.sources a, .claims a').all()) {
      assert.match((await link.getAttribute('href')) ?? '', /^https?:\/\//);
      assert.equal(await link.getAttribute('rel'), 'noopener nofollow noreferrer');
    }
    assert.equal(await page.locator('link[rel="canonical"]').getAttribute('href'), page.url());
    await page.getByRole('link', { name: 'Back to map' }).click();
    await eventually(async () => assert.match(await page.locator('#incident h1').innerText(), /^Oil product tanks burn/));
    assert.ok(asked(page).get('incident'));
  }));

test('its link is copied and shared', async () =>
  site.visit(await pathOf('temryuk'), { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await page.getByRole('button', { name: 'Copy link' }).click();
    await eventually(async () => assert.equal(await page.locator('#live').textContent(), 'Link copied'));
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), page.url());
    // Chromium on Linux has nothing to share with; there is no button then.
    assert.equal(await page.getByRole('button', { name: 'Share' }).isVisible(), await page.evaluate(() => 'share' in navigator));
    await page.addInitScript(() => Object.assign(navigator, { share: async (/** @type {any} */ what) => (document.title = `shared ${what.url}`) }));
    await page.reload();
    await page.getByRole('button', { name: 'Share' }).click();
    await eventually(async () => assert.equal(await page.title(), `shared ${page.url()}`));
  }));

test('an address that never was is a page that says so', () =>
  site.visit('/incidents/01AAAAAAAAAAAAAAAAAAAAAAAA', { expected: /404/ }, async (page) => {
    assert.equal((await page.request.get(page.url(), { headers: { Accept: 'text/html' } })).status(), 404);
    assert.ok(await page.getByRole('heading', { name: 'Nothing is here' }).isVisible());
    await fitsAcross(page);
    await page.getByRole('link', { name: 'To the map' }).click();
    await page.locator('#list').waitFor();
  }));

test('a withdrawn incident is a page that says so, and is in no list', async () => {
  const records = await site.instance.exportRecords();
  const { id } = records.find(({ external_id }) => external_id === 'taken-back');
  await site.visit(`/incidents/${id}`, { expected: /410|404/ }, async (page) => {
    const answer = await page.request.get(page.url(), { headers: { Accept: 'text/html' } });
    assert.ok([404, 410].includes(answer.status()), String(answer.status()));
    assert.equal(await page.getByText('A strike that was taken back').count(), 0);
    assert.ok(await page.getByRole('link', { name: 'To the map' }).isVisible());
  });
});

test('an incident that is withdrawn while it was public leaves a note at its address and in the panel', async () => {
  const record = (await site.instance.exportRecords()).find(({ external_id }) => external_id === 'made-up-1');
  await site.instance.importRecords([{ ...record, state: 'withdrawn' }]);
  await eventually(async () => assert.equal((await fetch(`${site.instance.base}/incidents/${record.id}`)).status, 410));
  await site.visit(`/incidents/${record.id}`, { expected: /410/ }, async (page) => {
    assert.ok(await page.getByRole('heading', { name: 'This incident was withdrawn' }).isVisible());
    assert.ok(await page.getByText(/^Withdrawn/).first().isVisible());
    await fitsAcross(page);
  });
  await site.visit(`/?incident=${record.id}`, { expected: /410/ }, async (page) => {
    await page.getByText('This incident is not public, or was withdrawn.').waitFor();
    await page.locator('#close-incident').click();
    await page.locator('#list').waitFor();
  });
});
