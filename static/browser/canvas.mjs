// What is drawn on the map's canvas of symbols, in the light theme.

/** @typedef {import('playwright-core').Page} Page */

const inks = { strike: [0xd5, 0x5e, 0x00], incursion: [0x00, 0x72, 0xb2] };

/**
 * How many pixels have the ink of a kind, and the middle of them in the window.
 *
 * @param {Page} page
 * @param {keyof typeof inks} kind
 * @returns {Promise<{ pixels: number, x: number, y: number }>}
 */
export function ink(page, kind) {
  return page.evaluate((wanted) => {
    const canvas = /** @type {HTMLCanvasElement} */ (document.querySelector('#map .leaflet-overlay-pane canvas'));
    // Read from a copy: the page's own canvas stays as it is.
    const copy = new OffscreenCanvas(canvas.width, canvas.height);
    const ctx = /** @type {OffscreenCanvasRenderingContext2D} */ (copy.getContext('2d', { willReadFrequently: true }));
    ctx.drawImage(canvas, 0, 0);
    const { data } = ctx.getImageData(0, 0, canvas.width, canvas.height);
    const [red, green, blue] = wanted;
    let [pixels, x, y] = [0, 0, 0];
    for (let i = 0; i < data.length; i += 4) {
      if (data[i] !== red || data[i + 1] !== green || data[i + 2] !== blue || data[i + 3] !== 255) continue;
      pixels++;
      x += (i / 4) % canvas.width;
      y += Math.floor(i / 4 / canvas.width);
    }
    const box = canvas.getBoundingClientRect();
    const scale = box.width / canvas.width;
    return { pixels, x: box.x + (x / pixels) * scale, y: box.y + (y / pixels) * scale };
  }, inks[kind]);
}

/** How many pixels have the inks of strikes and of incursions. @param {Page} page */
export async function inkOfSymbols(page) {
  const [strike, incursion] = [await ink(page, 'strike'), await ink(page, 'incursion')];
  return { strike: strike.pixels, incursion: incursion.pixels };
}
