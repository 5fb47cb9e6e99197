// What stands on the map's canvas, as the map draws it: where each symbol is, and how
// many incidents it counts.

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Frame} Frame */

/** Notes from now on, in every page that is opened, what is drawn of symbols. @param {Page} page */
export async function watchDrawing(page) {
  await page.addInitScript(() => {
    /** @type {{ canvas: HTMLCanvasElement, x: number, y: number, count: number }[]} */
    let drawn = [];
    Object.defineProperty(window, 'drawn', { get: () => drawn });
    const on = (/** @type {CanvasRenderingContext2D} */ { canvas }) => canvas instanceof HTMLCanvasElement && canvas.parentElement?.classList.contains('leaflet-overlay-pane');
    const { clearRect, drawImage, fillText } = CanvasRenderingContext2D.prototype;
    /** @this {CanvasRenderingContext2D} @param {[number, number, number, number]} box */
    CanvasRenderingContext2D.prototype.clearRect = function (...box) {
      if (on(this)) drawn = [];
      return clearRect.apply(this, box);
    };
    /** @this {CanvasRenderingContext2D} @param {any[]} of */
    CanvasRenderingContext2D.prototype.drawImage = function (...of) {
      const [picture, x, y, w, h] = of;
      if (on(this) && picture instanceof HTMLCanvasElement) drawn.push({ canvas: this.canvas, x: x + w / 2, y: y + h / 2, count: 1 });
      return drawImage.apply(this, /** @type {any} */ (of));
    };
    /** @this {CanvasRenderingContext2D} @param {[string, number, number, number?]} of */
    CanvasRenderingContext2D.prototype.fillText = function (...of) {
      const [text, x, y] = of;
      if (on(this) && /^\d+$/.test(text)) drawn.push({ canvas: this.canvas, x, y, count: Number(text) });
      return fillText.apply(this, /** @type {any} */ (of));
    };
  });
}

/**
 * The symbols in view, from left to right, with their places in the window.
 *
 * @param {Page | Frame} page
 * @returns {Promise<{ x: number, y: number, count: number }[]>}
 */
export function symbols(page) {
  return page.evaluate(() => {
    const all = /** @type {any} */ (window).drawn ?? [];
    const map = document.querySelector('#map')?.getBoundingClientRect();
    return all
      .map(({ canvas, x, y, count }) => {
        const box = canvas.getBoundingClientRect();
        return { x: box.x + x, y: box.y + y, count };
      })
      .filter(({ x, y }) => map && x >= map.left && x <= map.right && y >= map.top && y <= map.bottom)
      .sort((a, b) => a.x - b.x || a.y - b.y);
  });
}
