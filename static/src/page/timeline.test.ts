import assert from 'node:assert/strict';
import { test } from 'node:test';
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
  const list = bars([at, at + day - 1, at + day, at + 9 * day], at, at + 10 * day);
  assert.deepEqual(list.map(({ count }) => count), [2, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
});
