import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked, fitsAcross, listedIds, useSite } from './page.mjs';

const site = useSite();
const off = { javaScriptEnabled: false };

test('without scripts the page has title, list and a word about the map', () =>
  site.visit('/', off, async (page) => {
    assert.match(await page.title(), /^Strikemap: /);
    assert.match(await page.locator('#count').innerText(), /^\d+ incidents$/);
    assert.ok((await listedIds(page)).length > 20);
    assert.ok(await page.getByText('The map needs scripts.').isVisible());
    assert.equal(await page.locator('#map').isVisible(), false);
    assert.ok(await page.getByText('Reported, not verified, unless the status says so.').isVisible());
    await fitsAcross(page);
  }));

test('without scripts the filters work by the form', () =>
  site.visit('/', off, async (page) => {
    await page.locator('input[value="closure"]').check();
    await page.getByRole('searchbox').fill('airport');
    await page.locator('.search').getByRole('button', { name: 'Show' }).click();
    assert.equal(asked(page).get('kind'), 'closure');
    assert.equal(asked(page).get('q'), 'airport');
    const ids = await listedIds(page);
    const answer = await site.instance.api('collections/incidents/items?limit=1000&properties=id&kind=closure&q=airport');
    const found = answer.features.map((/** @type {any} */ { properties }) => properties.id);
    assert.ok(ids.length > 0 && ids.every((id) => found.includes(id)), `${ids} of ${found}`);
    await page.getByRole('link', { name: 'All', exact: true }).click();
    assert.deepEqual((await listedIds(page)).sort(), found.sort(), 'the preset keeps the other filters');
    assert.ok(await page.locator('input[value="closure"]').isChecked());
  }));

test('without scripts a title leads to the page of its incident, with sources', () =>
  site.visit('/?q=temryuk&window=all', off, async (page) => {
    await page.locator('a.row-title').click();
    assert.match(new URL(page.url()).pathname, /^\/incidents\/[0-9A-Z]{26}$/);
    assert.ok(await page.getByRole('heading', { name: 'Who says what' }).isVisible());
    assert.ok(await page.getByRole('link', { name: /SBU drones hit oil tanks in Temryuk/ }).isVisible());
  }));

test('without scripts a phone reads the same', () =>
  site.visit('/', { ...off, viewport: { width: 390, height: 844 } }, async (page) => {
    assert.ok(await page.locator('a.row-title').first().isVisible());
    await fitsAcross(page);
  }));
