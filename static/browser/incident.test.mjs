import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ink } from './canvas.mjs';
import { asked, eventually, useSite } from './page.mjs';

const site = useSite();
const title = 'Oil product tanks burn in the port of Temryuk after a drone attack';

/** @param {import('playwright-core').Page} page */
async function openTemryuk(page) {
  await page.getByRole('searchbox').fill('temryuk');
  await eventually(async () => assert.equal(await page.locator('.row').count(), 1));
  await page.getByRole('link', { name: title }).click();
  await page.locator('article.incident[data-id]').waitFor();
}

test('an incident opened from the list says who claims and who confirms, how much, what is not known, and where it stands', () =>
  site.visit('/?window=all', {}, async (page) => {
    await openTemryuk(page);
    const article = page.locator('#incident');
    assert.equal(await article.locator('h1').textContent(), title);
    assert.equal(await article.locator('.incident-status').innerText(), 'Said by Security Service of Ukraine (SBU), confirmed by Krasnodar operational headquarters.');

    const claims = article.getByRole('table').getByRole('row');
    const claimed = claims.filter({ hasText: 'that the target was hit' });
    assert.match(await claimed.nth(0).innerText(), /Security Service of Ukraine \(SBU\)[\s\S]*claims[\s\S]*25 Dec 2025[\s\S]*news agency report/);
    assert.match(await claimed.nth(1).innerText(), /Krasnodar operational headquarters[\s\S]*confirms[\s\S]*two oil product tanks caught fire[\s\S]*Telegram/);

    const numbers = await article.locator('.numbers li').allInnerTexts();
    assert.ok(numbers.some((text) => /about 2,000 square metres fire area\s+Said by Krasnodar operational headquarters/.test(text)), String(numbers));
    assert.match(await article.locator('.unknown').innerText(), /The exact spot: known to within 3 km\./);
    assert.match(await article.locator('.unknown').innerText(), /Casualties/);
    assert.ok((await article.locator('.sources > li').count()) >= 3);
    const link = article.locator('.sources a').first();
    assert.equal(await link.getAttribute('href'), 'https://en.interfax.com.ua/news/general/1131233.html');
    assert.match((await link.getAttribute('rel')) ?? '', /noopener.*noreferrer/);
    assert.ok(await page.locator('#map').isVisible(), 'the map stays');
  }));

test('the address carries the open incident: a reload keeps it, Back closes it, Forward opens it', () =>
  site.visit('/?window=all', {}, async (page) => {
    await openTemryuk(page);
    const id = asked(page).get('incident');
    assert.equal(id, await page.locator('#incident').getAttribute('data-id'));
    await page.reload();
    await eventually(async () => assert.equal(await page.locator('#incident h1').textContent(), title));
    assert.equal(asked(page).get('incident'), id);
    await page.goBack();
    await eventually(async () => assert.ok(await page.locator('#list').isVisible()));
    assert.equal(asked(page).get('incident'), null);
    assert.equal(asked(page).get('q'), 'temryuk', 'the search stays');
    await page.goForward();
    await eventually(async () => assert.equal(await page.locator('#incident h1').textContent(), title));
    assert.equal(await page.locator('#list').isVisible(), false);
  }));

test('Escape and the link back close the incident, and the focus returns to its row', () =>
  site.visit('/', {}, async (page) => {
    const row = page.locator('a.row-title').nth(3);
    const name = await row.textContent();
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    for (const close of [() => page.keyboard.press('Escape'), () => page.locator('#close-incident').click()]) {
      await row.click();
      await page.locator('article.incident[data-id]').waitFor();
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'incident');
      await close();
      await eventually(async () => assert.equal(await focused(), name));
      assert.equal(asked(page).get('incident'), null);
      assert.equal(await page.locator('article').count(), 0);
    }
  }));

test('a symbol on the map opens its incident', () =>
  site.visit('/?q=temryuk&window=all', {}, async (page) => {
    await eventually(async () => assert.equal(await page.locator('.row').count(), 1));
    const { x, y } = await ink(page, 'strike');
    await page.mouse.click(x, y);
    await eventually(async () => assert.equal(await page.locator('#incident h1').textContent(), title));
  }));
