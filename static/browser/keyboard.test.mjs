import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked, eventually, useSite } from './page.mjs';

const site = useSite();

/** @param {import('playwright-core').Page} page */
const focused = (page) => page.evaluate(() => document.activeElement?.textContent?.trim() || document.activeElement?.getAttribute('aria-label') || document.activeElement?.id || '');

/** Presses Tab until something has the focus. @param {import('playwright-core').Page} page @param {string} selector */
async function tabTo(page, selector) {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
  }
  assert.fail(`80 presses of Tab never reached ${selector}`);
}

test('the first press of Tab shows the link that skips to the list', () =>
  site.visit('/', {}, async (page) => {
    await page.keyboard.press('Tab');
    assert.equal(await focused(page), 'Skip to the list of incidents');
    const box = await page.locator('.skip').boundingBox();
    assert.ok(box && box.y >= 0, 'it is seen');
    await page.keyboard.press('Enter');
    await tabTo(page, 'a.row-title');
    assert.equal(await focused(page), await page.locator('a.row-title').first().textContent(), 'the next title is the first of the list');
  }));

test('arrow keys walk the list, Enter opens, Escape returns', () =>
  site.visit('/', {}, async (page) => {
    await tabTo(page, 'a.row-title');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    const second = await page.locator('a.row-title').nth(1).textContent();
    assert.equal(await focused(page), second);
    await page.keyboard.press('End');
    assert.equal(await focused(page), await page.locator('a.row-title').last().textContent());
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('article.incident[data-id]').waitFor();
    assert.equal(await page.locator('#incident h1').textContent(), second);
    await page.keyboard.press('Escape');
    await eventually(async () => assert.equal(await focused(page), second));
  }));

test('filters, legend and map are worked by keys', () =>
  site.visit('/', {}, async (page) => {
    await tabTo(page, 'input[value="closure"]');
    await page.keyboard.press('Space');
    await eventually(async () => assert.equal(asked(page).get('kind'), 'closure'));
    await tabTo(page, '#legend > summary');
    await page.keyboard.press('Enter');
    assert.ok(await page.getByText('How sure: filling').isVisible());
    await page.evaluate(() => document.querySelector('#map')?.scrollIntoView());
    const view = page.url();
    await page.locator('#map [tabindex="0"], #map[tabindex="0"]').first().focus();
    await page.keyboard.press('ArrowRight');
    await eventually(async () => assert.notEqual(page.url(), view));
    assert.ok(asked(page).get('lon'));
  }));

test('whatever has the focus shows it', () =>
  site.visit('/', {}, async (page) => {
    const plain = [];
    for (let presses = 0; presses < 45; presses++) {
      await page.keyboard.press('Tab');
      const found = await page.evaluate(() => {
        const element = document.activeElement;
        if (!element || element === document.body) return '';
        // A title shows it around its whole row, a chip around the box in it.
        const styles = [getComputedStyle(element), getComputedStyle(element, '::after'), ...[element.closest('.chip')].flatMap((chip) => (chip ? [getComputedStyle(chip)] : []))];
        return styles.some(({ outlineStyle, outlineWidth }) => outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2) ? '' : element.outerHTML.slice(0, 100);
      });
      if (found) plain.push(found);
    }
    assert.deepEqual(plain, []);
  }));
