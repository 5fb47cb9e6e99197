import assert from 'node:assert/strict';
import { test } from 'node:test';
import { article, startHost } from './host.mjs';
import { asked, eventually, listedIds, phone, useSite, violations } from './page.mjs';
import { madeUp } from './records.mjs';

const site = useSite({ records: [madeUp()] });
const large = useSite({ prefix: '/strikes', generated: 5200 });
const everything = '/?window=all&list=all';

/** How many are in the list, from its headline. @param {import('playwright-core').Page} page */
const counted = async (page) => Number(/^\d+/.exec((await page.locator('#count').textContent()) ?? '')?.[0]);
/** @param {import('playwright-core').Page} page */
const news = (page) => page.locator('#news:not([hidden])');

/** The page listens some seconds after it is there. @param {import('playwright-core').Page} page */
const listening = (page) => page.waitForRequest((request) => request.url().includes('/events'), { timeout: 15_000 });

test('what is published, corrected and withdrawn is offered at once, and shown when the reader wants it', () =>
  site.visit(everything, {}, async (page) => {
    await listening(page);
    const before = await counted(page);
    const focused = page.locator('a.row-title').nth(3);
    await focused.focus();
    const column = page.locator('#column');
    await column.evaluate((element) => (element.scrollTop = 700));
    const place = async () => ({
      id: await page.evaluate(() => document.activeElement?.closest('[data-id]')?.getAttribute('data-id')),
      scroll: await column.evaluate((element) => element.scrollTop),
    });
    const was = await place();

    const [first] = (await site.instance.exportRecords()).filter(({ external_id }) => external_id === 'made-up-1');
    await site.instance.importRecords([madeUp({ external_id: 'new-1', title: 'A strike that is news', time: { from: '2026-06-03T00:00:00Z', to: '2026-06-04T00:00:00Z', precision: 'day', zone: 'UTC' } }), { ...first, title: 'A made-up strike, better told' }]);
    await news(page).getByText('1 new incident, 1 updated').waitFor();
    assert.match((await page.locator('#live').textContent()) ?? '', /1 new incident, 1 updated/);
    assert.deepEqual(await place(), was, 'nothing moved');
    assert.equal(await counted(page), before, 'nothing is shown unasked');
    assert.equal(await page.getByText('A strike that is news').count(), 0);
    assert.deepEqual(await violations(page), []);

    const top = (await focused.boundingBox())?.y ?? 0;
    await news(page).evaluate((button) => button.click());
    await page.getByText('A strike that is news').waitFor({ state: 'attached' });
    assert.equal((await place()).id, was.id, 'the focus stays');
    assert.equal(await page.locator(`[data-id="${was.id}"] a.row-title`).evaluate((row) => Math.round(row.getBoundingClientRect().top)), Math.round(top), 'what is read stays where it is');
    assert.equal(await page.getByText('A made-up strike, better told').count(), 1);
    assert.equal(await counted(page), before + 1);
    const { numberMatched } = await site.instance.api('collections/incidents/items?limit=1');
    assert.equal(await counted(page), numberMatched);
    const strikes = await site.instance.api('collections/incidents/items?limit=1&kind=strike');
    assert.equal(Number(await page.locator('[data-count="strike"]').textContent()), strikes.numberMatched);
    assert.equal(await news(page).count(), 0);
  }));

test('a withdrawn incident leaves list and counts, and the focus that pressed goes to the list', () =>
  site.visit(everything, { reducedMotion: 'reduce' }, async (page) => {
    const gone = madeUp({ external_id: 'gone', title: 'A strike that is taken back' });
    await site.instance.importRecords([gone]);
    await eventually(async () => assert.ok((await (await fetch(`${site.instance.base}/?window=all`)).text()).includes('A strike that is taken back')));
    await page.reload();
    await page.getByText('A strike that is taken back').waitFor();
    await listening(page);
    const before = await counted(page);
    const id = (await listedIds(page))[0];
    await site.instance.importRecords([{ ...gone, state: 'withdrawn' }]);
    await news(page).getByText('1 withdrawn').waitFor();
    await news(page).focus();
    await page.keyboard.press('Enter');
    await page.getByText('A strike that is taken back').waitFor({ state: 'detached' });
    assert.equal(await counted(page), before - 1);
    assert.ok(id);
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'list');
  }));

test('an open incident says in its place that it changed, and is renewed there', () =>
  site.visit(everything, phone, async (page) => {
    await listening(page);
    await page.locator('.row-title').first().tap();
    const article = page.locator('#incident-pane article');
    await article.getByRole('heading', { level: 1 }).waitFor();
    await page.locator('#incident-pane article[data-id]').waitFor();
    const id = await article.getAttribute('data-id');
    const record = (await site.instance.exportRecords()).find((each) => each.id === id);
    await site.instance.importRecords([{ ...record, title: 'What is known better now' }]);
    const offer = page.locator('.pane-back .news-open');
    await offer.getByText('Updated just now').waitFor();
    assert.notEqual(await article.getByRole('heading', { level: 1 }).textContent(), 'What is known better now');
    await offer.tap();
    await article.getByRole('heading', { name: 'What is known better now' }).waitFor();
    assert.equal(await page.locator('#incident-pane article').count(), 1);
  }));

test('what is outside the filters is no news, and what was known on a day stays what it was', () =>
  site.visit('/?window=all&list=all&kind=closure', {}, async (page) => {
    await listening(page);
    await site.instance.importRecords([madeUp({ external_id: 'elsewhere', title: 'A strike beside the filter' })]);
    await page.waitForTimeout(3500);
    assert.equal(await news(page).count(), 0);
    await page.locator('#reset').click();
    const today = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
    await page.getByLabel('As known on').fill(today);
    await eventually(async () => assert.equal(asked(page).get('known_at'), today));
    await site.instance.importRecords([madeUp({ external_id: 'later', title: 'A strike learnt of later' })]);
    await page.waitForTimeout(3500);
    assert.equal(await news(page).count(), 0);
    await page.getByRole('link', { name: 'Show what is known now' }).click();
    await page.getByText('A strike learnt of later').waitFor();
    assert.equal(await news(page).count(), 0);
  }));

test('a page that nobody has touched for a while shows what is new by itself, and one that is used does not', () =>
  site.visit(everything, {}, async (page) => {
    await listening(page);
    // As if the last touch were a minute ago.
    await page.evaluate(() => {
      const now = performance.now.bind(performance);
      performance.now = () => now() + 60_000;
    });
    await page.locator('a.row-title').first().focus();
    await site.instance.importRecords([madeUp({ external_id: 'wall', title: 'A strike on the wall' })]);
    await news(page).waitFor();
    await page.waitForTimeout(6000);
    assert.equal(await page.getByText('A strike on the wall').count(), 0, 'a row has the focus');
    await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
    await page.getByText('A strike on the wall').waitFor();
    assert.match((await page.locator('#live').textContent()) ?? '', /Shown: 1 new incident/);
    assert.equal(await news(page).count(), 0);
  }));

test('in a record that is larger than a page, tiles, list and counts are asked for anew', () =>
  large.visit('/?window=all', {}, async (page) => {
    await listening(page);
    const tiles = /** @type {string[]} */ ([]);
    page.on('request', (request) => request.url().includes('/tiles/') && tiles.push(request.url()));
    const before = Number((/[\d,\s]+(?= incidents)/.exec((await page.locator('#count').textContent()) ?? '')?.[0] ?? '').replace(/\D/g, ''));
    await large.instance.importRecords([madeUp({ external_id: 'large', title: 'One more among many' })]);
    await news(page).getByText('1 new incident').waitFor();
    await news(page).click();
    await eventually(async () => {
      const { numberMatched } = await large.instance.api('collections/incidents/items?limit=1');
      const now = Number((/[\d,\s]+(?= incidents)/.exec((await page.locator('#count').textContent()) ?? '')?.[0] ?? '').replace(/\D/g, ''));
      assert.equal(now, numberMatched);
      assert.ok(now > before);
    });
    await eventually(async () => assert.ok(tiles.length > 0, 'the tiles are asked for again'));
  }));

test('a page that was hidden is told what it missed', () =>
  site.visit(everything, {}, async (page) => {
    await listening(page);
    /** @param {boolean} hidden */
    const hide = (hidden) =>
      page.evaluate((value) => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    await hide(true);
    await site.instance.importRecords([madeUp({ external_id: 'missed', title: 'A strike while nobody looked' })]);
    await page.waitForTimeout(3000);
    assert.equal(await news(page).count(), 0, 'a hidden page listens to nothing');
    await hide(false);
    await news(page).getByText('1 new incident').waitFor();
  }));

test('an embed becomes that of the present, in a sandbox too, and a frozen one stays', async () => {
  const { base } = large.instance;
  const frame = (/** @type {string} */ query, /** @type {string} */ more = '') => `<iframe ${more} src="${base}/embed?${query}" title="Map" width="600" height="700"></iframe>`;
  const view = 'window=all&kind=closure&country=RU&lang=en';
  const pages = { '/': { html: article(frame(view, 'sandbox="allow-scripts" id="boxed"') + frame(`${view}&show=list`, 'id="plain"') + frame(`${view}&known_at=${new Date(Date.now() - 1000).toISOString().slice(0, 19)}Z`, 'id="frozen"')) } };
  const host = await startHost(pages);
  try {
    await large.stay({ origins: [host.origin], expected: /preloaded using link preload/, viewport: { width: 900, height: 2600 } }, async (page) => {
      const listens = ['boxed', 'plain'].map(() => page.waitForRequest((request) => request.url().includes('/events'), { timeout: 20_000 }));
      await page.goto(`${host.origin}/`);
      await Promise.all(listens);
      await page.waitForTimeout(1500);
      const closure = madeUp({ external_id: 'closed', title: 'An airspace that was closed', kind: 'closure', category: 'airspace', claims: [{ party: 'ru-krasnodar-hq', role: 'affected', stance: 'claims', proposition: 'occurred', detail: 'closed', stated_at: '2026-06-02', report: 0 }] });
      const boxed = page.frameLocator('#boxed');
      const seen = await boxed.locator('h1').textContent();
      await large.instance.importRecords([closure]);
      for (const id of ['boxed', 'plain']) await page.frameLocator(`#${id}`).getByText('An airspace that was closed').first().waitFor({ state: 'attached', timeout: 15_000 });
      assert.notEqual(await boxed.locator('h1').textContent(), seen, 'the number in the title');
      assert.equal(await page.frameLocator('#frozen').getByText('An airspace that was closed').count(), 0);
      const embed = page.frames().find((each) => each.url().includes('/embed') && !each.url().includes('show=list') && !each.url().includes('known_at'));
      assert.ok(embed);
      assert.deepEqual(await violations(embed), []);
    });
  } finally {
    await host.stop();
  }
});
