import assert from 'node:assert/strict';
import test from 'node:test';
import { scaleFor } from './controls';

test('the scale is the longest round length that fits', () => {
  for (let zoom = 2; zoom <= 12; zoom++) {
    for (const lat of [0, 48, 70]) {
      const { length, pixels } = scaleFor(lat, zoom, 96);
      assert.match(String(length), /^[125]0*$/);
      assert.ok(pixels <= 96 && pixels >= 96 / 2.5, `${pixels} pixels at zoom ${zoom}, ${lat} N`);
    }
  }
});
