import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutClaims, type IncidentRecord } from './draft';
import { cut } from './spans';

const span = (field: string, from: number, to: number) => ({ field, from, to, text: '' });

test('the pieces of a text are the whole text', () => {
  const text = 'Drones 🚀 hit a port on Monday.';
  const pieces = cut(text, [{ number: 1, evidence: [span('place', 15, 19), span('claims[0]', 0, 30), span('time_from', 23, 29)] }]);
  assert.equal(pieces.map((piece) => piece.text).join(''), text);
  assert.deepEqual(pieces.filter(({ topic }) => topic).map((piece) => [piece.text, piece.topic, piece.said]), [['port', 'place', true], ['Monday', 'time', true]]);
});

test('offsets count characters, not the halves of an emoji', () => {
  const [, port] = cut('🚀🚀 port', [{ number: 1, evidence: [span('place', 3, 7)] }]);
  assert.equal(port?.text, 'port');
});

test('words of two drafts name both, and each draft begins once', () => {
  const pieces = cut('abcdef', [{ number: 1, evidence: [span('place', 0, 4)] }, { number: 2, evidence: [span('kind', 2, 6), span('place', 2, 3)] }]);
  assert.deepEqual(pieces.map(({ text, drafts, begins }) => [text, drafts, begins]), [['ab', [1], [1]], ['c', [1, 2], [2]], ['d', [1, 2], []], ['ef', [2], []]]);
});

test('spans beyond the text are cut off, and empty ones left out', () => {
  const pieces = cut('abc', [{ number: 1, evidence: [span('place', 1, 99), span('kind', 2, 2), span('kind', 9, 12)] }]);
  assert.deepEqual(pieces.map(({ text }) => text), ['a', 'bc']);
});

test('a claim that is dropped takes nothing else with it', () => {
  const claim = (party: string, superseded_by?: number) => ({ party, role: 'third', stance: 'reports', proposition: 'occurred', superseded_by });
  const record = { claims: [claim('a'), claim('b', 2), claim('c')], quantities: [{ measure: 'drones', claim: 0 }, { measure: 'tanks', claim: 2 }] } as unknown as IncidentRecord;
  const left = withoutClaims(record, new Set([0]));
  assert.deepEqual(left.claims?.map(({ party, superseded_by }) => [party, superseded_by]), [['b', 1], ['c', undefined]]);
  assert.deepEqual(left.quantities?.map(({ claim }) => claim), [undefined, 1]);
  assert.equal(withoutClaims(record, new Set()), record);
});
