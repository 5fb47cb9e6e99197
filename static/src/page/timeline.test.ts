import assert from 'node:assert/strict';
import { test } from 'node:test';
import { moved } from './brush';
import { bars } from './timeline';

const day = 86_400_000;
const at = Date.UTC(2025, 0, 15);

test('a short record has a bar a day, a long one a bar a month', () => {
  assert.equal(bars([], at, at + 10 * day).length, 10);
  assert.equal(bars([], at, at + 70 * day).length, 10);
  const months = bars([], at, Date.UTC(2027, 0, 2));
  assert.equal(months.length, 25);
  assert.equal(months[1]?.from, Date.UTC(2025, 1, 1));
});

test('each incident counts once, at its start', () => {
  const list = bars([[at + 9 * day, 1], [at, 1], [at + day - 1, 1], [at + day, 1]], at, at + 10 * day);
  assert.deepEqual(list.map(({ count }) => count), [2, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
});

test('counts of whole months fall into the bars of their months, the first one too', () => {
  const list = bars([[Date.UTC(2025, 0, 1), 4], [Date.UTC(2026, 4, 1), 3]], at, Date.UTC(2027, 0, 2));
  assert.deepEqual([list[0]?.count, list[16]?.count], [4, 3]);
  assert.equal(list.reduce((sum, { count }) => sum + count, 0), 7);
});

test('a stretch of days is moved as a whole, and stops at the ends', () => {
  assert.deepEqual(moved([3, 5], 2, 10), [5, 7]);
  assert.deepEqual(moved([3, 5], -9, 10), [0, 2]);
  assert.deepEqual(moved([3, 5], 40, 10), [7, 9]);
});
