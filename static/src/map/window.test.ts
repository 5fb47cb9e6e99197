import assert from 'node:assert/strict';
import test from 'node:test';
import { native } from './window';

test('a square of the grid is the tile of one zoom less', () => {
  assert.deepEqual(native({ z: 5, x: 9, y: 5 }, 6), { z: 4, x: 9, y: 5, left: 0, top: 0, size: 4096 });
  assert.deepEqual(native({ z: 7, x: 38, y: 22 }, 6), { z: 6, x: 38, y: 22, left: 0, top: 0, size: 4096 });
});

test('beyond the deepest tiles it is a part of one of them', () => {
  assert.deepEqual(native({ z: 9, x: 155, y: 90 }, 6), { z: 6, x: 38, y: 22, left: 3072, top: 2048, size: 1024 });
});

test('the parts of one tile cover it without gaps', () => {
  const corners = new Set<string>();
  for (let x = 0; x < 4; x++) for (let y = 0; y < 4; y++) {
    const window = native({ z: 9, x: 152 + x, y: 88 + y }, 6);
    assert.deepEqual([window.z, window.x, window.y, window.size], [6, 38, 22, 1024]);
    corners.add(`${window.left} ${window.top}`);
  }
  assert.equal(corners.size, 16);
});
