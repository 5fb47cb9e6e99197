// How smoothly the map moves: the time between frames while a mouse drags it.

/** Drags from the middle of the map, in pixels, one after the other. */
const drags = [[-420, 60], [380, -180], [300, 220], [-340, -160], [-200, 240], [260, -120]];
const steps = 45;

/**
 * Opens an address, drags its map about and gives the times between frames in
 * milliseconds, from the press of the button until the map has come to rest again.
 *
 * @param {import('playwright-core').Browser} browser
 * @param {string} address
 * @returns {Promise<number[]>}
 */
export async function pan(browser, address) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    await page.goto(address, { timeout: 60_000 });
    await page.locator('#app:not([aria-busy]) .plot:not([hidden])').first().waitFor({ state: 'attached', timeout: 60_000 });
    await page.waitForTimeout(3000);
    const box = await page.locator('#map').boundingBox();
    if (!box) throw new Error('the page has no map');
    await page.evaluate(() => {
      /** @type {number[]} */
      const gaps = [];
      let last = 0;
      const tick = (/** @type {number} */ now) => {
        if (last) gaps.push(now - last);
        last = now;
        requestAnimationFrame(tick);
      };
      requestAnimationFrame(tick);
      Object.assign(window, { gaps });
    });
    for (const [across, down] of drags) {
      const [x, y] = [box.x + box.width / 2 - Number(across) / 2, box.y + box.height / 2 - Number(down) / 2];
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + Number(across), y + Number(down), { steps });
      await page.mouse.up();
      await page.waitForTimeout(400);
    }
    return await page.evaluate('window.gaps');
  } finally {
    await context.close();
  }
}
