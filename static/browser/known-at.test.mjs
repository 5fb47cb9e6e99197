import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked, eventually, listedIds, useSite } from './page.mjs';
import { madeUp } from './records.mjs';

// Recorded now: a day ago nobody could know of it.
const site = useSite({ records: [madeUp()] });
const everything = '/?window=all&list=all';
const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

/** @param {import('playwright-core').Page} page */
const strikes = async (page) => Number(await page.locator('[data-count="strike"]').textContent());

/** How many are in the list, from its headline. @param {import('playwright-core').Page} page */
const counted = async (page) => Number(/^\d+/.exec((await page.locator('#count').textContent()) ?? '')?.[0]);

test('what was known on a day changes list, counts, data and pages alike, and now comes back', () =>
  site.visit(everything, {}, async (page) => {
    await page.getByText('A made-up strike').waitFor();
    const [all, before] = [await counted(page), await strikes(page)];
    const input = page.getByLabel('As known on');
    const begins = await input.getAttribute('min');
    assert.ok(begins && begins <= yesterday, `the record begins on ${begins}`);
    await input.fill(yesterday);
    await eventually(async () => assert.equal(await counted(page), all - 1));
    assert.equal(await page.getByText('A made-up strike').count(), 0);
    assert.equal(await strikes(page), before - 1);
    assert.equal(asked(page).get('known_at'), yesterday);
    assert.ok(await page.getByText('As known at the end of').isVisible());
    const { numberMatched } = await site.instance.api(`collections/incidents/items?limit=1&known_at=${yesterday}`);
    assert.equal(await counted(page), numberMatched);
    assert.match((await page.locator('a.row-title').first().getAttribute('href')) ?? '', new RegExp(`known_at=${yesterday}`));
    await page.locator('#list-tools summary').click();
    assert.match((await page.getByRole('link', { name: 'Download CSV' }).getAttribute('href')) ?? '', new RegExp(`known_at=${yesterday}`));
    await page.reload();
    await eventually(async () => assert.equal(await counted(page), all - 1));
    assert.equal(await page.getByLabel('As known on').inputValue(), yesterday);
    await page.getByRole('link', { name: 'Show what is known now' }).click();
    await eventually(async () => assert.equal(await counted(page), all));
    assert.equal(asked(page).get('known_at'), null);
    assert.ok((await listedIds(page)).length > 0);
  }));

test('before the record begins nobody can ask', () =>
  site.visit(everything, {}, async (page) => {
    const input = page.getByLabel('As known on');
    const begins = await input.getAttribute('min');
    await input.fill('2019-05-01');
    await eventually(async () => assert.equal(asked(page).get('known_at'), begins));
    assert.equal(await input.inputValue(), begins);
  }));

test('without scripts the day is asked for by the form', () =>
  site.visit(everything, { javaScriptEnabled: false }, async (page) => {
    await page.getByLabel('As known on').fill(yesterday);
    await page.locator('.dates button').click();
    assert.equal(asked(page).get('known_at'), yesterday);
    assert.ok(await page.locator('#known-note', { hasText: 'Later corrections are left out.' }).isVisible());
    assert.equal(await page.getByText('A made-up strike').count(), 0);
    assert.equal(await page.getByLabel('As known on').inputValue(), yesterday);
  }));
