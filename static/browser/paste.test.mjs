import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, fitsAcross, phone, useSite, violations } from './page.mjs';

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

test('numbers, summary and point are corrected by keyboard, what was changed is shown, and just that is stored', () =>
  site.visit(`${site.instance.desk}/desk/paste`, {}, async (page) => {
    await paste(page, text.replaceAll('Temryuk', 'Yeysk'));
    const draft = card(page, 'Yeysk');
    const number = await draft.getAttribute('data-drafts');
    const id = (/** @type {string} */ name) => `#edit-${number}-${name}`;
    await draft.focus();
    await page.keyboard.press('e');
    const amount = draft.locator('.amount', { hasText: 'two tanks' });
    await amount.getByLabel('How exact').selectOption('range');
    await amount.locator('.fault', { hasText: 'two numbers' }).waitFor();
    assert.equal(await amount.getByLabel('Number', { exact: true }).inputValue(), '2', 'the number that was there stays');
    await amount.getByLabel('Number at most').fill('4');
    await amount.getByLabel('Unit').fill('of diesel');
    await amount.getByLabel('Of what').selectOption('other');
    await page.locator(id('summary')).fill('Two to four tanks burned, the headquarters said.');
    await page.locator(id('lon')).fill('38.25');
    await page.locator(id('lat')).fill('46.7');
    await page.locator(id('radius')).fill('900');
    await page.locator(id('known')).selectOption('site');
    await eventually(async () => assert.equal(await draft.locator('.fault:not([hidden])').count(), 0));
    assert.match((await amount.locator('.was').textContent()) ?? '', /drafted: 2, storage tanks/);
    assert.match((await draft.locator('.changes').textContent()) ?? '', /summary.*longitude.*number \(two tanks\)/);
    assert.equal(await page.locator(`${id('lat')}-was`).isVisible(), true);
    assert.deepEqual(await violations(page), []);
    await page.locator(id('lat')).press('Control+Enter');
    await page.locator(`#draft-${number}[data-state="accepted"]`).waitFor();
    await draft.getByText('Corrected', { exact: true }).waitFor();
    const stored = (await site.instance.exportRecords()).find(({ summary }) => summary === 'Two to four tanks burned, the headquarters said.');
    assert.equal(stored.state, 'review');
    const { measure, qualifier, min, max, unit, phrase } = stored.quantities.find((/** @type {{ phrase: string }} */ quantity) => quantity.phrase === 'two tanks');
    assert.deepEqual({ measure, qualifier, min, max, unit, phrase }, { measure: 'other', qualifier: 'range', min: 2, max: 4, unit: 'of diesel', phrase: 'two tanks' });
    assert.deepEqual([stored.location.point, stored.location.precision, stored.location.uncertainty_m, stored.location.country], [{ lon: 38.25, lat: 46.7 }, 'site', 900, 'RU']);
  }));

test('the point is dragged on the map and moved by arrow keys; country and division follow it', () =>
  site.visit(`${site.instance.desk}/desk/paste`, {}, async (page) => {
    await paste(page);
    const draft = card(page, 'Novoshakhtinsk');
    const number = await draft.getAttribute('data-drafts');
    const at = async () => Promise.all(['lon', 'lat'].map(async (name) => Number(await page.locator(`#edit-${number}-${name}`).inputValue())));
    await draft.focus();
    await page.keyboard.press('e');
    const handle = page.locator('.handle');
    await handle.waitFor();
    const middle = async () => {
      const box = await handle.boundingBox();
      assert.ok(box);
      return [box.x + box.width / 2, box.y + box.height / 2];
    };
    const before = await at();
    // The map flies to the point first: it has arrived when ten looks see the same.
    /** @type {number[]} */
    let rest = [];
    let still = 0;
    await eventually(async () => {
      const [last, now] = [rest, await middle()];
      rest = now;
      still = now.join() === last.join() ? still + 1 : 0;
      assert.ok(still >= 10, 'the map still moves');
    });
    const [x = 0, y = 0] = rest;
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x - 150, y - 40, { steps: 5 });
    await page.mouse.up();
    const dragged = await at();
    assert.ok((dragged[0] ?? 0) < (before[0] ?? 0) - 0.1 && (dragged[1] ?? 0) > (before[1] ?? 0) + 0.02, `${before} to ${dragged}`);
    const [x2 = 0, y2 = 0] = await middle();
    assert.ok(Math.abs(x2 - x + 150) < 2 && Math.abs(y2 - y + 40) < 2, 'it lies where it was let go, and the map lay still');
    await draft.locator('.chosen-place', { hasText: /Luhansk/ }).waitFor();
    await handle.focus();
    await page.keyboard.press('Shift+ArrowRight');
    const moved = await at();
    assert.ok((moved[0] ?? 0) > (dragged[0] ?? 0) && moved[1] === dragged[1], `${dragged} to ${moved}`);
    await page.locator(`#edit-${number}-lon`).fill('');
    await page.locator(`#edit-${number}-lon-fault`, { hasText: 'is missing' }).waitFor();
    assert.equal(await handle.isVisible(), false, 'no point, no handle');
    await page.keyboard.press('Escape');
    assert.match((await draft.textContent()) ?? '', /Rostov Oblast/, 'the draft is as it was');
  }));

test('refused values stand at their fields, nothing is lost, and several forms are open at once', () =>
  site.visit(`${site.instance.desk}/desk/paste`, { expected: /400/ }, async (page) => {
    await paste(page, text.replaceAll('Temryuk', 'Tuapse'));
    const [one, two] = [card(page, 'Tuapse'), card(page, 'Novoshakhtinsk')];
    const [first, second] = [await one.getAttribute('data-drafts'), await two.getAttribute('data-drafts')];
    const before = (await site.instance.exportRecords()).length;
    await one.focus();
    await page.keyboard.press('e');
    await page.locator(`#edit-${first}-summary`).fill('Kept while another is edited.');
    await page.locator(`#edit-${first}-radius`).fill('90000000');
    const amount = one.locator('.amount', { hasText: 'two tanks' });
    await amount.getByLabel('Number', { exact: true }).fill('');
    await amount.getByLabel('Number', { exact: true }).press('Control+Enter');
    await page.locator(`#edit-${first}-radius-fault`, { hasText: '20,000,000' }).waitFor();
    await amount.locator('.fault', { hasText: 'needs a number' }).waitFor();
    assert.equal((await site.instance.exportRecords()).length, before);
    await two.locator('.button', { hasText: 'Edit' }).click();
    await page.locator(`#edit-${second}-title`).fill('Another title');
    assert.equal(await page.locator(`#edit-${first}-summary`).inputValue(), 'Kept while another is edited.');
    // With the form open, the letter accepts what the form shows.
    await page.locator(`#edit-${first}-radius`).fill('5000');
    await amount.getByLabel('Keep').uncheck();
    await one.focus();
    await page.keyboard.press('a');
    await page.locator(`#draft-${first}[data-state="accepted"]`).waitFor();
    const stored = (await site.instance.exportRecords()).find(({ summary }) => summary === 'Kept while another is edited.');
    assert.equal(stored.location.uncertainty_m, 5000);
    assert.ok(!(stored.quantities ?? []).some((/** @type {{ phrase: string }} */ { phrase }) => phrase === 'two tanks'), 'a number that was dropped is not stored');
    assert.equal(await page.locator(`#edit-${second}-title`).inputValue(), 'Another title');
  }));

test('the words of a number stand out while its row has the focus', () =>
  site.visit(`${site.instance.desk}/desk/paste`, {}, async (page) => {
    await paste(page);
    const draft = card(page, 'Temryuk');
    await draft.focus();
    await page.keyboard.press('e');
    await draft.locator('.amount', { hasText: 'two tanks' }).getByLabel('Number', { exact: true }).focus();
    assert.equal((await page.locator('#article mark.here').allTextContents()).join(''), 'two tanks');
    await draft.getByLabel('Title').focus();
    assert.equal(await page.locator('#article mark.here').count(), 0);
    await page.locator('#article mark', { hasText: 'two tanks' }).hover();
    assert.match((await draft.getAttribute('class')) ?? '', /\blit\b/);
  }));

test('on a phone drafts and form fit, and the map with the point stays in view', () =>
  site.visit(`${site.instance.desk}/desk/paste`, phone, async (page) => {
    await paste(page);
    await fitsAcross(page);
    await page.locator('#draft-1').press('e');
    await page.locator('#edit-1-lat').focus();
    await fitsAcross(page);
    const [map, field] = [await page.locator('#map').boundingBox(), await page.locator('#edit-1-lat').boundingBox()];
    assert.ok(map && field && map.y >= 0 && map.y + map.height <= field.y && field.y < 844, JSON.stringify([map, field]));
    assert.deepEqual(await violations(page), []);
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
