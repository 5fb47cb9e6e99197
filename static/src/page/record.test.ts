import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apiQuery, holds, inView, passes, touches, type Incident } from './record';
import { readSelection, spanOf, writeSelection } from './selection';

const incident = (properties: object, coordinates?: number[]): Incident =>
  ({ type: 'Feature', geometry: coordinates ? { type: 'Point', coordinates } : null, properties, from: 0, to: 1 }) as unknown as Incident;

test('an address is read and written back the same', () => {
  for (const address of [
    '',
    '?kind=strike,closure&status=claimed&category=port&country=RU&q=oil+depot&window=7d&incident=A&known_at=2026-01-01&theme=dark&list=all&lon=1.5&lat=-2&zoom=4',
    '?from=2025-12-01&to=2025-12-25',
  ]) assert.equal(writeSelection(readSelection(address)), address);
});

test('repeated codes are one list, and nonsense is left out', () => {
  const s = readSelection('?kind=strike&kind=closure,strike&window=8d&from=2025-13-99&lon=200&lat=1&zoom=3');
  assert.deepEqual(s.chosen.kind, ['strike', 'closure']);
  assert.equal(s.window, '');
  assert.equal(s.from, '');
  assert.equal(s.view, null);
});

test('dates include their last day and beat the window', () => {
  const s = readSelection('?from=2025-12-24&to=2025-12-25&window=24h');
  assert.deepEqual(spanOf(s, '1y', 0), { from: Date.UTC(2025, 11, 24), to: Date.UTC(2025, 11, 26) });
});

test('the opening window counts back from the newest incident', () => {
  const newest = Date.UTC(2026, 4, 29);
  assert.deepEqual(spanOf(readSelection(''), '7d', newest), { from: newest - 7 * 86_400_000, to: Infinity });
  assert.deepEqual(spanOf(readSelection(''), 'all', newest), { from: -Infinity, to: Infinity });
});

test('spans that only touch share no instant', () => {
  assert.equal(touches({ from: 0, to: 10 }, { from: 10, to: 20 }), false);
  assert.equal(touches({ from: 0, to: 11 }, { from: 10, to: 20 }), true);
});

test('a facet is left aside for its own counts', () => {
  const one = incident({ kind: 'strike', status: 'claimed', category: null, country: 'RU' });
  const { chosen } = readSelection('?kind=closure&country=RU');
  assert.equal(passes(one, chosen), false);
  assert.equal(passes(one, chosen, 'kind'), true);
});

test('boxes may cross the antimeridian', () => {
  assert.equal(holds([170, -10, -170, 10], 175, 0), true);
  assert.equal(holds([170, -10, -170, 10], -175, 0), true);
  assert.equal(holds([170, -10, -170, 10], 0, 0), false);
  const boxes = new Map([['sea', [-179, 0, -171, 5] as [number, number, number, number]]]);
  assert.equal(inView(incident({ area_id: 'sea' }), [170, -10, -175, 10], boxes), true);
  assert.equal(inView(incident({ area_id: 'sea' }), [0, -10, 10, 10], boxes), false);
  assert.equal(inView(incident({ area_id: null }), [0, -10, 10, 10], boxes), true);
});

test('the question to the API has a closed interval, as the standard has', () => {
  const s = readSelection('?kind=strike&q=a+b');
  const query = apiQuery(s, { from: Date.UTC(2025, 0, 1), to: Date.UTC(2025, 0, 2) }, [1, 2, 3, 4]);
  assert.equal(query.get('datetime'), '2025-01-01T00:00:00Z/2025-01-01T23:59:59.999Z');
  assert.equal(query.get('bbox'), '1,2,3,4');
  assert.equal(apiQuery(s, { from: -Infinity, to: Infinity }, null).has('datetime'), false);
});
