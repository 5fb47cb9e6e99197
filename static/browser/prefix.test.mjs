import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inkOfSymbols } from './canvas.mjs';
import { eventually, useSite } from './page.mjs';

const site = useSite({ prefix: '/strikes' });

test('under a prefix the map works, and every address stays under it', () =>
  site.visit('/', {}, async (page) => {
    /** @type {string[]} */
    const paths = [];
    page.on('request', (request) => paths.push(new URL(request.url()).pathname));
    await page.reload();
    await page.waitForLoadState('networkidle');
    assert.ok(paths.length > 5 && paths.some((path) => path.includes('/basemap/')), String(paths));
    assert.deepEqual(paths.filter((path) => !path.startsWith('/strikes/')), []);
    assert.ok((await inkOfSymbols(page)).strike > 100);
    const links = await page.locator('a[href^="/"]').evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
    assert.deepEqual(links.filter((href) => !href.startsWith('/strikes/')), []);

    await page.locator('a.row-title').first().click();
    await page.locator('article.incident[data-id]').waitFor();
    assert.equal(new URL(page.url()).pathname, '/strikes/');
    await page.getByRole('link', { name: 'Permanent page' }).click();
    await page.locator('main.incident-page').waitFor();
    assert.match(new URL(page.url()).pathname, /^\/strikes\/incidents\//);
    await page.getByRole('link', { name: 'Back to map' }).click();
    await page.locator('article.incident[data-id]').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('#reset').click();
    await eventually(async () => assert.equal(new URL(page.url()).pathname, '/strikes/'));
  }));
