import assert from 'node:assert/strict';
import test from 'node:test';
import { box, kinds, marks, outline, statuses } from './geometry';
import { sprite } from './sprite';

/** All points of a path in absolute terms; the arcs of a circle give their ends. */
function points(path: string): [number, number][] {
  const found: [number, number][] = [];
  let at: [number, number] = [0, 0];
  for (const [, command, rest] of path.matchAll(/([MLaZ])([^MLaZ]*)/g)) {
    const numbers = (rest ?? '').trim().split(/\s+/).filter(Boolean).map(Number);
    if (command === 'Z') continue;
    const [x, y] = numbers.slice(-2) as [number, number];
    at = command === 'a' ? [at[0] + x, at[1] + y] : [x, y];
    found.push(at);
  }
  return found;
}

test('every kind and status has marks of its own', () => {
  const drawn = new Map<string, string>();
  for (const kind of kinds) {
    for (const status of statuses) {
      const key = JSON.stringify(marks(kind, status));
      assert.equal(drawn.get(key), undefined, `${kind} ${status} looks like ${drawn.get(key)}`);
      drawn.set(key, `${kind} ${status}`);
    }
  }
});

test('every mark stays inside the box', () => {
  for (const kind of kinds) {
    for (const status of statuses) {
      for (const mark of marks(kind, status)) {
        assert.doesNotMatch(mark.path, /NaN|undefined/);
        for (const [x, y] of points(mark.path)) {
          assert.ok(x >= 0 && x <= box && y >= 0 && y <= box, `${kind} ${status} reaches ${x}, ${y}`);
        }
      }
    }
  }
});

test('a solid symbol has no paper in it, a hollow one is paper within its outline', () => {
  for (const kind of kinds) {
    const [solid] = marks(kind, 'confirmed');
    assert.deepEqual(solid, { path: outline(kind), fill: 'kind' });
    for (const status of ['reported', 'disputed', 'claimed'] as const) {
      assert.deepEqual(marks(kind, status)[0], { path: outline(kind), fill: 'paper' });
    }
    const fills = marks(kind, 'reported').filter((mark) => 'fill' in mark && mark.fill === 'kind');
    assert.equal(fills.length, 0, kind);
  }
});

test('a claimed symbol is filled left of the middle, and only there', () => {
  for (const kind of kinds) {
    const half = marks(kind, 'claimed').find((mark) => 'fill' in mark && mark.fill === 'kind');
    assert.ok(half, kind);
    const xs = points(half.path).map(([x]) => x);
    assert.equal(Math.max(...xs), box / 2, kind);
    assert.ok(Math.min(...xs) < 4, kind);
  }
});

test('the halves have half the area of their outline', () => {
  const area = (corners: [number, number][]): number =>
    Math.abs(corners.reduce((sum, [x, y], i) => { const [u, v] = corners[(i + 1) % corners.length] as [number, number]; return sum + x * v - u * y; }, 0)) / 2;
  for (const kind of kinds.filter((kind) => kind !== 'sighting')) {
    const half = marks(kind, 'claimed').find((mark) => 'fill' in mark && mark.fill === 'kind');
    assert.ok(Math.abs(area(points(half?.path ?? '')) - area(points(outline(kind))) / 2) < 0.01, kind);
  }
});

test('the sprite holds each symbol once and no colour of its own', () => {
  const text = sprite();
  for (const kind of kinds) for (const status of statuses) assert.equal(text.split(`id="${kind}-${status}"`).length, 2);
  const colours = text.replace(/var\(--glyph-paper, #fff\)/g, '').match(/(fill|stroke)="[^"]*"/g) ?? [];
  for (const colour of colours) assert.match(colour, /="(none|currentColor|)"/);
});
