import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitsAcross, phone, useSite, violations } from './page.mjs';

const site = useSite({ prefix: '/strikes' });

for (const [name, device] of /** @type {const} */ ([['a desk', {}], ['a phone', phone]])) {
  test(`on ${name} the dialogue makes code whose frame shows the same incidents`, () =>
    site.visit('/?kind=closure&window=all', device, async (page) => {
      await page.locator('#share-open').click();
      assert.ok(await page.locator('#share').isVisible());
      assert.ok(await page.locator('#share-loopback').isVisible(), 'it warns of an address of this machine');
      await page.locator('#share-show').selectOption('list');
      const code = await page.locator('#share-frame').inputValue();
      const src = /src="([^"]*)"/.exec(code)?.[1]?.replaceAll('&amp;', '&') ?? '';
      assert.ok(src.startsWith(`${site.instance.base}/embed?kind=closure&`) && src.includes('show=list'), code);
      const framed = await (await fetch(src)).text();
      // On a phone the sheet moves the map, so the frame is asked for the part that is looked at.
      const bbox = new URL(src).searchParams.get('bbox');
      const answer = await site.instance.api(`collections/incidents/items?limit=1000&properties=id&kind=closure${bbox ? `&bbox=${bbox}` : ''}`);
      const want = answer.features.map((/** @type {any} */ { properties }) => properties.id).sort();
      assert.deepEqual([...framed.matchAll(/class="row" data-id="(\w+)"/g)].map(([, id]) => id).sort(), want);
      assert.deepEqual(await violations(page), []);
      await fitsAcross(page);
      await page.keyboard.press('Escape');
      assert.equal(await page.locator('#share').isVisible(), false);
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'share-open');
    }));
}

test('a frozen frame is pinned to the present of the server', () =>
  site.visit('/?q=temryuk&window=all', {}, async (page) => {
    await page.locator('#share-open').click();
    await page.locator('#share-when').selectOption('frozen');
    await page.locator('#share-pinned').waitFor();
    const src = /src="([^"]*)"/.exec(await page.locator('#share-frame').inputValue())?.[1]?.replaceAll('&amp;', '&') ?? '';
    const answer = await fetch(src);
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /As known at /);
    await page.locator('#share').getByRole('button', { name: 'Close' }).click();
  }));
