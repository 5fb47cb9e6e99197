import assert from 'node:assert/strict';
import test from 'node:test';
import { overlap, placeLabels, readLabels, type Label } from './place-labels';
import { projectX, projectY } from './mercator';

const measure = (line: string): number => line.length * 7;
const city = (name: string, lon: number, lat: number, minzoom = 4): Label => ({ kind: 'city', lon, lat, names: { en: name }, minzoom, maxzoom: Infinity, major: false });

test('no name covers another, however many there are', () => {
  const labels = Array.from({ length: 400 }, (_, i) => city(`Place ${i}`, 20 + (i % 20) * 0.7, 45 + Math.floor(i / 20) * 0.5));
  for (const zoom of [4, 6, 8]) {
    const placed = placeLabels(labels, 'en', zoom, measure);
    assert.ok(placed.length > 5, `only ${placed.length} at zoom ${zoom}`);
    placed.forEach((a, i) => {
      for (const b of placed.slice(i + 1)) assert.ok(!overlap(a.box, b.box), `${a.lines} covers ${b.lines} at zoom ${zoom}`);
    });
  }
});

test('the more important name wins', () => {
  const labels = [city('Village', 30, 50, 6), city('Capital', 30.01, 50, 4)];
  const crowded = labels.concat(Array.from({ length: 12 }, (_, i) => city(`Hamlet ${i}`, 30 + i / 100, 50, 7)));
  assert.equal(placeLabels(crowded, 'en', 7, measure)[0]?.lines[0], 'Capital');
});

test('names appear and vanish at their zooms', () => {
  const labels = [{ ...city('Land', 30, 50, 4), kind: 'country' as const, maxzoom: 6 }];
  assert.deepEqual([3, 4, 6, 7].map((zoom) => placeLabels(labels, 'en', zoom, measure).length), [0, 1, 1, 0]);
});

test('a name keeps clear of symbols, and a city below a symbol has no dot', () => {
  const [x, y] = [projectX(30, 6), projectY(50, 6)];
  const symbol = { left: x - 10, top: y - 10, right: x + 10, bottom: y + 10 };
  const [free] = placeLabels([city('Kyiv', 30, 50)], 'en', 6, measure);
  const [moved] = placeLabels([city('Kyiv', 30, 50)], 'en', 6, measure, [symbol]);
  assert.equal(free?.dot, true);
  assert.equal(moved?.dot, false);
  assert.ok(moved && !overlap(moved.box, symbol));
});

test('where symbols leave no room a place goes unnamed; the rim of a country\'s name may touch them', () => {
  const [x, y] = [projectX(30, 6), projectY(50, 6)];
  const country = { ...city('Ukraine', 30, 50), kind: 'country' as const };
  const everywhere = [{ left: x - 500, top: y - 500, right: x + 500, bottom: y + 500 }];
  assert.equal(placeLabels([city('Kyiv', 30, 50), country], 'en', 6, measure, everywhere).length, 0);
  const half = measure('Ukraine') / 2;
  const around = [{ ...everywhere[0], right: x - half + 1 }, { ...everywhere[0], left: x + half - 1 }] as [(typeof everywhere)[0], (typeof everywhere)[0]];
  const above = { ...everywhere[0], bottom: y - 9 } as (typeof everywhere)[0];
  const below = { ...everywhere[0], top: y + 9 } as (typeof everywhere)[0];
  assert.equal(placeLabels([country], 'en', 6, measure, [...around, above, below]).length, 1);
});

test('names on both sides of the antimeridian do not meet', () => {
  const labels = [city('Western', 179.9, 0), city('Eastern', -179.9, 0)];
  const placed = placeLabels(labels, 'en', 4, measure);
  const size = 256 * 2 ** 4;
  const [a, b] = placed.map(({ box }) => box);
  assert.ok(a && b);
  for (const shift of [-size, 0, size]) assert.ok(!overlap(a, { ...b, left: b.left + shift, right: b.right + shift }));
});

test('the language of the reader is taken, English where it is missing', () => {
  const labels = [{ ...city('Kyiv', 30, 50), names: { en: 'Kyiv', uk: 'Київ' } }];
  const name = (language: string): string | undefined => placeLabels(labels, language, 6, measure)[0]?.lines[0];
  assert.deepEqual(['uk', 'uk-UA', 'pl'].map(name), ['Київ', 'Київ', 'Kyiv']);
});

test('a long name of a sea stands on two lines', () => {
  const labels: Label[] = [{ ...city('Mediterranean Sea', 18, 35), kind: 'sea' }];
  assert.deepEqual(placeLabels(labels, 'en', 6, measure)[0]?.lines, ['Mediterranean', 'Sea']);
});

test('the file is read with its kinds', () => {
  const entry = { name: { en: 'X' }, lon: 1, lat: 2, minzoom: 5 };
  const labels = readLabels({ countries: [entry], seas: [entry], cities: [entry, { ...entry, capital: true }] });
  assert.deepEqual(labels.map(({ kind, major }) => [kind, major]), [['country', false], ['sea', false], ['city', false], ['city', true]]);
});
