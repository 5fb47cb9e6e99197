import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { eventually, fitsAcross, phone, useSite } from './page.mjs';
import { madeUp } from './records.mjs';

const site = useSite({
  records: [
    madeUp(),
    madeUp({ external_id: 'made-up-beside', title: 'Another made-up strike', location: { ...madeUp().location, point: { lon: 37.01, lat: 50.01 } }, time: { from: '2025-03-01T00:00:00Z', to: '2025-03-02T00:00:00Z', precision: 'day', zone: 'UTC' } }),
    madeUp({ external_id: 'made-up-doublet', title: 'A doublet of it', location: { ...madeUp().location, label: 'Elsewhere', point: { lon: 39, lat: 52 } } }),
  ],
});
const narrow = { viewport: { width: 320, height: 700 } };

/** The record of an incident. @param {string} slug */
const record = async (slug) => (await site.instance.exportRecords()).find(({ external_id }) => external_id === slug);
/** @type {string} */
let changed;
/** @type {string} */
let gone;

test('an incident is changed and another withdrawn while the site is read', async () => {
  const first = await record('made-up-1');
  const said = { party: 'ru-krasnodar-hq', role: 'affected', stance: 'reports', proposition: 'damage', detail: 'a tank burned', channel: 'Telegram', stated_at: '2026-06-04' };
  await site.instance.importRecords([{ ...first, outcome: 'partly', claims: [...first.claims, said] }]);
  const doublet = await record('made-up-doublet');
  await site.instance.importRecords([{ ...doublet, state: 'withdrawn' }]);
  [changed, gone] = [`/incidents/${first.id}`, `/incidents/${doublet.id}`];
  await eventually(async () => assert.equal((await fetch(site.instance.base + gone)).status, 410));
});

test('an incident tells what changed since publication, field by field, and who says so', async () => {
  for (const device of [{}, { ...phone, colorScheme: /** @type {const} */ ('dark') }, narrow])
    await site.visit(changed, device, async (page) => {
      const table = page.getByRole('table').filter({ hasText: 'Who says so' });
      const row = table.getByRole('row', { name: /^Outcome/ });
      assert.match(await row.innerText(), /not established[^]*most was shot down/);
      assert.match(await table.getByRole('row', { name: /^Who says what/ }).innerText(), /nothing[^]*a tank burned/);
      assert.ok(await page.getByText('It rests on: Krasnodar operational headquarters.').isVisible());
      assert.ok(await page.getByRole('link', { name: 'Another made-up strike' }).isVisible(), 'what else happened here');
      await fitsAcross(page);
    });
});

test('it is whole without scripts, and on paper', async () => {
  await site.visit(changed, { javaScriptEnabled: false }, async (page) => {
    await page.emulateMedia({ media: 'print' });
    for (const heading of ['What else happened here', 'What changed since publication', 'History']) assert.ok(await page.getByRole('heading', { name: heading }).isVisible(), heading);
  });
});

test('the list of corrections has a withdrawal, without what was withdrawn', async () => {
  for (const device of [{}, phone, narrow])
    await site.visit('/corrections', { ...device, expected: /410/ }, async (page) => {
      assert.equal(await page.getByText('A doublet of it').count(), 0);
      await fitsAcross(page);
      await page.getByRole('link', { name: 'An incident was withdrawn' }).click();
      await page.getByRole('heading', { name: 'This incident was withdrawn' }).waitFor();
      await page.goBack();
    });
});

test('its feed and its JSON name the same', async () => {
  const list = await (await fetch(`${site.instance.base}/corrections?f=json`)).json();
  const feed = await (await fetch(`${site.instance.base}/corrections.atom`)).text();
  assert.deepEqual(list.corrections.map((/** @type {any} */ { change, url }) => [change, new URL(url).pathname]), [['withdrawal', gone]]);
  assert.equal(feed.match(/<entry>/g)?.length, 1);
  assert.match(feed, new RegExp(`href="[^"]*${gone}"`));
});

test('a citation of a view names a file with the hash it gives, and its link shows as many', async () => {
  await site.visit('/cite?kind=strike&country=RU&window=all', { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    const hash = await page.locator('.hash').innerText();
    const file = await page.getByRole('link', { name: 'GeoJSON, one incident a line' }).getAttribute('href');
    const body = await (await fetch(file ?? '')).text();
    assert.equal(createHash('sha256').update(body).digest('hex'), hash);
    const holds = `${body.trimEnd().split('\n').length} incidents`;
    assert.ok(await page.locator('.facts').getByText(holds).isVisible(), holds);
    await page.getByRole('button', { name: 'Copy citation' }).click();
    await eventually(async () => assert.ok((await page.evaluate(() => navigator.clipboard.readText())).endsWith(`SHA-256 ${hash}`)));
    await fitsAcross(page);
    const view = await page.locator('.facts a').first().getAttribute('href');
    assert.ok((await (await fetch(view ?? '')).text()).includes(holds), 'the view holds as many');
  });
  await site.visit('/cite?window=all', narrow, fitsAcross);
});

test('an incident leads to its citation', () =>
  site.visit(changed, {}, async (page) => {
    await page.getByRole('link', { name: 'Cite: text, BibTeX, CSL' }).click();
    await page.getByRole('heading', { name: 'BibTeX' }).waitFor();
    assert.match(await page.locator('.citation').innerText(), /“A made-up strike”/);
    const forms = page.getByRole('link', { name: /^(Text|BibTeX|CSL-JSON)$/ });
    assert.equal(await forms.count(), 3);
    for (const form of await forms.all()) assert.ok((await page.request.get(site.instance.origin + (await form.getAttribute('href')))).ok());
  }));
