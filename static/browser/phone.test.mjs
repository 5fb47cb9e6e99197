import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked, eventually, fitsAcross, phone, useSite } from './page.mjs';

const site = useSite();

/** @param {import('playwright-core').Page} page @param {string} stop */
async function stopsAt(page, stop) {
  await eventually(async () => assert.equal(await page.locator('#app').getAttribute('data-stop'), stop));
  await page.waitForFunction(() => !document.getAnimations().some(({ playState }) => playState === 'running'));
}

/** How much of the window's height the sheet takes. @param {import('playwright-core').Page} page */
async function share(page) {
  const box = await page.locator('#column').boundingBox();
  return (box?.height ?? 0) / 844;
}

test('on a phone the sheet peeks with the newest headline and its status in words', () =>
  site.visit('/', phone, async (page) => {
    await stopsAt(page, 'peek');
    const row = page.locator('.row').first();
    for (const part of ['.row-title', '.row-status']) {
      const box = await row.locator(part).boundingBox();
      assert.ok(box && box.y + box.height <= 844, `${part} ends at ${box && box.y + box.height}`);
    }
    const [newest] = (await site.instance.api('collections/incidents/items?limit=1')).features;
    assert.equal(await row.locator('.row-title').innerText(), newest.properties.title);
    assert.match(await row.locator('.row-status').innerText(), /^(said by|confirmed|reported|disputed|independently)/);
    const map = await page.locator('.map-pane').boundingBox();
    assert.ok(map && map.height > 420, `the map is ${map?.height} px high`);
    await fitsAcross(page);
  }));

test('the map moves with the sheet and the window, and the address says nothing of it until the reader moves it', () =>
  site.visit('/', phone, async (page) => {
    const [more, less] = ['More list', 'More map'].map((name) => page.getByRole('button', { name }));
    for (const [button, stop] of /** @type {const} */ ([[more, 'half'], [more, 'full'], [less, 'half'], [less, 'peek']])) {
      await button.tap();
      await stopsAt(page, stop);
    }
    await page.setViewportSize({ width: 390, height: 700 });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.waitForTimeout(300);
    assert.equal(page.url().split('?')[1], undefined);
    await page.getByRole('button', { name: 'Zoom in' }).tap();
    await eventually(async () => assert.ok(asked(page).has('zoom')));
    const before = { lon: asked(page).get('lon'), zoom: asked(page).get('zoom') };
    await more.tap();
    await stopsAt(page, 'half');
    assert.deepEqual({ lon: asked(page).get('lon'), zoom: asked(page).get('zoom') }, before);
  }));

test('the buttons of the sheet make it half and full and small again', () =>
  site.visit('/', phone, async (page) => {
    const [more, less] = ['More list', 'More map'].map((name) => page.getByRole('button', { name }));
    await more.tap();
    await stopsAt(page, 'half');
    assert.ok(Math.abs((await share(page)) - 0.52) < 0.03, String(await share(page)));
    assert.ok(await page.getByRole('searchbox').isVisible());
    await more.tap();
    await stopsAt(page, 'full');
    assert.ok((await share(page)) > 0.9);
    assert.equal(await more.getAttribute('aria-disabled'), 'true');
    await page.getByText('Filters', { exact: false }).first().tap();
    await page.locator('label.chip', { hasText: 'Incursion' }).tap();
    await eventually(async () => assert.equal(asked(page).get('kind'), 'incursion'));
    await less.tap();
    await less.tap();
    await stopsAt(page, 'peek');
    await fitsAcross(page);
  }));

test('the sheet follows a finger', () =>
  site.visit('/', phone, async (page) => {
    const session = await page.context().newCDPSession(page);
    const drag = async (/** @type {number} */ to) => {
      const grip = await page.locator('.grip').boundingBox();
      const from = (grip?.y ?? 0) + 2;
      const send = (/** @type {any} */ type, /** @type {number} */ y) => session.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x: 195, y }] });
      await send('touchStart', from);
      for (let i = 1; i <= 6; i++) await send('touchMove', from + ((to - from) * i) / 6);
      await send('touchEnd', to);
    };
    await drag(420);
    await stopsAt(page, 'half');
    await drag(60);
    await stopsAt(page, 'full');
    await drag(790);
    await stopsAt(page, 'peek');
  }));

test('a tap opens an incident over the lower half, the map stays, and Back returns to the list', () =>
  site.visit('/', phone, async (page) => {
    const title = page.locator('a.row-title').first();
    const name = await title.innerText();
    await title.tap();
    await page.locator('article.incident[data-id]').waitFor();
    await stopsAt(page, 'half');
    assert.equal(await page.locator('#incident h1').innerText(), name);
    assert.ok(await page.locator('#map').isVisible());
    await fitsAcross(page);
    await page.goBack();
    await eventually(async () => assert.ok(await page.locator('#list').isVisible()));
    assert.equal(asked(page).get('incident'), null);
  }));

test('the time is one chip that opens the strip', () =>
  site.visit('/', phone, async (page) => {
    const chip = page.getByRole('button', { name: /^Time: 1 year/ });
    assert.equal(await page.locator('#strip').isVisible(), false);
    await chip.tap();
    assert.equal(await chip.getAttribute('aria-expanded'), 'true');
    await page.getByRole('link', { name: 'All', exact: true }).tap();
    await eventually(async () => assert.equal(asked(page).get('window'), 'all'));
    const box = await page.locator('#strip').boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= 390, JSON.stringify(box));
    await page.getByRole('button', { name: /^Time: All/ }).tap();
    assert.equal(await page.locator('#strip').isVisible(), false);
  }));

test('all that is tapped is 24 px or more', () =>
  site.visit('/', phone, async (page) => {
    await page.getByRole('button', { name: 'More list' }).tap();
    await stopsAt(page, 'half');
    const small = await page.locator('button, summary, .chip, .sheet-bar button').evaluateAll((elements) =>
      elements.map((element) => ({ name: element.textContent?.trim() || element.getAttribute('aria-label'), box: element.getBoundingClientRect() })).filter(({ box }) => box.width && box.height && Math.min(box.width, box.height) < 24).map(({ name, box }) => `${name} ${box.width} x ${box.height}`),
    );
    assert.deepEqual(small, []);
  }));
