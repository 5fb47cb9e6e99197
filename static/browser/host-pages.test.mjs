// The map in pages of others: in a bare frame, by the script, as WordPress and other
// systems frame it, under a publisher's policy; once straight and once with nginx in
// front under a path.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { article, listeners, startHost } from './host.mjs';
import { startNginx } from './nginx.mjs';
import { eventually, phone, useSite, violations } from './page.mjs';
import { speakPseudo } from './pseudo.mjs';
import { cutOff } from './reach.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Frame} Frame */

/** @type {Awaited<ReturnType<typeof startNginx>>} */
let nginx;
/** @type {Awaited<ReturnType<typeof startHost>>} */
let host;
/** What the host serves; each test puts its pages here. @type {Parameters<typeof startHost>[0]} */
const pages = {};

const site = useSite({ args: ['--behind-proxy'] }, async ({ origin }) => {
  [nginx, host] = await Promise.all([startNginx(origin, '/news/map'), startHost(pages)]);
  return () => Promise.all([nginx.stop(), host.stop()]);
});

const secret = 'a1B2c3D4e5';
const query = 'window=all';
/** What a publisher of some care allows. @param {string} origin of the map */
const policy = (origin) => ({ 'Content-Security-Policy': `default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src ${origin}; frame-src ${origin}; base-uri 'none'; form-action 'none'` });

/**
 * Shows a page of the host and gives it with the frame in it.
 *
 * @param {{ html: string, headers?: Record<string, string> }} shown
 * @param {import('playwright-core').BrowserContextOptions & { expected?: RegExp }} device
 * @param {(page: Page, frame: Frame) => Promise<void>} act
 * @param {(page: Page) => Promise<void>} [prepare]
 */
const visit = (shown, device, act, prepare) =>
  site.stay({ origins: [host.origin, nginx.origin], ...device }, async (page) => {
    pages['/'] = shown;
    await prepare?.(page);
    await page.goto(host.origin);
    await page.locator('iframe').first().waitFor({ state: 'attached' });
    await page.locator('iframe').first().scrollIntoViewIfNeeded();
    const frame = await (await page.locator('iframe').first().elementHandle())?.contentFrame();
    assert.ok(frame);
    await act(page, frame);
    assert.deepEqual(await page.context().cookies(), [], 'no cookie is set');
  });

/** @param {Frame} frame */
const live = (frame) => frame.locator('.live.drawn').waitFor();

/** How much of the content the frame hides, and how much of it is empty. @param {Frame} frame */
const fit = (frame) =>
  frame.evaluate(() => {
    const { scrollHeight, scrollWidth } = document.documentElement;
    const end = Math.max(...[...document.querySelectorAll('.embed > *')].map((part) => part.getBoundingClientRect().bottom));
    return { hidden: scrollHeight - innerHeight, wide: scrollWidth - innerWidth, empty: innerHeight - end };
  });

/** @param {Frame} frame */
const fits = (frame) =>
  eventually(async () => {
    const { hidden, wide, empty } = await fit(frame);
    assert.ok(hidden <= 0 && wide <= 0 && empty < 4, JSON.stringify({ hidden, wide, empty }));
  });

/** @param {Page} page @param {number} width @param {number} [height] */
const resize = (page, width, height = 800) => page.setViewportSize({ width, height });

for (const [way, where] of /** @type {const} */ ([
  ['straight', () => ({ base: site.instance.base, origin: site.instance.origin })],
  ['behind nginx under a path', () => nginx],
])) {
  test(`${way}: a lazy bare frame below the fold costs nothing until it is near, and is whole from 320 to 1200 px`, () => {
    const { base, origin } = where();
    const far = '<p style="height:4000px"></p>';
    return visit({ html: article(`${far}<iframe src="${base}/embed?${query}" title="Map" width="100%" height="800" loading="lazy" style="border:0"></iframe>`).replace('max-width:680px;padding:0 8px', ''), headers: policy(origin) }, { expected: /Content Security Policy/ }, async (page, frame) => {
      await live(frame);
      assert.ok((await frame.locator('#sketch [data-id]').count()) > 40);
      for (const width of [320, 480, 719, 720, 1200]) {
        await resize(page, width);
        await eventually(async () => assert.ok((await fit(frame)).wide <= 0, `at ${width} px`));
        assert.deepEqual(await cutOff(frame), [], `at ${width} px`);
        assert.ok((await frame.locator('#map').boundingBox())?.height ?? 0 > 200);
      }
    }, async (page) => {
      pages['/'] = { html: article(`${far}<iframe src="${base}/embed?${query}" title="Map" width="100%" height="800" loading="lazy"></iframe>`) };
      const asked = [];
      page.on('request', (request) => request.url().startsWith(base) && asked.push(request.url()));
      await page.goto(host.origin);
      await page.waitForTimeout(300);
      assert.deepEqual(asked, []);
    });
  });

  test(`${way}: the script works under a publisher's policy and is as high as its content`, () => {
    const { base, origin } = where();
    return visit({ html: article(`<strikemap-embed src="${base}/embed?${query}" title="Map of strikes" height="500"><a href="${base}/">The map</a></strikemap-embed><script async src="${base}/embed.js"></script>`).replace('max-width:680px;padding:0 8px', ''), headers: policy(origin) }, { expected: /Content Security Policy.*inline script|inline script.*Content Security Policy/i }, async (page, frame) => {
      await live(frame);
      for (const width of [320, 680, 1200]) {
        await resize(page, width);
        await fits(frame);
      }
      await frame.locator('summary').click();
      await fits(frame);
    });
  });

  test(`${way}: as WordPress frames it, with its secret, its limits and its links`, () => {
    const { base } = where();
    return visit({ html: article(`<blockquote class="wp-embedded-content" data-secret="${secret}"><a href="${base}/">Map</a></blockquote><iframe class="wp-embedded-content" sandbox="allow-scripts" security="restricted" src="${base}/embed?${query}#?secret=${secret}" data-secret="${secret}" title="Map" width="600" height="338" frameborder="0" marginwidth="0" marginheight="0" scrolling="no"></iframe>`, listeners.wordpress) }, {}, async (page, frame) => {
      await live(frame);
      assert.equal(await frame.evaluate(() => self.origin), 'null');
      await fits(frame);
      const height = Number(await page.locator('iframe').getAttribute('height'));
      assert.ok(height > 400 && height <= 1000, String(height));
      await frame.locator('#list .row a').first().click();
      await eventually(async () => {
        const followed = await page.evaluate(() => /** @type {any} */ (window).followed);
        assert.ok(followed[0]?.startsWith(`${base}/incidents/`), String(followed));
      });
      // More than WordPress gives: the frame has no scroll bar then, so what is unfolded has to be reached still.
      await frame.locator('summary').click();
      await eventually(async () => assert.equal(await page.locator('iframe').getAttribute('height'), '1000'));
      await frame.locator('#credit a').first().scrollIntoViewIfNeeded();
      const end = await frame.locator('#credit').boundingBox();
      const box = await page.locator('iframe').boundingBox();
      assert.ok(end && box && end.y + end.height <= box.y + box.height + 1, 'the credit is reached');
    });
  });

  test(`${way}: a secret that is not the host's says nothing`, () => {
    const { base } = where();
    return visit({ html: article(`<iframe sandbox="allow-scripts" src="${base}/embed?${query}#?secret=other12345" data-secret="${secret}" title="Map" width="600" height="338"></iframe>`, listeners.wordpress) }, {}, async (page, frame) => {
      await live(frame);
      await page.waitForTimeout(200);
      assert.equal(await page.locator('iframe').getAttribute('height'), '338');
    });
  });

  for (const [name, frameOf] of /** @type {const} */ ([
    ['datawrapper', (/** @type {string} */ base) => `<iframe src="${base}/embed?${query}" title="Map" width="100%" height="300" style="border:0"></iframe>`],
    ['pym', (/** @type {string} */ base) => `<div id="map-7"><iframe src="${base}/embed?${query}&initialWidth=600&childId=map-7&parentTitle=&parentUrl=x" title="Map" width="100%" height="300" style="border:0"></iframe></div>`],
  ])) {
    test(`${way}: a host that listens as ${name} does gives it the height it needs`, () =>
      visit({ html: article(frameOf(where().base), listeners[name]) }, {}, async (page, frame) => {
        await live(frame);
        await fits(frame);
        await resize(page, 340);
        await fits(frame);
      }));
  }

  test(`${way}: the wheel scrolls the article, with Ctrl it brings the map closer, and no message leads the frame elsewhere`, () =>
    visit({ html: article(`<iframe src="${where().base}/embed?${query}&show=map" title="Map" width="100%" height="460"></iframe>`) }, {}, async (page, frame) => {
      await live(frame);
      const scale = () => frame.locator('.map-scale-text').innerText();
      const [at, from, box] = [await scale(), await page.evaluate(() => scrollY), await page.locator('iframe').boundingBox()];
      assert.ok(box);
      await page.mouse.move(box.x + 200, box.y + 200);
      await page.mouse.wheel(0, -120);
      await eventually(async () => assert.ok((await page.evaluate(() => scrollY)) < from));
      assert.equal(await scale(), at);
      assert.ok(await frame.locator('#hint.asked').isVisible());
      await page.locator('iframe').scrollIntoViewIfNeeded();
      const there = await page.locator('iframe').boundingBox();
      assert.ok(there);
      await page.mouse.move(there.x + 200, there.y + 200);
      const still = await page.evaluate(() => scrollY);
      await page.keyboard.down('Control');
      await page.mouse.wheel(0, -240);
      await page.keyboard.up('Control');
      await eventually(async () => assert.notEqual(await scale(), at));
      assert.equal(await page.evaluate(() => scrollY), still);
      const address = frame.url();
      await page.evaluate(() => {
        const target = document.querySelector('iframe')?.contentWindow;
        for (const message of ['pymxPYMxmapxPYMxnavigateToxPYMxhttps://example.org/', { message: 'link', value: 'https://example.org/' }, { type: 'navigate', url: 'javascript:alert(1)' }, '{"event":"navigate"}', null, 7]) target?.postMessage(message, '*');
      });
      await page.waitForTimeout(150);
      assert.equal(frame.url(), address);
    }));

  test(`${way}: in a dark article the frame is dark, unless it was made light`, async () => {
    const { base } = where();
    for (const [theme, wanted] of [['', 'rgb(26, 31, 36)'], ['&theme=light', 'rgb(255, 255, 255)']]) {
      const dark = article(`<iframe src="${base}/embed?${query}${theme}" title="Map" width="100%" height="700"></iframe>`).replace('<html lang="en">', '<html lang="en" style="color-scheme:dark;background:#111;color:#eee">');
      await visit({ html: dark }, { colorScheme: 'dark' }, async (_, frame) => {
        await live(frame);
        assert.equal(await frame.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), wanted);
        assert.deepEqual(await violations(frame), []);
      });
    }
  });

  test(`${way}: from right to left, on a phone, the frame is whole`, () =>
    visit(
      { html: article(`<iframe src="${where().base}/embed?${query}" title="Map" width="100%" height="900" style="border:0"></iframe>`) },
      phone,
      async (_, frame) => {
        await live(frame);
        assert.equal(await frame.evaluate(() => document.documentElement.dir), 'rtl');
        assert.deepEqual(await cutOff(frame), []);
        assert.deepEqual(await violations(frame), []);
        const [glyph, text] = await Promise.all(['#list .glyph', '#list .row-text, #list .row div, #list .row a'].map((part) => frame.locator(part).first().boundingBox()));
        assert.ok(glyph && text && glyph.x > text.x, 'the symbol stands at the right of its words');
      },
      async (page) => speakPseudo(page),
    ));

  test(`${way}: no other page of the site can be framed`, () =>
    visit({ html: article(`<iframe src="${where().base}/" title="Map" width="100%" height="460"></iframe>`) }, { expected: /frame-ancestors|Content Security Policy|ERR_BLOCKED_BY_RESPONSE|failed/i }, async (_, frame) => {
      await eventually(async () => assert.match(frame.url(), /^chrome-error:/));
    }));
}
