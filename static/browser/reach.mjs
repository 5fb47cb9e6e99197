// What holds of every page however it is read, beside what axe looks for: whatever
// takes the focus shows it and is not covered, nothing is cut off, nothing moves.

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Frame} Frame */

/**
 * What the keyboard can stop at, in the order of the page; of a dialogue that is open
 * only what is in it. Runs in the page.
 *
 * @returns {HTMLElement[]}
 */
function stops() {
  const all = /** @type {NodeListOf<HTMLElement>} */ ((document.querySelector('dialog[open]') ?? document).querySelectorAll('a[href], button, input, select, textarea, summary, iframe, [tabindex]'));
  return [...all].filter((one) => one.tabIndex >= 0 && !one.matches(':disabled, [type=hidden]') && !one.closest('[inert]') && one.checkVisibility({ visibilityProperty: true }));
}

/**
 * What is wrong with how what has the focus is seen: it does not show it, it is out of
 * sight, or something covers it. Empty if nothing is. Runs in the page.
 *
 * @param {Element | null} one
 */
function faultOf(one) {
  /** @typedef {{ left: number, right: number, top: number, bottom: number }} Box */
  const name = (/** @type {Element} */ element) => element.outerHTML.slice(0, 110).replaceAll('\n', ' ');
  const cut = (/** @type {Box} */ a, /** @type {Box} */ b) => ({ left: Math.max(a.left, b.left), right: Math.min(a.right, b.right), top: Math.max(a.top, b.top), bottom: Math.min(a.bottom, b.bottom) });
  // The handles of a range lie over one another; only their thumbs are seen.
  if (!one || one.matches('body, iframe, input[type=range]')) return '';

  // A title shows it around its whole row, a chip around the box in it.
  const chip = one.closest('.chip') ?? one;
  const ringed = [getComputedStyle(one), getComputedStyle(one, '::after'), getComputedStyle(chip)].some(
    ({ outlineStyle, outlineWidth, borderTopWidth, content }) => (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2) || (content !== 'none' && content !== 'normal' && Number.parseFloat(borderTopWidth) >= 2),
  );
  if (!ringed) return `does not show the focus: ${name(one)}`;

  const [box] = chip.getClientRects();
  if (!box) return `has no box: ${name(one)}`;
  let edge = { left: 0, right: innerWidth, top: 0, bottom: innerHeight };
  for (let around = one.parentElement; around && around !== document.body; around = around.parentElement) {
    if (['auto', 'scroll'].includes(getComputedStyle(around).overflowY)) edge = cut(edge, around.getBoundingClientRect());
  }
  const seen = cut(box, edge);
  const [w, h] = [seen.right - seen.left, seen.bottom - seen.top];
  // Of what is large, the half may lie beyond the edge.
  const wanted = (/** @type {number} */ size, /** @type {number} */ room) => (size > 60 ? Math.min(size, room) / 2 : size) - 2;
  if (w < wanted(box.width, edge.right - edge.left) || h < wanted(box.height, edge.bottom - edge.top)) return `is out of sight (${[box.left, box.top, box.width, box.height].map(Math.round).join(' ')}): ${name(one)}`;

  // Corners may be round. Buttons, legend and credit stand on the map.
  const [x, y] = [Math.min(9, w / 4), Math.min(9, h / 4)];
  for (const [across, down] of [[w / 2, h / 2], [x, y], [w - x, y], [x, h - y], [w - x, h - y]]) {
    const at = document.elementFromPoint(seen.left + Number(across), seen.top + Number(down));
    if (at && !one.contains(at) && !at.contains(one) && !at.closest('label')?.contains(one) && !one.matches('.map-stage')) return `is covered by ${name(at).slice(0, 60)}: ${name(one)}`;
  }
  return '';
}

/**
 * What takes no focus, or takes it unseen. Everything is asked twice, from the top and
 * from the bottom: what sticks to an edge covers what is scrolled to it.
 *
 * @param {Page} page
 * @returns {Promise<string[]>}
 */
export async function unseenFocus(page) {
  // Only who works with keys is shown where they are.
  await page.keyboard.press('Tab');
  return page.evaluate(`(() => {
    const faultOf = ${faultOf};
    const faults = new Set();
    const look = (one, way) => {
      // A menu folds when the focus leaves it.
      if (!one.checkVisibility({ visibilityProperty: true })) return;
      one.focus();
      const fault = document.activeElement === one ? faultOf(one) : 'takes no focus: ' + one.outerHTML.slice(0, 110);
      if (fault) faults.add(way + ' ' + fault);
    };
    const all = (${stops})();
    for (const one of all) look(one, 'going on,');
    for (const one of all.reverse()) look(one, 'going back,');
    return [...faults];
  })()`);
}

/**
 * Presses Tab until everything came round, from wherever the focus is.
 *
 * @param {Page} page
 * @returns {Promise<{ missed: string[], faults: string[], regions: string[] }>} missed: what the
 *   keyboard could stop at and never did; faults: what did not show the focus; regions: the
 *   parts of the page in the order they are reached from its start
 */
export async function walk(page) {
  await page.evaluate(`{
    const all = (${stops})();
    window.walked = { left: new Set(all), faults: [], regions: [], begin: all[0], start: 0, first: null, last: null };
  }`);
  for (let presses = 0; presses < 400; presses++) {
    await page.keyboard.press('Tab');
    const end = await page.evaluate(`(() => {
      const { walked } = window;
      const one = document.activeElement;
      if (!one || one === document.body) return false;
      if (one === walked.first && !walked.left.has(one) && walked.last !== one) return true;
      walked.first ??= one;
      if (one === walked.begin) walked.start = walked.regions.length;
      walked.last = one; // a date has several stops
      walked.left.delete(one);
      const fault = (${faultOf})(one);
      if (fault) walked.faults.push(fault);
      const region = one.closest('dialog, header, form, .map-pane, .frame, .strip, .incident-pane, .list, .notes, .credit, .found, main, footer');
      const name = region ? region.id || region.className.split(' ')[0] || region.localName : one.className;
      walked.regions.push(name);
      return false;
    })()`);
    if (end) break;
  }
  return page.evaluate(`(() => {
    const { left, faults, regions, start } = window.walked;
    const inOrder = [...regions.slice(start), ...regions.slice(0, start)].filter((name, i, all) => name !== all[i - 1]);
    return { missed: [...left].filter((one) => one.isConnected && one.checkVisibility({ visibilityProperty: true })).map((one) => one.outerHTML.slice(0, 110)), faults, regions: inOrder };
  })()`);
}

/**
 * What is cut off: text beyond the edge of the window or of a box that hides what does
 * not fit, and the page if it scrolls sideways.
 *
 * @param {Page | Frame} page
 * @returns {Promise<string[]>}
 */
export function cutOff(page) {
  return page.evaluate(() => {
    const faults = [];
    const { scrollWidth } = document.documentElement;
    if (scrollWidth > innerWidth) faults.push(`the page is ${scrollWidth} px wide in a window of ${innerWidth} px`);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!parent || !node.nodeValue?.trim() || parent.closest('.unseen, .skip, [inert], svg, script, style, option') || !parent.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      range.selectNodeContents(node);
      const box = range.getBoundingClientRect();
      if (!box.width) continue;
      let [left, right] = [0, innerWidth];
      let free = false; // seen all the same, or meant to be heard only
      for (let around = /** @type {Element | null} */ (parent); around && !free; around = around.parentElement) {
        const { overflowX, clipPath } = getComputedStyle(around);
        const scrolls = overflowX === 'auto' && around.scrollWidth > around.clientWidth && around !== document.documentElement;
        free = scrolls || clipPath !== 'none';
        if (overflowX === 'hidden' || overflowX === 'clip') {
          const edge = around.getBoundingClientRect();
          [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)];
        }
      }
      if (!free && (box.left < left - 1 || box.right > right + 1)) faults.push(`cut off (${Math.round(box.left)} to ${Math.round(box.right)} of ${Math.round(left)} to ${Math.round(right)}): ${node.nodeValue.trim().slice(0, 60)}`);
    }
    return faults;
  });
}

/** What would move, for a reader who asked for less motion. @param {Page | Frame} page @returns {Promise<string[]>} */
export function moving(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('body *')]
      .filter((one) => [getComputedStyle(one).transitionDuration, getComputedStyle(one).animationDuration].join().split(',').some((time) => Number.parseFloat(time) > 0))
      .map((one) => `moves: ${one.outerHTML.slice(0, 80)}`),
  );
}

/** Makes all text twice as large, as a reader's setting does. @param {Page | Frame} page */
export async function enlargeText(page) {
  await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
}
