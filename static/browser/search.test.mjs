import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked, eventually, fitsAcross, listedIds, phone, useSite, violations } from './page.mjs';

const site = useSite();

/** @typedef {import('playwright-core').Page} Page */

/** The addresses of a kind that a page asks for. @param {Page} page @param {string} part */
function requests(page, part) {
  /** @type {string[]} */
  const list = [];
  page.on('request', (request) => {
    if (request.url().includes(part)) list.push(request.url());
  });
  return list;
}

/** Types into the search box and waits for the places. @param {Page} page @param {string} text */
async function type(page, text) {
  await page.locator('#q').click();
  await page.locator('#q[role="combobox"]').waitFor();
  await page.keyboard.type(text, { delay: 15 });
  await page.locator('#places').waitFor({ state: 'visible' });
}

const options = (/** @type {Page} */ page) => page.locator('#places [role="option"]');

test('the box offers the places of the gazetteer; one chosen by the keyboard is shown on the map', () =>
  site.visit('/?window=all&kind=strike', {}, async (page) => {
    const box = page.locator('#q');
    await type(page, 'temryuk');
    assert.equal(await box.getAttribute('aria-expanded'), 'true');
    assert.equal(await options(page).first().innerText(), 'Temryuk\nSettlement · Krasnodar Krai, Russia');
    assert.equal(await box.getAttribute('aria-activedescendant'), null);
    await eventually(async () => assert.match((await page.locator('#live').textContent()) ?? '', /\d+ (places? to choose|incident)/));
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    assert.equal(await box.getAttribute('aria-activedescendant'), await options(page).last().getAttribute('id'));
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.locator('#places [aria-selected="true"]').count(), 1);
    assert.equal(await options(page).first().getAttribute('aria-selected'), 'true');
    await page.keyboard.press('Enter');
    await eventually(async () => {
      assert.ok(Math.abs(Number(asked(page).get('lon')) - 37.386) < 0.05, page.url());
      assert.ok(Math.abs(Number(asked(page).get('lat')) - 45.272) < 0.05, page.url());
    });
    assert.equal(Number(asked(page).get('zoom')), 10);
    assert.deepEqual([asked(page).get('q'), asked(page).get('kind'), await box.inputValue()], [null, 'strike', ''], 'filters stay, the place is no word to search');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'q');
    assert.equal(await page.locator('#places').isVisible(), false);
    await eventually(async () => assert.match((await page.locator('#notice').textContent()) ?? '', /The map shows: Temryuk/));
    await eventually(async () => assert.match(await page.locator('#count').innerText(), /^1 of \d+ incident/));
  }));

test('Enter without a choice searches words, and Escape closes the places first and empties the box then', () =>
  site.visit('/?window=all&list=all', {}, async (page) => {
    const box = page.locator('#q');
    await type(page, 'novorossiysk');
    await page.keyboard.press('Enter');
    assert.equal(await page.locator('#places').isVisible(), false);
    const want = (await site.instance.api('collections/incidents/items?limit=1000&properties=id&q=novorossiysk')).features.map((/** @type {any} */ { properties }) => properties.id).sort();
    await eventually(async () => assert.deepEqual((await listedIds(page)).sort(), want));
    assert.equal(asked(page).get('q'), 'novorossiysk');
    assert.equal(asked(page).get('lon'), null, 'the map stays');
    await page.keyboard.press('ArrowDown');
    await page.locator('#places').waitFor({ state: 'visible' });
    await page.keyboard.press('Escape');
    assert.deepEqual([await page.locator('#places').isVisible(), await box.inputValue(), await box.getAttribute('aria-expanded')], [false, 'novorossiysk', 'false']);
    await page.keyboard.press('Escape');
    await eventually(async () => assert.deepEqual([await box.inputValue(), asked(page).get('q')], ['', null]));
  }));

test('a region is shown whole, by a click, under the name that its language has', () =>
  site.visit('/?window=all&lang=uk', {}, async (page) => {
    await type(page, 'Краснодарськ');
    const region = options(page).filter({ hasText: 'Краснодарський край' }).first();
    assert.match(await region.innerText(), /Росія/);
    await region.click();
    await eventually(async () => assert.ok(Number(asked(page).get('zoom')) >= 5 && Number(asked(page).get('zoom')) <= 7, page.url()));
    await page.waitForTimeout(300);
    const { west, east, south, north } = await page.evaluate(() => {
      const p = new URL(/** @type {HTMLAnchorElement} */ (document.getElementById('cite')).href).searchParams;
      const [west, south, east, north] = (p.get('bbox') ?? '').split(',').map(Number);
      return { west, south, east, north };
    });
    const { features: [kda] } = await site.instance.api("collections/places/items?filter=id='ru-kda'");
    const [lon, lat] = kda.geometry.coordinates;
    const reach = kda.properties.radius_m / 111_195;
    assert.ok(Number(south) <= lat - reach && Number(north) >= lat + reach && Number(west) <= lon - reach && Number(east) >= lon + reach, `${west} ${south} ${east} ${north} around ${lon} ${lat}`);
  }));

test('the script comes with the first use, keys are waited for, and an answer to other words is not shown', () =>
  site.visit('/?window=all', {}, async (page) => {
    const [scripts, questions] = [requests(page, '/assets/search.'), requests(page, '/geocode')];
    await page.waitForTimeout(300);
    assert.deepEqual([scripts.length, questions.length], [0, 0]);
    let hold = true;
    await page.route('**/api/v1/geocode?*', async (route) => {
      if (hold && new URL(route.request().url()).searchParams.get('q') === 'lviv') await new Promise((go) => setTimeout(go, 900));
      await route.continue().catch(() => {});
    });
    await page.locator('#q').click();
    await page.locator('#q[role="combobox"]').waitFor();
    assert.equal(scripts.length, 1);
    await page.keyboard.type('lviv', { delay: 10 });
    await eventually(async () => assert.ok(questions.some((address) => address.includes('q=lviv&'))));
    await page.locator('#q').fill('');
    await page.keyboard.type('kharkiv', { delay: 10 });
    await page.locator('#places').waitFor({ state: 'visible' });
    hold = false;
    assert.match(await options(page).first().innerText(), /^Kharkiv/);
    await page.waitForTimeout(1000);
    assert.match(await options(page).first().innerText(), /^Kharkiv/);
    assert.ok(questions.length <= 4, `11 keys make ${questions.length} questions`);
    await page.locator('#list').click({ position: { x: 5, y: 5 } });
    assert.equal(await page.locator('#places').isVisible(), false, 'it closes when the reader goes elsewhere');
    await page.unroute('**/api/v1/geocode?*');
  }));

test('without the gazetteer words are searched as ever', () =>
  site.visit('/?window=all&list=all', { expected: /500|geocode/ }, async (page) => {
    await page.route('**/api/v1/geocode?*', (route) => route.fulfill({ status: 500, body: '' }));
    await page.locator('#q').click();
    await page.keyboard.type('temryuk', { delay: 10 });
    await page.keyboard.press('Enter');
    await eventually(async () => assert.equal((await listedIds(page)).length, 1));
    assert.equal(await page.locator('#places').isVisible(), false);
  }));

test('on a phone the places fit under the box, and the map is seen when one is chosen', () =>
  site.visit('/?window=all', phone, async (page) => {
    const more = page.getByRole('button', { name: 'More list' });
    await more.tap();
    await more.tap();
    await eventually(async () => assert.equal(await page.locator('#app').getAttribute('data-stop'), 'full'));
    await type(page, 'odesa');
    await fitsAcross(page);
    for (const box of await options(page).evaluateAll((list) => list.map((option) => option.getBoundingClientRect()))) assert.ok(box.height >= 24 && box.right <= 390);
    await options(page).first().tap();
    await eventually(async () => assert.equal(await page.locator('#app').getAttribute('data-stop'), 'half'));
    await eventually(async () => assert.ok(Math.abs(Number(asked(page).get('lon')) - 30.733) < 0.2, page.url()));
  }));

test('without scripts the box searches words', () =>
  site.visit('/', { javaScriptEnabled: false }, async (page) => {
    await page.getByRole('searchbox').fill('temryuk');
    await page.locator('.search').getByRole('button').click();
    assert.equal(asked(page).get('q'), 'temryuk');
    assert.equal(await page.locator('#places').count(), 0);
  }));
