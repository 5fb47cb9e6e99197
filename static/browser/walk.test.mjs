// With nothing but a keyboard: everything is reached, in order, seen, and left again,
// and everything that a pointer can do can be done.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { article, startHost } from './host.mjs';
import { asked, eventually, listedIds, phone, useSite } from './page.mjs';
import { walk } from './reach.mjs';

/** @typedef {import('playwright-core').Page} Page */

const site = useSite({ admin: true });
const incident = 'temryuk-port-2025-12-25';

/** @param {Page} page */
const focused = (page) => page.evaluate(() => document.activeElement?.id || document.activeElement?.getAttribute('aria-label') || document.activeElement?.textContent?.trim().slice(0, 60) || '');

/** Walks and fails if something was missed or not seen. @param {Page} page @param {string[]} regions */
async function whole(page, regions) {
  const { missed, faults, regions: reached } = await walk(page);
  assert.deepEqual({ missed, faults }, { missed: [], faults: [] });
  assert.deepEqual(reached, regions);
}

/** Puts the focus on something by its keys' own way. @param {Page} page @param {string} selector */
async function tabTo(page, selector) {
  for (let presses = 0; presses < 160; presses++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
  }
  assert.fail(`160 presses of Tab never reached ${selector}`);
}

test('Tab goes through the map page, from head to list, map and time, and out again', () => site.visit('/?status=disputed', {}, (page) => whole(page, ['skip', 'head', 'filters', 'list', 'notes', 'map-pane', 'strip'])));

test('Tab goes through an open incident', () =>
  site.visit(`/?status=disputed&incident=${incident}`, {}, async (page) => {
    await page.locator('article.incident[data-id]').waitFor();
    await whole(page, ['skip', 'head', 'incident-pane', 'map-pane', 'strip']);
  }));

test('on a phone with a keyboard the sheet is made larger and everything in it is reached', () =>
  site.visit('/?status=disputed', phone, async (page) => {
    await whole(page, ['skip', 'head', 'column', 'list', 'notes', 'map-pane']);
    await tabTo(page, '[aria-label^="More list"]');
    await page.keyboard.press('Enter');
    await eventually(async () => assert.equal(await page.locator('#app').getAttribute('data-stop'), 'half'));
    await whole(page, ['skip', 'head', 'column', 'filters', 'list', 'notes', 'map-pane']);
    await tabTo(page, '.time-chip');
    await page.keyboard.press('Space');
    await page.locator('#strip').waitFor();
    await whole(page, ['skip', 'head', 'column', 'filters', 'list', 'notes', 'map-pane', 'strip']);
    await tabTo(page, '[aria-label^="More list"]');
    await page.keyboard.press('Enter');
    await eventually(async () => assert.equal(await page.locator('#app').getAttribute('data-stop'), 'full'));
    await page.waitForFunction(() => !document.getAnimations().length);
    await whole(page, ['skip', 'head', 'column', 'filters', 'list', 'notes']);
  }));

test('the dialogue takes the focus, keeps it, and gives it back', () =>
  site.visit('/?status=disputed', {}, async (page) => {
    await tabTo(page, '#share-open');
    await page.keyboard.press('Enter');
    await page.locator('#share[open]').waitFor();
    assert.ok(await page.evaluate(() => document.activeElement?.closest('#share')), 'the focus is in the dialogue');
    await whole(page, ['share-head', 'share']);
    await page.keyboard.press('Escape');
    assert.equal(await focused(page), 'share-open');
    await page.keyboard.press('Enter');
    await page.locator('#share[open]').waitFor();
    await tabTo(page, '#share form button');
    await page.keyboard.press('Enter');
    assert.equal(await focused(page), 'share-open');
  }));

for (const [name, summary, inside] of /** @type {const} */ ([
  ['of languages', '#languages > summary', '#languages a'],
  ['of data', '#list-tools summary', '#list-tools li :is(a, button)'],
])) {
  test(`the menu ${name} opens, is walked through, and folds when it is left`, () =>
    site.visit('/?status=disputed', {}, async (page) => {
      await tabTo(page, summary);
      await page.keyboard.press('Enter');
      const count = await page.locator(inside).count();
      assert.ok(count >= 4);
      for (let i = 0; i < count; i++) {
        await page.keyboard.press('Tab');
        assert.ok(await page.evaluate((wanted) => document.activeElement?.matches(wanted), inside), `${i + 1} of ${count}`);
      }
      await page.keyboard.press('Tab');
      assert.equal(await page.locator(inside).first().isVisible(), false, 'it folds when the focus goes on');
      await page.keyboard.press('Shift+Tab');
      assert.ok(await page.evaluate((wanted) => document.activeElement?.matches(wanted), summary));
      await page.keyboard.press('Enter');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Escape');
      assert.ok(await page.evaluate((wanted) => document.activeElement?.matches(wanted), summary), 'Escape leaves the focus on its button');
    }));
}

test('the map is moved, brought closer and reset by keys, and left by Tab', () =>
  site.visit('/', {}, async (page) => {
    await tabTo(page, '.map-stage');
    const scale = () => page.locator('.map-scale-text').innerText();
    const begin = await scale();
    const view = () => [asked(page).get('lon'), asked(page).get('lat'), asked(page).get('zoom')].map(Number);
    for (const [key, axis, sign] of /** @type {const} */ ([['ArrowRight', 0, 1], ['ArrowLeft', 0, -1], ['ArrowUp', 1, 1], ['ArrowDown', 1, -1]])) {
      await page.waitForTimeout(250);
      const before = view();
      await page.keyboard.press(key);
      await eventually(async () => assert.ok((Number(view()[axis]) - Number(before[axis] || view()[axis])) * sign > 0 || (before[axis] === 0 && view()[axis] !== 0), `${key}: ${before} to ${view()}`));
    }
    await page.keyboard.press('+');
    await eventually(async () => assert.notEqual(await scale(), begin));
    await page.waitForTimeout(250);
    await page.keyboard.press('-');
    await eventually(async () => assert.equal(await scale(), begin));
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate(() => document.activeElement?.matches('.map-button')), 'Tab goes on to its buttons');
    await page.keyboard.press('Enter');
    await eventually(async () => assert.notEqual(await scale(), begin));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await eventually(async () => assert.equal(await scale(), begin));
  }));

test('quick presses of a button of the map add up', () =>
  site.visit('/?lon=30&lat=50&zoom=4', { reducedMotion: 'no-preference' }, async (page) => {
    await page.evaluate(() => {
      for (let press = 0; press < 3; press++) document.querySelector('.map-button')?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
    });
    await eventually(async () => assert.equal(asked(page).get('zoom'), '7'));
  }));

test('the handles of the time are moved by keys, and show that they have the focus', () =>
  site.visit('/?window=all&list=all', {}, async (page) => {
    await tabTo(page, '.handle.start');
    const text = () => page.evaluate(() => document.activeElement?.getAttribute('aria-valuetext'));
    const at = () => page.evaluate(() => Number(/** @type {HTMLInputElement} */ (document.activeElement).value));
    const [said, before] = [await text(), await at()];
    for (const key of ['PageUp', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    assert.ok((await at()) > before + 2);
    assert.notEqual(await text(), said);
    await eventually(async () => assert.ok(asked(page).get('from')));
    await page.keyboard.press('Home');
    await eventually(async () => assert.equal(asked(page).get('from'), null));
    // Its thumb is drawn by the browser, so that only a picture tells.
    const plot = page.locator('.plot');
    const picture = async () => (await plot.screenshot()).toString('base64');
    const start = await picture();
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate(() => document.activeElement?.matches('.handle.end')));
    const end = await picture();
    await page.keyboard.press('Tab');
    const neither = await picture();
    assert.equal(new Set([start, end, neither]).size, 3);
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('PageDown');
    await eventually(async () => assert.ok(asked(page).get('to')));
  }));

test('days are stepped through, played and paused by keys', () =>
  site.visit('/?from=2025-12-01&to=2025-12-31&list=all', {}, async (page) => {
    await tabTo(page, '.player-button');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    assert.equal(await focused(page), 'Pause');
    await eventually(async () => assert.equal(asked(page).get('from'), asked(page).get('to')));
    await page.keyboard.press('Space');
    assert.match(await focused(page), /^Play/);
    const day = asked(page).get('from');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await eventually(async () => assert.notEqual(asked(page).get('from'), day));
  }));

test('every incident on the map is reached through the list, opened, and closed to where the reader was', () =>
  site.visit('/', {}, async (page) => {
    const ids = await listedIds(page);
    const { features } = await site.instance.api('collections/incidents/items?limit=1000&properties=id');
    const known = new Set(features.map((/** @type {any} */ { properties }) => properties.id));
    assert.ok(ids.length > 10 && ids.every((id) => known.has(id)));
    await tabTo(page, 'a.row-title');
    for (let i = 1; i < ids.length; i++) await page.keyboard.press('ArrowDown');
    const id = await page.evaluate(() => document.activeElement?.closest('[data-id]')?.getAttribute('data-id'));
    assert.equal(id, ids.at(-1));
    await page.keyboard.press('Enter');
    await page.locator('article.incident[data-id]').waitFor();
    await eventually(async () => assert.ok(await page.evaluate(() => document.activeElement?.matches('article.incident')), 'the focus is on the incident'));
    await page.keyboard.press('Escape');
    await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement?.closest('[data-id]')?.getAttribute('data-id')), id));
  }));

test('Tab goes through an embed in an article, and on', async () => {
  const host = await startHost({ '/': { html: article(`<p><a href="#before" id="before">before</a></p><iframe src="${site.instance.base}/embed?window=all" title="Map" width="100%" height="720"></iframe><p><a href="#after" id="after">after</a></p>`) } });
  try {
    await site.stay({ origins: [host.origin] }, async (page) => {
      await page.goto(host.origin);
      const frame = await (await page.locator('iframe').elementHandle())?.contentFrame();
      assert.ok(frame);
      await frame.locator('.live.drawn').waitFor();
      await page.locator('#before').focus();
      const reached = [];
      for (let presses = 0; presses < 60; presses++) {
        await page.keyboard.press('Tab');
        if (await page.evaluate(() => document.activeElement?.id === 'after')) break;
        reached.push(await frame.evaluate(() => document.activeElement?.className || document.activeElement?.localName));
      }
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'after', `no way out: ${reached}`);
      for (const part of ['map-stage', 'map-button', 'summary', 'a']) assert.ok(reached.some((one) => one?.startsWith(part)), `${part} of ${reached}`);
    });
  } finally {
    await host.stop();
  }
});

test('Tab goes through an embed with its list unfolded', () =>
  site.visit('/embed?window=all', { viewport: { width: 640, height: 720 } }, async (page) => {
    await page.locator('.live.drawn').waitFor();
    await tabTo(page, 'summary');
    await page.keyboard.press('Enter');
    await whole(page, ['frame', 'list', 'credit']);
  }));

test('Tab goes through the paste page, before and after a text is read', () =>
  site.visit(`${site.instance.desk}/desk/paste`, {}, async (page) => {
    let { missed, faults } = await walk(page);
    assert.deepEqual({ missed, faults }, { missed: [], faults: [] });
    await page.locator('#text').focus();
    await page.keyboard.type("Ukraine's SBU security service said its drones struck the port of Temryuk in the Krasnodar region overnight.");
    await page.locator('#published').fill('2026-06-04');
    await page.keyboard.press('Control+Enter');
    await page.locator('#draft-1').waitFor();
    await page.keyboard.press('e');
    await page.locator('#edit-1-title').waitFor();
    ({ missed, faults } = await walk(page));
    assert.deepEqual({ missed, faults }, { missed: [], faults: [] });
  }));
