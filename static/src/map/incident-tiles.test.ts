import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PbfWriter } from 'pbf';
import { addresses, decode } from './incident-tiles';
import { projectX, projectY } from './mercator';

type Value = string | number;
interface Point {
  x: number;
  y: number;
  properties: Record<string, Value>;
}

/** Writes one layer of points as a vector tile of version 2. */
function encode(name: string, points: readonly Point[]): Uint8Array {
  const keys: string[] = [];
  const values: Value[] = [];
  const place = <T>(list: T[], item: T): number => (list.includes(item) ? list.indexOf(item) : list.push(item) - 1);
  const zigzag = (n: number): number => (n << 1) ^ (n >> 31);
  const tile = new PbfWriter();
  tile.writeMessage(3, (_: unknown, layer: PbfWriter) => {
    layer.writeVarintField(15, 2);
    layer.writeStringField(1, name);
    for (const { x, y, properties } of points) {
      const tags = Object.entries(properties).flatMap(([key, value]) => [place(keys, key), place(values, value)]);
      layer.writeMessage(2, (_: unknown, feature: PbfWriter) => {
        feature.writePackedVarint(2, tags);
        feature.writeVarintField(3, 1);
        feature.writePackedVarint(4, [9, zigzag(x), zigzag(y)]);
      }, null);
    }
    for (const key of keys) layer.writeStringField(3, key);
    for (const value of values) {
      layer.writeMessage(4, (_: unknown, out: PbfWriter) => (typeof value === 'string' ? out.writeStringField(1, value) : out.writeVarintField(5, value)), null);
    }
    layer.writeVarintField(5, 4096);
  }, null);
  return tile.finish();
}

/** Positions of cells and points from a seed, so that a failure can be had again. */
function scatter(seed: number, n: number): [number, number][] {
  let state = seed;
  const next = (): number => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
  return Array.from({ length: n }, () => [Math.floor(next() * 4096), Math.floor(next() * 4096)]);
}

test('the numbers of all circles add up to all that the cells count', () => {
  for (const seed of [1, 2, 3]) {
    const points = scatter(seed, 800).map(([x, y], i) => ({ x, y, properties: { count: 1 + (i % 37), kind: i % 3 ? 'strike' : 'closure', status: 'claimed', newest: '2025-12-25T00:00:00Z' } }));
    const { symbols, count } = decode(encode('cells', points), 5, 18, 10);
    const all = points.reduce((sum, { properties }) => sum + properties.count, 0);
    assert.equal(count, all, `seed ${seed}`);
    assert.equal(symbols.reduce((sum, { group }) => sum + group.count, 0), all, `seed ${seed}`);
    assert.ok(symbols.length <= 64, 'one circle to a square of 64 pixels');
  }
});

test('the shares of a circle are the kinds of its cells, and add up to its number', () => {
  const cell = (x: number, properties: Record<string, Value>): Point => ({ x, y: 100, properties });
  const cells = [cell(100, { count: 10, kind: 'strike', closure: 3, sighting: 1 }), cell(200, { count: 5, kind: 'closure' }), cell(3000, { count: 2, kind: 'strike' })];
  const { symbols } = decode(encode('cells', cells), 5, 18, 10);
  assert.deepEqual(symbols.map(({ group: { shares } }) => shares), [{ strike: 6, closure: 8, sighting: 1 }, { strike: 2 }]);
  for (const { group } of symbols) assert.equal(Object.values(group.shares).reduce((sum, n) => sum + n, 0), group.count);
});

test('the box of a circle holds its square just so', () => {
  const { symbols } = decode(encode('cells', [{ x: 1000, y: 3000, properties: { count: 600, kind: 'strike' } }]), 5, 18, 10);
  const [only] = symbols;
  assert.ok(only?.group.box);
  const [west, south, east, north] = only.group.box;
  const zoom = 6;
  // 1000 of 4096 units is in the second square of eight, 3000 in the sixth.
  const near = (a: number, b: number): void => assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`);
  near(projectX(west, zoom), 18 * 512 + 64);
  near(projectX(east, zoom), 18 * 512 + 128);
  near(projectY(north, zoom), 10 * 512 + 320);
  near(projectY(south, zoom), 10 * 512 + 384);
});

test('incidents one by one keep id, kind, status and uncertainty; what would cover one another is counted', () => {
  const incident = (id: string, x: number): Point => ({ x, y: 2000, properties: { id, kind: 'incursion', status: 'disputed', uncertainty_m: 9000 } });
  const { symbols, count } = decode(encode('incidents', [incident('A', 100), incident('B', 110), incident('C', 3000)]), 7, 70, 40);
  assert.equal(count, 3);
  assert.deepEqual(symbols.map(({ group }) => group.members.flatMap(({ ids }) => ids).sort().join()).sort(), ['A,B', 'C']);
  const alone = symbols.find(({ group }) => group.count === 1)?.group.members[0] as unknown as { kind: string; status: string; uncertainty: number; lat: number };
  assert.deepEqual([alone.kind, alone.status, alone.uncertainty], ['incursion', 'disputed', 9000]);
  assert.ok(Math.abs(projectY(alone.lat, 8) - (40 * 512 + 250)) < 1e-6);
});

test('each tile of a view is named once, however often the world repeats', () => {
  assert.deepEqual(addresses(2, -600, -50, 1700, 1000).sort(), ['1/0/0', '1/0/1', '1/1/0', '1/1/1']);
  assert.deepEqual(addresses(6, 10 * 512, 5 * 512, 10 * 512 + 511, 5 * 512 + 511), ['5/10/5']);
  assert.deepEqual(addresses(6, -100, 5 * 512, 100, 5 * 512 + 1), ['5/31/5', '5/0/5']);
});
