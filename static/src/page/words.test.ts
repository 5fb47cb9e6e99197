import assert from 'node:assert/strict';
import { test } from 'node:test';
import english from '../../catalogues/en.json';
import { Catalogue } from './catalogue';
import golden from './words.golden.json';
import { heading, placeName, placePrecision, statusPhrase, timePhrase } from './words';

const c = new Catalogue(english);

test('statuses read as the server writes them', () => {
  for (const { in: standing, out } of golden.status) assert.equal(statusPhrase(c, standing), out);
});

test('places read as the server writes them', () => {
  for (const { in: spot, name, precision } of golden.place) {
    assert.equal(placeName(c, spot), name);
    assert.equal(placePrecision(c, spot), precision);
  }
});

test('times read as the server writes them', () => {
  for (const { in: { from, to, precision, zone }, short, long } of golden.time) {
    const moment = { from: Date.parse(from), to: Date.parse(to), precision, zone };
    assert.equal(timePhrase(c, moment, false), short);
    assert.equal(timePhrase(c, moment, true), long);
  }
});

test('days are named in the time of the place', () => {
  for (const { in: { from, zone }, out } of golden.headings) assert.equal(heading(c, Date.parse(from), zone), out);
});

test('counts choose their form', () => {
  for (const { n, out } of golden.counts) assert.equal(c.n('row.sources', n), out);
});

test('an unknown key or code is shown as it is', () => {
  assert.equal(c.t('no.such.key'), 'no.such.key');
  assert.equal(c.code('kind', 'comet'), 'comet');
});
