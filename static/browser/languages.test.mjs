// Every language in a real browser: pages are whole in it and stay in it, the map in
// words has the numbers of the API, and nothing breaks where words are long or run
// from right to left.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked, eventually, fitsAcross, loaded, phone, useSite, violations } from './page.mjs';
import { speakPseudo } from './pseudo.mjs';

const site = useSite();
const narrow = { viewport: { width: 320, height: 640 }, hasTouch: true };
const languages = { en: 'English', uk: 'Українська', ru: 'Русский', pl: 'Polski' };

/** Keys of the catalogue show where a word is missing. */
const key = /\b(home|client|text|site|incident|status|statusWord|time|place|row|legend|share|list|sentence|unknown|countryIn)\.[a-z]\w+/;

/** The id of an incident whose record is long. */
async function temryuk() {
  const { features } = await site.instance.api('collections/incidents/items?limit=1&q=temryuk');
  return features[0].properties.id;
}

for (const [tag, name] of Object.entries(languages)) {
  test(`${name}: map, incident, its page and the manual are in it, fit at 320 px and can be read`, async () => {
    const id = await temryuk();
    for (const device of [{}, narrow]) {
      for (const path of ['/', `/?incident=${id}`, `/incidents/${id}`, '/docs/method']) {
        await site.visit(`${path}${path.includes('?') ? '&' : '?'}lang=${tag}`, device, async (page) => {
          assert.equal(await page.locator('html').getAttribute('lang'), tag);
          if (path.includes('incident=')) await page.locator('article.incident[data-id]').waitFor();
          assert.doesNotMatch(await page.locator('body').innerText(), key);
          await fitsAcross(page);
          await page.locator('#languages > summary').click();
          const menu = await page.locator('#languages > ul').boundingBox();
          assert.ok(menu && menu.x >= 0 && menu.x + menu.width <= (page.viewportSize()?.width ?? 0), `the menu lies at ${JSON.stringify(menu)}`);
          await page.keyboard.press('Escape');
        });
      }
    }
  });

  test(`${name}: the browser's wish is enough, and the list and the map in words come in it`, () =>
    site.visit('/?window=all&q=temryuk', { locale: tag }, async (page) => {
      assert.equal(await page.locator('html').getAttribute('lang'), tag);
      const place = { en: 'Temryuk, Krasnodar Krai, Russia', uk: 'Темрюк, Краснодарський край, Росія', ru: 'Темрюк, Краснодарский край, Россия', pl: 'Temriuk, Kraj Krasnodarski, Rosja' }[tag] ?? '';
      await eventually(async () => assert.ok((await page.locator('#list-body').innerText()).includes(place)));
      assert.equal(await page.locator('#list-body .row-title').first().getAttribute('lang'), 'en');
      await page.getByRole('link', { name: /Temryuk/ }).first().click();
      const wanted = { en: 'Who says what', uk: 'Хто що каже', ru: 'Кто что говорит', pl: 'Kto co mówi' }[tag] ?? '';
      await page.getByRole('heading', { name: wanted }).waitFor();
    }));
}

test('the keyboard chooses a language, and everything else in the address stays', () =>
  site.visit('/?window=all&kind=strike', {}, async (page) => {
    const summary = page.locator('#languages > summary');
    await summary.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('#languages').getAttribute('open'), null);
    assert.ok(await summary.evaluate((element) => element === document.activeElement), 'focus is back on the button');
    // What was chosen since the page came is kept as well.
    await page.locator('#filters input[value="verified"]').check();
    await eventually(async () => assert.equal(asked(page).get('status'), 'verified'));
    await summary.focus();
    await page.keyboard.press('Enter');
    for (let i = 0; i < 4; i++) await page.keyboard.press('Tab');
    await Promise.all([page.waitForURL(/lang=pl/), page.keyboard.press('Enter')]);
    await loaded(page);
    assert.deepEqual([asked(page).get('window'), asked(page).get('kind'), asked(page).get('status'), asked(page).get('lang')], ['all', 'strike', 'verified', 'pl']);
    assert.equal(await page.locator('#languages [aria-current]').textContent(), 'Polski');
    // It stays on the way to other pages, in new tabs too, and when a filter changes.
    await page.locator('#filters input[value="verified"]').uncheck();
    await eventually(async () => assert.equal(asked(page).get('status'), null));
    assert.equal(asked(page).get('lang'), 'pl');
    const row = page.locator('#list-body .row-title').first();
    await row.hover();
    await row.focus();
    assert.match((await row.getAttribute('href')) ?? '', /[?&]lang=pl$/);
  }));

test('the map in words has the numbers of the API, for any filter', () =>
  site.visit('/?window=all', {}, async (page) => {
    /** @param {string} question */
    const matched = async (question) => (await site.instance.api(`collections/incidents/items?limit=1${question}`)).numberMatched;
    const says = async (/** @type {number} */ n) => eventually(async () => assert.match((await page.locator('#in-words').textContent()) ?? '', new RegExp(`^${n} reported `)));
    await says(await matched(''));
    await page.locator('#filters input[value="strike"]').check();
    await says(await matched('&kind=strike'));
    await page.locator('#filters input[value="disputed"]').check();
    await says(await matched('&kind=strike&status=disputed'));
    await page.locator('#q').fill('oil');
    await says(await matched('&kind=strike&status=disputed&q=oil'));
    await eventually(async () => assert.match((await page.locator('#in-words').textContent()) ?? '', /Only what mentions “oil”/));
    await page.locator('#reset').click();
    // The opening window is the server's to know: page, list and text must agree on it.
    await eventually(async () => {
      const said = (await page.locator('#in-words').textContent()) ?? '';
      const shown = (await page.locator('#count').textContent()) ?? '';
      assert.equal(shown.match(/(\d+) incident/)?.[1], said.match(/^(\d+)/)?.[1]);
    });
  }));

test('a part of the map is said to be one, and counted as the API counts it', () =>
  site.visit('/?window=all&lon=37&lat=46&zoom=6', {}, async (page) => {
    await eventually(async () => assert.match((await page.locator('#in-words').textContent()) ?? '', /Only the part of the map that is shown/));
    const link = await page.locator('#list-tools .menu a[href*="bbox="]').first().getAttribute('href');
    const { numberMatched } = await (await fetch(new URL(`${link}&limit=1`, site.instance.origin))).json();
    assert.match((await page.locator('#in-words').textContent()) ?? '', new RegExp(`^${numberMatched} `));
  }));

for (const [way, device] of Object.entries({ 'on a desk': {}, 'on a phone': phone, 'at 320 px': narrow, 'in the dark': { colorScheme: /** @type {const} */ ('dark') } })) {
  test(`from right to left and with overlong words nothing breaks ${way}`, async () => {
    const id = await temryuk();
    for (const path of ['/', `/incidents/${id}`]) {
      await site.visit(path, device, async (page) => {
        await speakPseudo(page);
        await page.reload();
        await loaded(page);
        assert.equal(await page.locator('html').getAttribute('dir'), 'rtl');
        await fitsAcross(page);
        assert.deepEqual(await violations(page), []);
        if (path === '/' && !('isMobile' in device) && device !== narrow) {
          const [column, map] = await Promise.all(['#column', '#map'].map((one) => page.locator(one).boundingBox()));
          assert.ok(column && map && column.x >= map.x + map.width - 1, 'the list stands at the right of the map');
        }
      });
    }
  });
}
