import assert from 'node:assert/strict';
import test from 'node:test';
import { areaAt, areaMember, fillAreas } from './areas';
import type { AreaFeature, IncidentFeature } from './incident';

const square = (id: string, west: number, south: number, side: number, hole = false): AreaFeature => ({
  type: 'Feature',
  geometry: {
    type: 'Polygon',
    coordinates: [ring(west, south, side), ...(hole ? [ring(west + side / 4, south + side / 4, side / 2)] : [])],
  },
  properties: { id, name: id, level: 'region', repr_lon: west + side / 2, repr_lat: south + side / 2 },
});
const ring = (x: number, y: number, side: number): number[][] => [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]];
const incident = (id: string, area: string | null, point?: [number, number]): IncidentFeature => ({
  type: 'Feature',
  geometry: point ? { type: 'Point', coordinates: point } : null,
  properties: { id, title: id, kind: id.startsWith('i') ? 'incursion' : 'strike', status: 'claimed', precision: 'region', uncertainty_m: null, area_id: area, time_from: '2025-01-01T00:00:00Z' },
});

test('an area counts the incidents without a point that name it', () => {
  const filled = fillAreas([square('a', 20, 40, 10), square('empty', 0, 0, 1)], [incident('s1', 'a'), incident('i1', 'a'), incident('i2', 'a'), incident('s2', 'a', [25, 45]), incident('s3', 'unknown'), incident('s4', null)]);
  assert.equal(filled.length, 1);
  assert.deepEqual(filled[0]?.ids, ['s1', 'i1', 'i2']);
  assert.deepEqual(filled[0]?.shares, { strike: 1, incursion: 2 });
});

test('wide areas come first, so that small ones lie over them and are found', () => {
  const filled = fillAreas([square('small', 24, 44, 2), square('wide', 20, 40, 10)], [incident('s1', 'small'), incident('s2', 'wide')]);
  assert.deepEqual(filled.map(({ feature }) => feature.properties.id), ['wide', 'small']);
  assert.equal(areaAt(filled, 25, 45)?.feature.properties.id, 'small');
  assert.equal(areaAt(filled, 21, 41)?.feature.properties.id, 'wide');
  assert.equal(areaAt(filled, 35, 45), undefined);
});

test('a hole is not in the area', () => {
  const filled = fillAreas([square('a', 0, 0, 8, true)], [incident('s1', 'a')]);
  assert.equal(areaAt(filled, 4, 4), undefined);
  assert.ok(areaAt(filled, 1, 4));
});

test('the count stands at the label point', () => {
  const [area] = fillAreas([square('a', -4, -4, 8)], [incident('s1', 'a')]);
  assert.ok(area);
  const member = areaMember(area, 3);
  assert.deepEqual([member.x, Math.round(member.y), member.area], [1024, 1024, true]);
});
