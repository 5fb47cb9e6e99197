import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxOf } from './place-search';

test('the part of the map for a place holds its circle, and a named site some of its surroundings', () => {
  for (const [lon, lat, radius_m] of [[37.4, 45.3, 5000], [34.3, 43.3, 650_000], [25, 69, 275_000], [30, 50, 200]] as const) {
    const [west, south, east, north] = boxOf({ lon, lat, radius_m });
    const metres = ((north - south) / 2) * 111_195;
    assert.ok(metres >= radius_m && metres >= 4999, `${metres} m for ${radius_m} m`);
    const across = ((east - west) / 2) * 111_195 * Math.cos((lat * Math.PI) / 180);
    assert.ok(Math.abs(across - metres) < 1, `${across} m across, ${metres} m up`);
  }
});

test('a place at the antimeridian and one as wide as the globe have boxes of the map', () => {
  const [west, , east] = boxOf({ lon: 179, lat: 60, radius_m: 200_000 });
  assert.ok(west > 0 && east < 0, `${west} ${east}`);
  const [w, south, e, north] = boxOf({ lon: 100, lat: 62, radius_m: 9_000_000 });
  assert.deepEqual([w, south, e, north], [-180, 62 - (1.2 * 9_000_000) / 111_195, 180, 85]);
});
