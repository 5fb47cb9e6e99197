import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked, eventually, fitsAcross, phone, useSite, violations } from './page.mjs';

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
      assert.equal(new URL(src).searchParams.get('bbox'), null, 'nobody moved the map');
      const answer = await site.instance.api(`collections/incidents/items?limit=1000&properties=id&kind=closure`);
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

/** The src of the frame's code. @param {import('playwright-core').Page} page */
async function frameSource(page) {
  return new URL(/src="([^"]*)"/.exec(await page.locator('#share-frame').inputValue())?.[1]?.replaceAll('&amp;', '&') ?? '');
}

test('every code of the dialogue shows the same incidents, in the part of the map that is looked at', () =>
  site.visit('/?kind=strike&window=all&theme=dark', {}, async (page) => {
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await page.getByRole('button', { name: 'Zoom in' }).click();
    await eventually(async () => assert.ok(asked(page).has('zoom')));
    await page.locator('#share-open').click();
    const frame = await frameSource(page);
    const bbox = frame.searchParams.get('bbox');
    assert.ok(bbox);
    const ids = (await site.instance.api(`collections/incidents/items?limit=1000&properties=id&kind=strike&bbox=${bbox}`)).features.map((/** @type {any} */ { properties }) => properties.id).sort();
    assert.ok(ids.length > 5);
    const marked = async (/** @type {URL} */ address) => [...new Set([...(await (await fetch(address)).text()).matchAll(/(?:data-id|id)="(?:incident-)?(01[0-9A-Z]{24})"/g)].map(([, id]) => id))].sort();
    const all = new URL(frame);
    all.searchParams.set('show', 'list');
    assert.deepEqual(await marked(all), ids, 'the frame');
    const script = await page.locator('#share-script').inputValue();
    assert.ok(script.includes(`src="${frame.href.replaceAll('%2C', ',').replaceAll('&', '&amp;')}"`), script);
    assert.equal((await fetch(/<script async src="([^"]*)"/.exec(script)?.[1] ?? '')).headers.get('content-type'), 'text/javascript; charset=utf-8');
    // A content system asks with the address what to show, and gets the frame.
    const address = await page.locator('#share-address').inputValue();
    const oembed = await (await fetch(`${site.instance.base}/oembed?url=${encodeURIComponent(address)}`)).json();
    const offered = new URL(/src="([^"#]*)/.exec(oembed.html)?.[1]?.replaceAll('&amp;', '&') ?? '');
    offered.searchParams.set('show', 'list');
    assert.equal(oembed.type, 'rich');
    assert.deepEqual(await marked(offered), ids, 'the address');
    assert.equal(offered.searchParams.get('theme'), null, 'the colours of whoever made it are not passed on');
    for (const kind of ['svg', 'png']) {
      const picture = new URL((await page.locator(`#share-${kind}`).getAttribute('href')) ?? '', site.instance.base);
      const answer = await fetch(picture);
      assert.equal(answer.status, 200);
      if (kind === 'svg') assert.deepEqual([...(await answer.text()).matchAll(/id="incident-(01[0-9A-Z]{24})"/g)].map(([, id]) => id).sort(), ids, 'the picture');
    }
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#share-png').click()]);
    assert.match(download.suggestedFilename(), /\.png$/);
    const cited = await (await fetch(`${(await page.locator('#share-cite').evaluate((link) => /** @type {HTMLAnchorElement} */ (link).href))}&f=csl`)).json();
    assert.equal(cited[0].custom.count, ids.length, 'the citation');
    await page.keyboard.press('Escape');
  }));

test('an incident that is open is shared and cited as what it is, as known then', () => {
  let id = '';
  return site.visit(`/?window=all&known_at=${new Date().toISOString()}`, {}, async (page) => {
    await page.locator('a.row-title').nth(3).click();
    await page.locator('article.incident[data-id]').waitFor();
    id = (await page.locator('article.incident').getAttribute('data-id')) ?? '';
    await page.locator('#share-open').click();
    const frame = await frameSource(page);
    assert.equal(frame.searchParams.get('incident'), id);
    assert.equal(frame.searchParams.get('bbox'), null);
    const picture = new URL((await page.locator('#share-svg').getAttribute('href')) ?? '', site.instance.base);
    assert.equal(picture.searchParams.get('incident'), id);
    assert.equal(picture.searchParams.get('known_at'), frame.searchParams.get('known_at'));
    await page.locator('#share-cite').click();
    await page.waitForURL(/cite/);
    assert.equal(asked(page).get('incident'), id);
    assert.ok(await page.locator('[data-citation]').isVisible());
  });
});

for (const [name, device] of /** @type {const} */ ([['with scripts', {}], ['without scripts', { javaScriptEnabled: false }]])) {
  test(`the map page leads to the citation of what it shows, ${name}`, () =>
    site.visit(`/?kind=closure,sighting&window=all&known_at=${new Date().toISOString()}&lang=pl`, device, async (page) => {
      const knownAt = asked(page).get('known_at');
      const total = Number(/\d+/.exec((await page.locator('#in-words').textContent()) ?? '')?.[0]);
      await page.locator('#cite').click();
      await page.waitForURL(/\/cite\?/);
      assert.deepEqual([asked(page).get('kind'), asked(page).get('window'), asked(page).get('lang')], ['closure,sighting', 'all', 'pl']);
      assert.equal(Date.parse(asked(page).get('known_at') ?? ''), Date.parse(knownAt ?? ''));
      const [cited] = await (await fetch(`${page.url()}&f=csl`)).json();
      assert.equal(cited.custom.count, total);
      await fitsAcross(page);
    }));
}

test('the citation of a part of the map counts what the list counts', () =>
  site.visit('/?window=all&lon=36&lat=53&zoom=7', {}, async (page) => {
    await eventually(async () => {
      const counted = Number(/^\d+/.exec(await page.locator('#count').innerText())?.[0]);
      const [cited] = await (await fetch(`${await page.locator('#cite').evaluate((link) => /** @type {HTMLAnchorElement} */ (link).href)}&f=csl`)).json();
      assert.equal(cited.custom.count, counted);
    });
  }));

test('a frame that cannot have its incidents keeps the picture', () =>
  site.stay({ expected: /500/ }, async (page) => {
    await page.route('**/api/v1/collections/incidents/items?*', (route) => route.fulfill({ status: 500, body: '' }));
    await page.goto(`${site.instance.base}/embed?window=all`);
    await page.locator('.live .leaflet-tile-loaded').first().waitFor({ state: 'attached' });
    await page.waitForTimeout(500);
    assert.equal(await page.locator('#sketch').isVisible(), true);
    assert.equal(await page.locator('.live.drawn').count(), 0);
  }));
