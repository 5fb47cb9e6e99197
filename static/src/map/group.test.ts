import assert from 'node:assert/strict';
import test from 'node:test';
import { kinds } from '../glyph/geometry';
import { countRadius, dominant, group, symbolRadius, type Group, type Member } from './group';
import { shortest, worldSize } from './mercator';

/** Numbers from 0 to 1 that are the same for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function scatter(count: number, zoom: number, seed: number): Member[] {
  const next = random(seed);
  const size = worldSize(zoom);
  const centres = Array.from({ length: 6 }, () => [next() * size, next() * size] as const);
  return Array.from({ length: count }, (_, i): Member => {
    const [cx, cy] = centres[Math.floor(next() * centres.length)] ?? [0, 0];
    const area = next() < 0.1;
    const ids = Array.from({ length: area ? 1 + Math.floor(next() * 5) : 1 }, (_, j) => `${i}-${j}`);
    const kind = kinds[Math.floor(next() * kinds.length)] ?? 'strike';
    return { ids, x: (((cx + (next() - 0.5) * size * 0.2) % size) + size) % size, y: Math.min(size, Math.max(0, cy + (next() - 0.5) * size * 0.2)), shares: { [kind]: ids.length }, area };
  });
}

const total = (group: Group): number => Object.values(group.shares).reduce((sum, share) => sum + share, 0);
const point = (id: string, x: number, y: number): Member => ({ ids: [id], x, y, shares: { strike: 1 }, area: false });

test('every incident is in exactly one group, at any zoom', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    for (const zoom of [2, 5, 8]) {
      const members = scatter(400, zoom, seed);
      const groups = group(members, zoom);
      const wanted = members.flatMap(({ ids }) => ids).sort();
      const found = groups.flatMap(({ members }) => members.flatMap(({ ids }) => ids)).sort();
      assert.deepEqual(found, wanted, `seed ${seed}, zoom ${zoom}`);
      for (const each of groups) {
        assert.equal(each.count, each.members.reduce((sum, { ids }) => sum + ids.length, 0), `seed ${seed}`);
        assert.equal(total(each), each.count, `seed ${seed}`);
      }
    }
  }
});

test('no two symbols cover one another, not even across the antimeridian', () => {
  for (const seed of [11, 12, 13]) {
    for (const zoom of [2, 6]) {
      const groups = group(scatter(500, zoom, seed), zoom);
      groups.forEach((a, i) => {
        for (const b of groups.slice(i + 1)) {
          const distance = Math.hypot(shortest(a.x, b.x, zoom), a.y - b.y);
          assert.ok(distance >= a.radius + b.radius - 3.001, `seed ${seed}, zoom ${zoom}: ${distance} between radii ${a.radius} and ${b.radius}`);
        }
      });
    }
  }
});

test('the order of the incidents does not matter', () => {
  const members = scatter(300, 4, 21);
  const shape = (groups: Group[]): string[] => groups.map(({ x, y, count }) => `${x.toFixed(6)} ${y.toFixed(6)} ${count}`).sort();
  assert.deepEqual(shape(group([...members].reverse(), 4)), shape(group(members, 4)));
});

test('grouping leaves its input as it was', () => {
  const members = scatter(50, 3, 31);
  const before = JSON.stringify(members);
  group(members, 3);
  assert.equal(JSON.stringify(members), before);
});

test('two points apart stay single, two together become a count between them', () => {
  assert.deepEqual(group([point('a', 100, 100), point('b', 140, 100)], 4).map(({ count, radius }) => [count, radius]), [[1, symbolRadius], [1, symbolRadius]]);
  const [both] = group([point('a', 100, 100), point('b', 106, 100)], 4);
  assert.equal(both?.count, 2);
  assert.equal(both?.x, 103);
});

test('points on both sides of the antimeridian meet', () => {
  const size = worldSize(4);
  const groups = group([point('a', 2, 500), point('b', size - 2, 500)], 4);
  assert.equal(groups.length, 1);
  assert.ok(Math.abs(shortest(groups[0]?.x ?? 99, 0, 4)) < 3);
});

test('an area alone is never a single symbol, and does not pull a circle of points', () => {
  const area: Member = { ids: ['r'], x: 100, y: 100, shares: { strike: 1 }, area: true };
  const [alone] = group([area], 5);
  assert.ok(alone?.area && alone.radius > symbolRadius);
  const [joined] = group([area, point('a', 110, 100)], 5);
  assert.equal(joined?.x, 110);
  assert.equal(joined?.area, false);
  assert.equal(joined?.count, 2);
});

test('the area of a circle grows evenly with the count and has a limit', () => {
  const area = (count: number): number => countRadius(count, 500) ** 2;
  assert.ok(Math.abs(area(12) - area(2) - (area(112) - area(102))) < 1e-9);
  assert.ok(countRadius(2, 2) < countRadius(50, 50));
  assert.equal(countRadius(10_000, 10_000), countRadius(1_000_000, 1_000_000));
});

test('the dominant kind is the commonest, of equals the first', () => {
  assert.equal(dominant({ sighting: 3, strike: 2 }), 'sighting');
  assert.equal(dominant({ closure: 2, incursion: 2 }), 'incursion');
});

test('five thousand incidents are grouped in a few frames', () => {
  const members = scatter(5000, 6, 41);
  const start = performance.now();
  group(members, 6);
  const took = performance.now() - start;
  assert.ok(took < 1000, `${took} ms`);
});
