import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, fitsAcross, useSite, violations } from './page.mjs';

const site = useSite({ admin: true });

// Made up for these tests: nothing of it happened.
const text = `The port of Temryuk was on fire again, people there told us in the morning.
Ukraine's SBU security service said its drones struck the port of Temryuk in the Krasnodar region overnight.
The Krasnodar regional emergency headquarters confirmed a fire and said two tanks were burning.
Separately, Ukraine's General Staff said drones hit the Novoshakhtinsk oil refinery in Russia's Rostov region on Wednesday.
Talks on trade went on in the capital, with gingerbread for the delegates.`;

/** Pastes a text and waits for its drafts. @param {import('playwright-core').Page} page @param {string} [pasted] */
async function paste(page, pasted = text) {
  await page.locator('#text').fill(pasted);
  await page.locator('#published').fill('2026-06-04');
  await page.locator('#publisher').fill('A made-up paper');
  await page.locator('#text').press('Control+Enter');
  await page.locator('#shown:not([hidden])').waitFor();
}

/** @param {import('playwright-core').Page} page */
const focusedId = (page) => page.evaluate(() => document.activeElement?.id ?? '');

/** The card of the first draft whose title holds a word. @param {import('playwright-core').Page} page @param {string} word */
const card = (page, word) => page.locator('.draft', { has: page.locator('strong', { hasText: word }) }).first();

test('a draft is accepted by keyboard and is then in review', () =>
  site.visit(`${site.instance.desk}/desk/paste`, {}, async (page) => {
    await paste(page);
    assert.equal(await focusedId(page), 'draft-1', 'the first draft has the focus');
    const before = (await site.instance.exportRecords()).length;
    const title = await page.locator('#draft-1-title').textContent();
    await page.keyboard.press('a');
    await page.locator('#draft-1[data-state="accepted"]').waitFor();
    await eventually(async () => assert.equal(await focusedId(page), 'draft-2', 'the next draft has it now'));
    const records = await site.instance.exportRecords();
    assert.equal(records.length, before + 1);
    const stored = records.find((record) => record.title === title);
    assert.equal(stored?.state, 'review');
    assert.equal(stored.dataset, 'desk');
    assert.equal(stored.reports[0].publisher, 'A made-up paper');
    for (const { evidence } of stored.claims) assert.ok(text.includes(evidence.text), 'each claim has its words');
    assert.ok(!JSON.stringify(stored).includes('gingerbread'), 'the rest of the text is not kept');
    const { numberMatched } = await site.instance.api(`collections/incidents/items?q=${encodeURIComponent(String(title))}&dataset=desk`);
    assert.equal(numberMatched ?? 0, 0, 'readers do not see it');
  }));

test('a draft that is in the record already is not stored over it', () =>
  site.visit(`${site.instance.desk}/desk/paste`, { expected: /409/ }, async (page) => {
    await paste(page);
    const card = page.locator('#draft-1');
    await card.press('a');
    // The test before this one has accepted it.
    await card.locator('.faults').waitFor();
    assert.match((await card.locator('.faults').textContent()) ?? '', /in the record already/);
  }));

test('words and drafts light up together, on both sides', () =>
  site.visit(`${site.instance.desk}/desk/paste`, {}, async (page) => {
    await paste(page);
    const number = await card(page, 'Novoshakhtinsk').getAttribute('data-drafts');
    await page.locator('#article mark', { hasText: 'Novoshakhtinsk' }).first().hover();
    assert.match((await card(page, 'Novoshakhtinsk').getAttribute('class')) ?? '', /\blit\b/);
    await page.locator('#found-title').hover();
    await card(page, 'Novoshakhtinsk').focus();
    const lit = await page.locator('#article mark.lit').allTextContents();
    assert.ok(lit.some((words) => words.includes('Novoshakhtinsk')) && !lit.some((words) => words.includes('Temryuk')), lit.join('|'));
    await page.locator('#draft-1').focus();
    await page.locator(`[data-tag="${number}"]`).focus();
    assert.match((await card(page, 'Novoshakhtinsk').getAttribute('class')) ?? '', /\blit\b/);
    assert.equal(await page.locator('#article').evaluate((element) => [...element.childNodes].map((node) => (node instanceof HTMLButtonElement ? '' : node.textContent)).join('')), text);
  }));

test('a draft is corrected by keyboard, faults stand at their fields, and what is accepted is what was corrected', () =>
  site.visit(`${site.instance.desk}/desk/paste`, {}, async (page) => {
    await paste(page, text.replaceAll('Novoshakhtinsk', 'Afipsky').replace('Rostov', 'Krasnodar'));
    const draft = card(page, 'Afips');
    const number = await draft.getAttribute('data-drafts');
    const field = (/** @type {string} */ name) => page.locator(`#edit-${number}-${name}`);
    await draft.focus();
    await page.keyboard.press('e');
    await eventually(async () => assert.equal(await focusedId(page), `edit-${number}-title`));
    await field('title').fill('');
    await page.locator(`#edit-${number}-title-fault:not([hidden])`).waitFor();
    assert.equal(await field('title').getAttribute('aria-invalid'), 'true');
    await field('title').fill('General Staff says drones hit <b>a depot</b> in Temryuk');
    await field('category').selectOption('oil-depot');
    await field('place').fill('port of Temryuk');
    await field('place').press('Enter');
    await draft.locator('.place-choice').first().waitFor();
    await page.keyboard.press('Enter');
    await field('from').fill('2026-06-02T20:00');
    await field('to').fill('2026-06-02T23:30');
    await field('precision').selectOption('hour');
    await eventually(async () => assert.equal(await field('title').getAttribute('aria-invalid'), null));
    assert.deepEqual(await violations(page), []);
    await field('to').press('Control+Enter');
    await page.locator(`#draft-${number}[data-state="accepted"]`).waitFor();
    const stored = (await site.instance.exportRecords()).find(({ title }) => title === 'General Staff says drones hit <b>a depot</b> in Temryuk');
    assert.equal(stored.state, 'review');
    assert.equal(stored.category, 'oil-depot');
    assert.equal(stored.location.place_id, 'ru-temryuk-port');
    assert.deepEqual([stored.time.from, stored.time.to, stored.time.precision], ['2026-06-02T20:00:00Z', '2026-06-02T23:30:00Z', 'hour']);
    assert.equal(await draft.locator('b').count(), 0, 'a title is text, never markup');
  }));

test('a rejected draft stores nothing and can be taken back; Escape leaves a form unchanged', () =>
  site.visit(`${site.instance.desk}/desk/paste`, {}, async (page) => {
    const before = (await site.instance.exportRecords()).length;
    await paste(page);
    const title = await page.locator('#draft-1-title').textContent();
    await page.keyboard.press('e');
    await page.locator('#edit-1-title').fill('Something else');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('#draft-1-title').textContent(), title);
    await eventually(async () => assert.equal(await focusedId(page), 'draft-1'));
    await page.keyboard.press('r');
    await page.locator('#draft-1[data-state="rejected"]').waitFor();
    await page.locator('#draft-1').focus();
    await page.keyboard.press('a');
    await page.keyboard.press('r');
    await page.locator('#draft-1[data-state="open"]').waitFor();
    assert.equal((await site.instance.exportRecords()).length, before);
  }));

test('a text without an incident says so, and one without a date is refused at the field', () =>
  site.visit(`${site.instance.desk}/desk/paste`, { expected: /400/ }, async (page) => {
    await page.locator('#text').fill('The weather was mild, and the shops were open.');
    await page.locator('#text').press('Control+Enter');
    await page.locator('#published-fault:not([hidden])').waitFor();
    assert.equal(await focusedId(page), 'published');
    await paste(page, 'The weather was mild, and the shops were open.');
    assert.match((await page.locator('#notice').textContent()) ?? '', /no incident was found/);
    assert.equal(await page.locator('.draft').count(), 0);
  }));

for (const width of [1280, 800]) {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    test(`the page fits ${width} pixels and can be read, ${colorScheme}`, () =>
      site.visit(`${site.instance.desk}/desk/paste`, { viewport: { width, height: 800 }, colorScheme }, async (page) => {
        await fitsAcross(page);
        assert.deepEqual(await violations(page), []);
        await paste(page);
        await fitsAcross(page);
        for (const side of ['#article', '#list', '#map']) {
          const box = await page.locator(side).boundingBox();
          assert.ok(box && box.width >= 300 && box.height >= 150, `${side} has room: ${JSON.stringify(box)}`);
        }
      }));
  }
}
