import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked, eventually, fitsAcross, phone, useSite } from './page.mjs';

const site = useSite();

/** The path of the page of an incident. */
async function incidentPath() {
  const { features } = await site.instance.api('collections/incidents/items?limit=1&q=temryuk');
  return new URL(features[0].properties.url).pathname;
}

const narrow = { viewport: { width: 320, height: 640 }, hasTouch: true };
const ways = {
  'in the dark': { colorScheme: /** @type {const} */ ('dark') },
  'on a phone in the dark': { ...phone, colorScheme: /** @type {const} */ ('dark') },
  'at 320 px': narrow,
  'in forced colours': { forcedColors: /** @type {const} */ ('active') },
};

for (const [way, device] of Object.entries(ways)) {
  test(`${way} the map, an open incident, its page and the manual fit and can be read`, async () => {
    const incident = await incidentPath();
    for (const path of ['/', `/?incident=${incident.split('/').pop()}`, incident, '/docs/method']) {
      await site.visit(path, device, async (page) => {
        if (path.includes('incident=')) await page.locator('article.incident[data-id]').waitFor();
        await fitsAcross(page);
      });
    }
  });
}

test('the dark of the system reaches page and map, and the button turns it for this address', () =>
  site.visit('/', { colorScheme: 'dark' }, async (page) => {
    const surface = () => page.evaluate(() => getComputedStyle(document.body.querySelector('#column') ?? document.body).getPropertyValue('--surface').trim());
    assert.equal(await surface(), '#1a1f24');
    await page.getByRole('button', { name: 'Switch to light' }).click();
    assert.equal(await surface(), '#fff');
    assert.equal(asked(page).get('theme'), 'light');
    await page.reload();
    await eventually(async () => assert.equal(await surface(), '#fff'));
    await page.getByRole('button', { name: 'Switch to dark' }).waitFor();
  }));

test('with text at 200 % nothing is cut off sideways, and nothing lies over another', async () => {
  const incident = await incidentPath();
  for (const [path, device] of /** @type {const} */ ([['/', {}], ['/', phone], [incident, {}], [incident, phone]])) {
    await site.visit(path, device, async (page) => {
      await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
      if (device === phone && path === '/') await page.getByRole('button', { name: 'More list' }).tap();
      await page.waitForFunction(() => document.getAnimations().length === 0);
      await fitsAcross(page);
      const cut = await page.locator('a, button, h1, h2, dt, dd, label, p').evaluateAll((elements) =>
        elements.filter((element) => element.checkVisibility() && !element.closest('.unseen, .skip') && element.clientWidth > 0 && element.getBoundingClientRect().right > innerWidth + 1).map((element) => element.outerHTML.slice(0, 120)),
      );
      assert.deepEqual(cut, []);
      if (path === '/') assert.deepEqual(await overlaps(page, ['.head', '.legend > summary', '.time-chip', '.map-buttons', '#column .sheet-bar', '.map-attribution']), []);
    });
  }
});

test('with reduced motion nothing moves', () =>
  site.visit('/', { ...phone, reducedMotion: 'reduce' }, async (page) => {
    await page.getByRole('button', { name: 'More list' }).tap();
    const moving = await page.evaluate(() => document.getAnimations().length);
    assert.equal(moving, 0);
    const durations = await page.locator('body *').evaluateAll((all) => [...new Set(all.flatMap((one) => [getComputedStyle(one).transitionDuration, getComputedStyle(one).animationDuration]))]);
    assert.ok(durations.every((text) => text.split(',').every((part) => Number.parseFloat(part) === 0)), String(durations));
  }));

/** Which of some things on the page lie over another. @param {import('playwright-core').Page} page @param {string[]} selectors */
function overlaps(page, selectors) {
  return page.evaluate((all) => {
    const boxes = all.flatMap((selector) => [...document.querySelectorAll(selector)].filter((one) => one.checkVisibility()).map((one) => ({ selector, box: one.getBoundingClientRect() })));
    const apart = (/** @type {DOMRect} */ a, /** @type {DOMRect} */ b) => a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
    return boxes.flatMap(({ selector, box }, i) => boxes.slice(i + 1).filter((other) => !apart(box, other.box)).map((other) => `${selector} and ${other.selector}`));
  }, selectors);
}
