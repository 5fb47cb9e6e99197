// Every kind of page, in every way it may be read: axe finds nothing, what takes the
// focus shows it and is not covered, nothing is cut off, nothing moves.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { article, startHost } from './host.mjs';
import { eventually, loaded, phone, useSite, violations } from './page.mjs';
import { speakPseudo } from './pseudo.mjs';
import { cutOff, enlargeText, moving, unseenFocus } from './reach.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Frame} Frame */

const site = useSite({ admin: true });
/** An incident whose record is long, and a place with a history. */
const incident = 'temryuk-port-2025-12-25';
const place = 'ru-temryuk-port';

/** @param {Page} page */
async function openList(page) {
  const more = page.getByRole('button', { name: /More list/ });
  if (!(await more.isVisible())) return;
  await more.click();
  await more.click();
}

/** @param {Page | Frame} page */
async function live(page) {
  await page.locator('#map canvas').first().waitFor({ state: 'attached' });
  await eventually(async () => assert.equal(await page.locator('#sketch').isHidden(), true));
}

// Made up for this test: nothing of it happened.
const draft = "Ukraine's SBU security service said its drones struck the port of Temryuk in the Krasnodar region overnight.";

/** @type {Record<string, { path: string, desk?: boolean, over?: boolean, ready?: (page: Page) => Promise<unknown> }>} over: something is open that lies over other things */
const pages = {
  map: { path: '/' },
  'list and filters, unfolded': {
    path: '/?window=all&status=disputed',
    ready: async (page) => {
      await openList(page);
      for (const one of ['#filter-groups:not([open]) > summary', 'details.choose >> nth=0 >> summary', 'details.choose >> nth=1 >> summary', '.in-words > summary']) if (await page.locator(one).count()) await page.locator(one).click();
      await page.locator('#column').evaluate((column) => column.scrollTo(0, 0));
    },
  },
  'legend and languages, unfolded': {
    path: '/?status=disputed',
    over: true,
    ready: async (page) => {
      for (const one of ['#legend > summary', '#languages > summary']) await page.locator(one).click();
    },
  },
  'data, unfolded': {
    path: '/?status=disputed',
    over: true,
    ready: async (page) => {
      await openList(page);
      await page.locator('#list-tools summary').click();
    },
  },
  'open incident': { path: `/?status=disputed&incident=${incident}`, ready: (page) => page.locator('article.incident[data-id]').waitFor() },
  'time, unfolded': {
    path: '/?status=disputed',
    ready: async (page) => {
      const chip = page.locator('.time-chip');
      if (await chip.isVisible()) await chip.click();
    },
  },
  'places, offered': {
    path: '/?status=disputed',
    over: true,
    ready: async (page) => {
      await openList(page);
      await page.locator('#q').pressSequentially('Temr');
      await page.locator('#places [role=option]').first().waitFor();
    },
  },
  'share dialogue': { path: '/?kind=strike', ready: (page) => page.locator('#share-open').click() },
  'empty answer': { path: '/?q=nothing-of-the-kind', ready: openList },
  'incident page': { path: `/incidents/${incident}` },
  'place page': { path: `/places/${place}` },
  corrections: { path: '/corrections' },
  cite: { path: '/cite?window=all' },
  manual: { path: '/docs' },
  method: { path: '/docs/method' },
  'manual of the API': { path: '/docs/api' },
  codebook: { path: '/docs/codebook' },
  'API, as a page': { path: '/api/v1?f=html' },
  'items, as a page': { path: '/api/v1/collections/incidents/items?f=html&limit=20' },
  'statistics, as a page': { path: '/api/v1/stats?by=kind&f=html' },
  embed: { path: '/embed?window=all', ready: live },
  'embed of the list': { path: '/embed?window=all&show=list' },
  'embed of one incident': { path: `/embed?incident=${incident}`, ready: live },
  'embed with a card': {
    path: `/embed?incident=${incident}`,
    over: true,
    ready: async (page) => {
      await live(page);
      await page.locator('#map').click();
      await page.locator('#card').waitFor();
    },
  },
  'embed of nothing': { path: '/embed?q=nothing-of-the-kind' },
  'page that is not there': { path: '/nowhere' },
  'day that nobody can know of': { path: '/cite?known_at=2999-01-01' },
  'embed that is refused': { path: '/embed?incident=nowhere' },
  'paste page': { path: '/desk/paste', desk: true },
  'paste page with a draft': {
    path: '/desk/paste',
    desk: true,
    ready: async (page) => {
      await page.locator('#text').fill(draft);
      await page.locator('#published').fill('2026-06-04');
      await page.locator('#text').press('Control+Enter');
      await page.locator('#shown:not([hidden])').waitFor();
      await page.locator('#draft-1').press('e');
    },
  },
};

/** What is made of parts that others have too is looked at once. */
const once = ['embed of one incident', 'codebook', 'statistics, as a page', 'embed of nothing', 'page that is not there'];
/** The desk works with a screen and a keyboard. */
const desk = Object.keys(pages).filter((name) => pages[name]?.desk);
/** Only a phone folds the time. */
const folded = ['time, unfolded'];

const calm = { reducedMotion: /** @type {const} */ ('reduce') };
const narrow = { viewport: { width: 320, height: 640 }, hasTouch: true };

/** @type {Record<string, { device: import('playwright-core').BrowserContextOptions, without?: string[], colours?: boolean, before?: (page: Page) => Promise<void>, after?: (page: Page) => Promise<void> }>} */
const ways = {
  'on a desk': { device: {}, without: folded, colours: true },
  'on a phone': { device: phone, without: [...once, ...desk], colours: true },
  'at 320 px': { device: narrow, without: [...once, ...desk] },
  'with text of 200 %': { device: {}, without: [...once, ...folded], after: enlargeText },
  'with text of 200 % on a phone': { device: phone, without: [...once, ...desk], after: enlargeText },
  'from right to left': { device: {}, without: [...once, ...desk, ...folded], before: speakPseudo },
  'from right to left on a phone': { device: phone, without: [...once, ...desk], before: speakPseudo },
};

/** Fails with all that was found. @param {Record<string, string[]>} faults by the kind of page */
function none(faults) {
  const all = Object.entries(faults).flatMap(([name, found]) => [...new Set(found)].map((fault) => `${name}: ${fault}`));
  assert.ok(!all.length, `${all.length} faults\n${all.join('\n')}`);
}

/** @param {Page} page @param {string} name */
async function open(page, name) {
  const { path, desk, ready } = pages[name] ?? { path: '/' };
  await page.goto((desk ? site.instance.desk : site.instance.base) + path);
  if (!path.startsWith('/embed')) await loaded(page);
  await ready?.(page);
}

// Two at a time: each waits for its pages often enough.
describe('reading and working', { concurrency: 2 }, () => {
  for (const [way, { device, without = [], colours, before, after }] of Object.entries(ways)) {
    test(`${way} every kind of page can be read and worked`, () =>
      site.stay({ ...calm, ...device, patience: 120_000, origins: [site.instance.desk], expected: / 40[04]/ }, async (page) => {
        await before?.(page);
        /** @type {Record<string, string[]>} */
        const faults = {};
        for (const name of Object.keys(pages).filter((name) => !without.includes(name))) {
          try {
            await open(page, name);
          } catch (error) {
            faults[name] = [String(error)];
            continue;
          }
          await after?.(page);
          const found = [...(await violations(page, { without: pages[name]?.over ? ['target-size'] : [] })), ...(await cutOff(page)), ...(await moving(page)), ...(await unseenFocus(page))];
          if (colours) {
            await page.emulateMedia({ colorScheme: 'dark' });
            found.push(...(await violations(page, { only: ['color-contrast', 'link-in-text-block'] })).map((fault) => `dark: ${fault}`));
            await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
            const forced = [...(await violations(page, { only: ['color-contrast'] })), ...(await cutOff(page)), ...(await unseenFocus(page))];
            found.push(...forced.filter((fault) => !found.includes(fault)).map((fault) => `forced colours: ${fault}`));
            await page.emulateMedia({ colorScheme: null, forcedColors: null });
          }
          if (found.length) faults[name] = found;
        }
        none(faults);
      }));
  }

  test('in a sandbox without an origin every kind of embed can be read and worked', async () => {
    const kinds = Object.entries(pages).filter(([name]) => name.startsWith('embed'));
    const host = await startHost(Object.fromEntries(kinds.map(([, { path }], i) => [`/${i}`, { html: article(`<iframe sandbox="allow-scripts" src="${site.instance.base + path}" title="Map" width="100%" height="720"></iframe>`) }])));
    try {
      await site.stay({ ...calm, origins: [host.origin], expected: / 404/ }, async (page) => {
        /** @type {Record<string, string[]>} */
        const faults = {};
        for (const [i, [name, { ready }]] of kinds.entries()) {
          await page.goto(`${host.origin}/${i}`);
          await page.locator('iframe').scrollIntoViewIfNeeded();
          const frame = await (await page.locator('iframe').elementHandle())?.contentFrame();
          assert.ok(frame);
          await frame.waitForLoadState();
          await ready?.(/** @type {any} */ (frame));
          assert.equal(await frame.evaluate(() => self.origin), 'null');
          const found = [...(await violations(frame)), ...(await cutOff(frame)), ...(await moving(frame)), ...(await violations(page))];
          if (found.length) faults[name] = found;
        }
        none(faults);
      });
    } finally {
      await host.stop();
    }
  });
});
