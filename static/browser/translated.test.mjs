import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventually, useSite } from './page.mjs';
import { madeUp } from './records.mjs';

const polish = 'Zmyślone uderzenie w Penzie';
const place = { label: 'Penza', point: { lon: 45.02, lat: 53.2 }, precision: 'settlement', uncertainty_m: 5000, basis: 'named-place', regime: 'territory', country: 'RU' };
const site = useSite({
  records: [
    madeUp({ external_id: 'translated', title: 'A made-up strike in Penza', summary: 'Nothing of this happened.', location: place, translations: { pl: { title: polish, summary: 'Nic takiego się nie stało.' } } }),
    madeUp({ external_id: 'ukrainian', title: 'Вигаданий удар у Пензі', language: 'uk', location: { ...place, label: 'Nowhere' } }),
  ],
});

/** The titles with their language of made-up incidents, in the order of the list. @param {import('playwright-core').Page} page */
const titles = (page) => page.locator('.row').evaluateAll((rows) => rows.filter((row) => /Penz|Пензі/.test(row.querySelector('a')?.textContent ?? '')).map((row) => `${row.querySelector('a')?.lang}: ${row.querySelector('a')?.textContent}`).sort());

for (const device of [{}, { javaScriptEnabled: false }]) {
  const how = 'javaScriptEnabled' in device ? 'without scripts' : 'with scripts';
  for (const [lang, want] of /** @type {const} */ ([['pl', `pl: ${polish}`], ['en', 'en: A made-up strike in Penza'], ['uk', 'en: A made-up strike in Penza']])) {
    test(`readers of ${lang} get the titles that the record has for them, in list and frame, ${how}`, async () => {
      const all = [want, 'uk: Вигаданий удар у Пензі'].sort();
      await site.visit(`/?window=all&lang=${lang}&from=2026-06-01&to=2026-06-01`, device, (page) => eventually(async () => assert.deepEqual(await titles(page), all)));
      await site.visit(`/embed?window=all&lang=${lang}&from=2026-06-01&to=2026-06-01`, device, async (page) => assert.deepEqual(await titles(page), all));
    });
  }
}

test('an incident in another language opens with its translation and the original, from the list and in a frame of its own', async () => {
  await site.visit('/?window=all&lang=pl&from=2026-06-01&to=2026-06-01', {}, async (page) => {
    await page.getByRole('link', { name: polish }).click();
    await page.locator('article.incident[data-id]').waitFor();
    assert.equal(await page.locator('#incident h1').innerText(), polish);
    assert.equal(await page.locator('#incident h1').getAttribute('lang'), 'pl');
    assert.match(await page.locator('.original').innerText(), /^Oryginał \(angielski\): A made-up strike in Penza\s+Nothing of this happened\.$/);
    assert.match(await page.locator('#incident .facts').innerText(), /Penza, .*Rosja/);
    const id = await page.locator('article.incident').getAttribute('data-id');
    const frame = await (await fetch(`${site.instance.base}/embed?lang=pl&show=map&incident=${id}`)).text();
    assert.ok(frame.includes(`<h1 lang="pl" dir="auto">${polish}`), frame.slice(0, 400));
  });
});

test('places that no catalogue has are called as the gazetteer calls them', () =>
  site.visit('/?window=all&lang=uk&from=2026-06-01&to=2026-06-01', {}, (page) =>
    eventually(async () => assert.match(await page.locator('.row', { hasText: 'A made-up strike in Penza' }).locator('.row-place').innerText(), /^(Удар\.\s)?Пенза, .*Росія/)),
  ));
