// Pointing, as against what merely scrolls under a pointer at rest: a list that is
// walked by keys must not take the pointer lying over it for a wish.

let last: { x: number; y: number } | null = null;

/** Calls with what a pointer that moves comes over, and with null when it leaves. */
export function onPoint(element: HTMLElement, call: (target: EventTarget | null) => void): void {
  element.addEventListener('pointermove', ({ target, screenX: x, screenY: y }) => {
    const moved = last === null || last.x !== x || last.y !== y;
    last = { x, y };
    if (moved) call(target);
  });
  element.addEventListener('pointerleave', () => call(null));
}
