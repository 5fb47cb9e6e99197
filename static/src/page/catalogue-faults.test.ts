import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faults, readCatalogues } from '../../check-words.mjs';

const english = { language: { tag: 'en' }, row: { sources: { one: '{n} source', other: '{n} sources' } }, days: ['a', 'b'], said: 'said by {party}', names: { place: {} } };
const polish = { language: { tag: 'pl' }, row: { sources: { one: '{n} źródło', few: '{n} źródła', many: '{n} źródeł' } }, days: ['c', 'd'], said: 'oświadczenie: {party}', names: { place: { Kyiv: 'Kijów' } } };
const russian = { ...polish, language: { tag: 'ru' }, names: { place: { Kyiv: 'Киев' } } };

test('whole catalogues have no fault', () => assert.deepEqual(faults({ en: english, pl: polish, ru: russian }), []));

test('what is missing, unknown, or fills in something else is named', () => {
  const cases: [object, string][] = [
    [{ ...polish, said: undefined }, 'pl.json: said: is missing'],
    [{ ...polish, said: 'oświadczenie' }, 'pl.json: said: fills in nothing where English has {party}'],
    [{ ...polish, row: { sources: { one: '{n}', many: '{n}' } } }, 'pl.json: row.sources.few: is missing'],
    [{ ...polish, days: ['c'] }, 'pl.json: days: has 1 entries where English has 2'],
    [{ ...polish, more: 'x' }, 'pl.json: more: is not known'],
    [{ ...polish, said: '' }, 'pl.json: said: is empty'],
    [{ ...polish, language: { tag: 'uk' } }, 'pl.json: language.tag: is not pl'],
  ];
  for (const [words, fault] of cases) assert.ok(faults({ en: english, pl: words }).includes(fault), `${fault} is not among ${faults({ en: english, pl: words })}`);
});

test('a name that one language has, the others have too', () => {
  assert.deepEqual(faults({ en: english, pl: polish, ru: { ...russian, names: { place: {} } } }), ['ru.json: names.place.Kyiv: is missing']);
});

test('the catalogues of this project have none', () => {
  const catalogues = readCatalogues('catalogues');
  assert.deepEqual(Object.keys(catalogues).sort(), ['en', 'pl', 'ru', 'uk']);
  assert.deepEqual(faults(catalogues), []);
});
