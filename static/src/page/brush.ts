// Choosing a span of days with a pointer: drawn over the histogram, moved as a
// whole by what lies between the handles, or taken from one bar by a click.

/** Two days counted from the first one, both included. */
export type Stretch = readonly [from: number, to: number];

export interface BrushActions {
  /** How many days there are. */
  days(): number;
  chosen(): Stretch;
  /** The days of the bar that a day belongs to. */
  barAt(day: number): Stretch;
  /** Shows a stretch while it is drawn. */
  show(stretch: Stretch): void;
  /** The pointer let go. */
  choose(): void;
}

/** Less than this many pixels is a click. */
const slip = 4;

export function readyBrush(plot: HTMLElement, actions: BrushActions): void {
  let from = 0;
  let startX = 0;
  let before: Stretch = [0, 0];
  let moving = false;
  let drawn = false;

  const dayAt = (x: number): number => {
    const box = plot.getBoundingClientRect();
    const share = (x - box.left) / box.width;
    const along = getComputedStyle(plot).direction === 'rtl' ? 1 - share : share;
    return clamp(Math.floor(along * actions.days()), 0, actions.days() - 1);
  };
  plot.addEventListener('pointerdown', (event) => {
    // The handles take their own pointers.
    if (event.button !== 0 || (event.target as Element).tagName === 'INPUT') return;
    [from, startX, before, drawn] = [dayAt(event.clientX), event.clientX, actions.chosen(), false];
    const whole = before[0] === 0 && before[1] === actions.days() - 1;
    moving = !whole && from >= before[0] && from <= before[1];
    plot.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  plot.addEventListener('pointermove', (event) => {
    if (!plot.hasPointerCapture(event.pointerId)) return;
    drawn ||= Math.abs(event.clientX - startX) >= slip;
    if (!drawn) return;
    actions.show(moving ? moved(before, dayAt(event.clientX) - from, actions.days()) : between(from, dayAt(event.clientX)));
  });
  const end = (event: PointerEvent): void => {
    if (!plot.hasPointerCapture(event.pointerId)) return;
    plot.releasePointerCapture(event.pointerId);
    if (event.type === 'pointercancel') {
      actions.show(before);
      return;
    }
    if (!drawn) actions.show(actions.barAt(from));
    actions.choose();
  };
  plot.addEventListener('pointerup', end);
  plot.addEventListener('pointercancel', end);
}

/** A stretch moved by some days, as long as before, and never beyond the ends. */
export function moved([from, to]: Stretch, by: number, days: number): Stretch {
  const step = clamp(by, -from, days - 1 - to);
  return [from + step, to + step];
}

function between(a: number, b: number): Stretch {
  return [Math.min(a, b), Math.max(a, b)];
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
