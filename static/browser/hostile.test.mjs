import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useSite } from './page.mjs';
import { madeUp } from './records.mjs';

// Were any of these taken as markup or as an address, a dialog would open, a
// request would fail, or the policy on content would complain in the console.
const image = '<img src=x onerror=alert(1)>';
const script = '</script><script>alert(2)</script>';
const link = '<a href="javascript:alert(3)">a</a>';
const svg = '"><svg onload=alert(4)>';

const site = useSite({
  records: [
    madeUp({
      title: `Hostile ${image}`,
      summary: `Summary ${script} ${svg} {{.Base}} \${1}`,
      means_text: `drone ${link}`,
      location: { label: `Label ${svg}`, point: { lon: 37, lat: 50 }, precision: 'settlement', uncertainty_m: 5000, basis: 'named-place', regime: 'territory', country: 'RU' },
      claims: [{ party: 'ua-sbu', role: 'attacker', stance: 'claims', proposition: 'struck', detail: `detail ${image}`, stated_at: '2026-06-02', report: 0 }],
      reports: [{ publisher: `Publisher ${script}`, title: `Headline ${image}`, url: 'https://example.org/?a=1&b="><script>alert(5)</script>'.replace(/["<>]/g, encodeURIComponent), published_at: '2026-06-02', language: 'en', class: 'press', family: 'a' }],
    }),
  ],
});

/** @param {import('playwright-core').Page} page @param {string} selector */
async function nothingGrew(page, selector) {
  const grown = await page.locator(selector).evaluateAll((roots) => roots.flatMap((root) => [...root.querySelectorAll('img, script, svg[onload], [onerror], a[href^="javascript:" i]')].map((one) => one.outerHTML)));
  assert.deepEqual(grown, []);
}

test('hostile text is shown as it stands in the list', () =>
  site.visit('/', {}, async (page) => {
    const row = page.locator('.row').filter({ hasText: 'Hostile' });
    assert.equal(await row.locator('.row-title').innerText(), `Hostile ${image}`);
    assert.match(await row.locator('.row-place').innerText(), /Label "><svg onload=alert\(4\)>/);
    await nothingGrew(page, '.row');
  }));

test('hostile text is shown as it stands in the panel and on the page', async () => {
  /** @param {import('playwright-core').Page} page */
  const look = async (page) => {
    const article = page.locator('article.incident[data-id]');
    await article.waitFor();
    assert.equal(await article.locator('h1').innerText(), `Hostile ${image}`);
    const text = (await article.innerText()).replaceAll(/\s+/g, ' ');
    for (const part of [`Summary ${script} ${svg} {{.Base}} \${1}`, `drone ${link}`, `Label ${svg}`, `detail ${image}`, `Publisher ${script}`, `Headline ${image}`]) assert.ok(text.includes(part), `${part} is missing from ${text}`);
    await nothingGrew(page, 'article');
    const hrefs = await article.locator('a').evaluateAll((links) => links.map((one) => /** @type {HTMLAnchorElement} */ (one).protocol));
    assert.ok(hrefs.every((protocol) => /^https?:$/.test(protocol)), String(hrefs));
  };
  await site.visit('/', {}, async (page) => {
    await page.locator('a.row-title', { hasText: 'Hostile' }).click();
    await look(page);
    await page.getByRole('link', { name: 'Permanent page' }).click();
    await page.locator('main.incident-page').waitFor();
    await look(page);
    assert.ok((await page.title()).startsWith(`Hostile ${image}`));
  });
});

test('hostile addresses of the map do nothing', () =>
  site.visit(`/?q=${encodeURIComponent(image)}&kind=${encodeURIComponent(script)}&incident=${encodeURIComponent(svg)}&lon=x&zoom=1e9`, { expected: /40[04]/ }, async (page) => {
    await page.getByText('This incident is not public, or was withdrawn.').waitFor();
    await nothingGrew(page, '#app');
  }));
