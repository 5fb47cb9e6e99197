import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lacking, withNumbers } from './amount';
import type { Location, Quantity } from './draft';
import { withPoint, withPrecision, withUncertainty } from './follow';

const at = (precision: string, uncertainty_m: number): Location => ({ label: 'A place', precision, uncertainty_m, point: { lon: 1, lat: 2 }, country: 'UA', border: 'PL', border_km: 3 });
const known = ({ precision, uncertainty_m }: Location) => [precision, uncertainty_m];

test('the radius follows the precision where it does not go with it', () => {
  assert.deepEqual(known(withPrecision(at('settlement', 2000), 'site')), ['site', 1000]);
  assert.deepEqual(known(withPrecision(at('site', 300), 'settlement')), ['settlement', 1000]);
  assert.deepEqual(known(withPrecision(at('settlement', 2000), 'district')), ['district', 10_000]);
  assert.deepEqual(known(withPrecision(at('district', 30_000), 'settlement')), ['settlement', 10_000]);
  assert.deepEqual(known(withPrecision(at('settlement', 2000), 'region')), ['region', 2000]);
});

test('a precision becomes coarser with the radius, and never finer', () => {
  assert.deepEqual(known(withUncertainty(at('site', 300), 1000)), ['site', 1000]);
  assert.deepEqual(known(withUncertainty(at('site', 300), 1001)), ['settlement', 1001]);
  assert.deepEqual(known(withUncertainty(at('site', 300), 20_000)), ['district', 20_000]);
  assert.deepEqual(known(withUncertainty(at('settlement', 3000), 100)), ['settlement', 100]);
  assert.deepEqual(known(withUncertainty(at('region', 90_000), 100)), ['region', 100]);
});

test('what was measured from a point goes when the point does', () => {
  const moved = withPoint(at('site', 300), { lon: 5, lat: 6 });
  assert.deepEqual([moved.point, moved.border, moved.border_km, moved.country], [{ lon: 5, lat: 6 }, undefined, undefined, 'UA']);
  assert.equal('point' in withPoint(at('site', 300), undefined), false);
});

test('a number has the ends of its qualifier, and says what it lacks', () => {
  const two: Quantity = { measure: 'tanks', qualifier: 'exact', min: 2, max: 2, phrase: 'two tanks' };
  const ends = ({ min, max }: Quantity) => [min, max];
  assert.deepEqual(ends(withNumbers(two, 'about', 3, undefined)), [3, 3]);
  assert.deepEqual(ends(withNumbers(two, 'more-than', 20, 30)), [20, undefined]);
  assert.deepEqual(ends(withNumbers(two, 'up-to', 7, undefined)), [undefined, 7]);
  assert.deepEqual(ends(withNumbers(two, 'range', 2, 4)), [2, 4]);
  assert.deepEqual(ends(withNumbers(two, 'vague', 2, 4)), [undefined, undefined]);
  assert.equal(lacking(withNumbers(two, 'vague', 2, 4)), '');
  assert.equal(lacking(two), '');
  for (const qualifier of ['exact', 'about', 'more-than', 'at-least', 'up-to']) assert.match(lacking(withNumbers(two, qualifier, undefined, undefined)), /number/);
  for (const [low, high] of [[4, 2], [2, 2], [2, undefined]] as const) assert.match(lacking(withNumbers(two, 'range', low, high)), /smaller one first/);
  assert.equal(withNumbers(two, 'range', 2, 4).phrase, 'two tanks', 'the words stay');
});
