import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codes, embedQuery, quoted, type Choices } from './embed-code';

const plain: Choices = { show: '', theme: '', heading: true, pin: '', language: 'en' };

test('an embed keeps the filters of the page, and takes the part of the map for its view', () => {
  const address = 'https://example.org/s/?kind=strike,closure&window=7d&lon=30&lat=50&zoom=6&list=all&theme=dark&utm_source=x';
  const p = embedQuery({ address, box: [22.12345, 44, 40.5, 52] }, { ...plain, theme: 'light' });
  assert.equal(p.get('kind'), 'strike,closure');
  assert.equal(p.get('window'), '7d');
  assert.equal(p.get('bbox'), '22.123,44,40.5,52');
  assert.equal(p.get('theme'), 'light');
  for (const name of ['lon', 'lat', 'zoom', 'list']) assert.equal(p.has(name), false, name);
});

test('the page of an incident becomes an embed of that incident', () => {
  const address = 'https://example.org/incidents/01JWM29X40BNNYJFEY5SC02TSP';
  const p = embedQuery({ address, box: null }, { ...plain, show: 'map', heading: false });
  assert.equal(p.get('incident'), '01JWM29X40BNNYJFEY5SC02TSP');
  assert.equal(p.get('show'), 'map');
  assert.equal(p.get('title'), 'off');
});

test('a pin of the page is kept before one made now', () => {
  const pin = '2026-11-24T12:00:00Z';
  assert.equal(embedQuery({ address: 'https://example.org/', box: null }, { ...plain, pin }).get('known_at'), pin);
  assert.equal(embedQuery({ address: 'https://example.org/?known_at=2026-01-01', box: null }, { ...plain, pin }).get('known_at'), '2026-01-01');
});

test('the citation keeps the state and leaves out how the frame looks', () => {
  const address = 'https://example.org/s/?kind=strike,closure&window=7d&lon=30&lat=50&zoom=6&list=all&theme=dark';
  const choices: Choices = { ...plain, show: 'map', theme: 'light', heading: false, pin: '2026-11-24T12:00:00Z' };
  const { cite, address: page } = codes('https://example.org/s', { address, title: '', box: [22, 44, 40.5, 52], picture: new URLSearchParams() }, choices);
  assert.equal(cite, 'https://example.org/s/cite?kind=strike,closure&window=7d&bbox=22,44,40.5,52&known_at=2026-11-24T12:00:00Z&lang=en');
  assert.equal(new URL(page).searchParams.get('theme'), 'light');
  const incident = codes('https://example.org', { address: 'https://example.org/incidents/01JWM29X40BNNYJFEY5SC02TSP?known_at=2026-01-01', title: '', box: null, picture: new URLSearchParams() }, plain);
  assert.equal(incident.cite, 'https://example.org/cite?known_at=2026-01-01&incident=01JWM29X40BNNYJFEY5SC02TSP&lang=en');
});

test('an address that is passed on takes the colours that were chosen, not those of whoever made it', () => {
  const { address } = codes('https://example.org', { address: 'https://example.org/?theme=dark&kind=strike', title: '', box: null, picture: new URLSearchParams() }, plain);
  assert.equal(new URL(address).searchParams.has('theme'), false);
});

test('nothing gets out of an attribute of the code', () => {
  assert.equal(quoted(`"><script>&'`), '&quot;&gt;&lt;script&gt;&amp;\'');
  const { frame, script } = codes('https://example.org', { address: 'https://example.org/?q=%22%3E%3Cb%3E&kind=a', title: 'A "title" <b>', box: null, picture: new URLSearchParams() }, plain);
  for (const code of [frame, script]) {
    assert.ok(!/<b>/.test(code), code);
    assert.match(code, /title="A &quot;title&quot; &lt;b&gt;"/);
    assert.match(code, /&amp;/);
  }
  assert.match(frame, /height="720" loading="lazy"/);
});
