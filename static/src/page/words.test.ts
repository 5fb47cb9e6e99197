import assert from 'node:assert/strict';
import { test } from 'node:test';
import english from '../../catalogues/en.json';
import polish from '../../catalogues/pl.json';
import russian from '../../catalogues/ru.json';
import ukrainian from '../../catalogues/uk.json';
import { Catalogue } from './catalogue';
import golden from './words.golden.json';
import { heading, placeName, placePrecision, statusPhrase, timePhrase } from './words';

const languages = { en: english, uk: ukrainian, ru: russian, pl: polish };

for (const [tag, words] of Object.entries(languages)) {
  const c = new Catalogue(words);
  const said = (text: Record<string, string>): string | undefined => text[tag];

  test(`statuses read as the server writes them: ${tag}`, () => {
    for (const { in: standing, out } of golden.status) assert.equal(statusPhrase(c, standing), said(out));
  });

  test(`places read as the server writes them: ${tag}`, () => {
    const country = (code: string): string => (code ? c.code('countryName', code) : '');
    for (const { in: spot, name, precision } of golden.place) {
      const named = { ...spot, label: c.proper('place', spot.label), admin1: c.proper('place', spot.admin1), country: country(spot.country), holder: country(spot.holder) };
      assert.equal(placeName(c, named), said(name));
      assert.equal(placePrecision(c, named), said(precision));
    }
  });

  test(`times read as the server writes them: ${tag}`, () => {
    for (const { in: { from, to, precision, zone }, short, long } of golden.time) {
      const moment = { from: Date.parse(from), to: Date.parse(to), precision, zone };
      assert.equal(timePhrase(c, moment, false), said(short));
      assert.equal(timePhrase(c, moment, true), said(long));
    }
  });

  test(`days are named in the time of the place: ${tag}`, () => {
    for (const { in: { from, zone }, out } of golden.headings) assert.equal(heading(c, Date.parse(from), zone), said(out));
  });

  test(`counts choose their form: ${tag}`, () => {
    for (const { n, out } of golden.counts) assert.equal(c.n('row.sources', n), said(out));
  });
}

test('an unknown key, code or name is shown as it is', () => {
  const c = new Catalogue(english);
  assert.equal(c.t('no.such.key'), 'no.such.key');
  assert.equal(c.code('kind', 'comet'), 'comet');
  assert.equal(c.proper('place', 'Nowhere'), 'Nowhere');
});
