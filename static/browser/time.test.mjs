import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked, eventually, listedIds, useSite } from './page.mjs';

const site = useSite();
const everything = '/?window=all&list=all';

/** @param {import('playwright-core').Page} page */
const dates = (page) => [asked(page).get('from'), asked(page).get('to')];

/** @param {string | null} day @returns {Promise<string[]>} */
async function ofDay(day) {
  const { features } = await site.instance.api(`collections/incidents/items?limit=1000&properties=id&datetime=${day}T00:00:00Z/${day}T23:59:59.999Z`);
  return features.map((/** @type {any} */ { properties }) => properties.id).sort();
}

/** Draws over the histogram, from one share of its width to another. @param {import('playwright-core').Page} page @param {number} from @param {number} to */
async function draw(page, from, to) {
  const box = await page.locator('.plot').boundingBox();
  assert.ok(box);
  const y = box.y + box.height * 0.15;
  await page.mouse.move(box.x + from * box.width, y);
  await page.mouse.down();
  for (let i = 1; i <= 5; i++) await page.mouse.move(box.x + (from + ((to - from) * i) / 5) * box.width, y);
  await page.mouse.up();
}

test('a span is drawn over the histogram, and moved as a whole', () =>
  site.visit(everything, {}, async (page) => {
    await draw(page, 0.4, 0.6);
    await eventually(async () => assert.ok(dates(page).every(Boolean)));
    const [from, to] = dates(page).map((day) => Date.parse(day ?? ''));
    assert.ok(Number(to) > Number(from));
    await draw(page, 0.5, 0.7);
    await eventually(async () => assert.notEqual(Date.parse(dates(page)[0] ?? ''), from));
    const [later, end] = dates(page).map((day) => Date.parse(day ?? ''));
    assert.ok(Number(later) > Number(from), 'it moved on');
    assert.equal(Number(end) - Number(later), Number(to) - Number(from), 'it is as long as before');
  }));

test('a click on a bar takes its days', () =>
  site.visit(everything, {}, async (page) => {
    const bar = await page.locator('.bar').nth(5).boundingBox();
    assert.ok(bar);
    await page.mouse.click(bar.x + bar.width / 2, bar.y + bar.height - 1);
    await eventually(async () => assert.ok(dates(page).every(Boolean)));
    const title = await page.locator('.bar.on title').textContent();
    const n = Number(/(\d+) incident/.exec(title ?? '')?.[1]);
    assert.ok(n >= 1 && (await listedIds(page)).length >= n, `${title}: ${(await listedIds(page)).length} in the list`);
    assert.equal(await page.locator('.bar.on').count(), 1);
  }));

test('days are stepped through one by one, and the span before comes back', () =>
  site.visit('/?from=2025-12-01&to=2025-12-31&list=all', {}, async (page) => {
    await page.getByRole('button', { name: 'Later day' }).click();
    const [first, last] = dates(page);
    assert.equal(first, last);
    assert.ok(String(first) >= '2025-12-01');
    assert.deepEqual((await listedIds(page)).sort(), await ofDay(String(first)));
    await page.getByRole('button', { name: 'Later day' }).click();
    assert.ok(String(dates(page)[0]) > String(first));
    await page.getByRole('button', { name: 'Earlier day' }).click();
    assert.equal(dates(page)[0], first);
    await page.getByRole('button', { name: 'Back to the time before' }).click();
    assert.deepEqual(dates(page), ['2025-12-01', '2025-12-31']);
  }));

test('days are played until they are paused, and only then said', () =>
  site.visit('/?from=2025-12-01&to=2025-12-31&list=all', {}, async (page) => {
    await page.waitForTimeout(800);
    const said = await page.locator('#live').textContent();
    await page.getByRole('button', { name: 'Play through the days' }).click();
    const seen = new Set();
    await eventually(async () => {
      seen.add(dates(page)[0]);
      assert.equal(await page.locator('#live').textContent(), said);
      assert.ok(seen.size >= 3, `${[...seen]}`);
    });
    await page.getByRole('button', { name: 'Pause' }).click();
    const [day] = dates(page);
    await eventually(async () => assert.equal(await page.locator('#live').textContent(), await page.locator('#count').textContent()));
    await page.waitForTimeout(1800);
    assert.equal(dates(page)[0], day, 'it stands still');
  }));

test('times are local to the place, or in UTC', () =>
  site.visit(everything, {}, async (page) => {
    const facts = () => page.locator('.row-facts > :first-child').allTextContents();
    assert.ok((await facts()).every((text) => !text.includes('UTC')));
    await page.getByLabel('Times in UTC').check();
    assert.ok((await facts()).every((text) => /\d\d:\d\d.* UTC$/.test(text)), (await facts()).join('; '));
    assert.equal(asked(page).get('clock'), 'utc');
    await page.reload();
    await eventually(async () => assert.ok((await facts()).length > 20 && (await facts()).every((text) => text.endsWith(' UTC'))));
  }));
