import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextDay, type Course } from './days';

const at = (text: string): number => Date.parse(text);
const course: Course = {
  shown: NaN,
  span: { from: -Infinity, to: Infinity },
  ends: { from: at('2025-12-01T03:00Z'), to: at('2025-12-25T21:00Z') },
  days: [at('2025-12-25T21:00Z'), at('2025-12-01T03:00Z'), at('2025-12-24T17:00Z'), at('2025-12-24T01:00Z')],
};

test('steps go from day with incidents to day with incidents, and end at the ends', () => {
  const walked: (string | null)[] = [];
  for (let day = nextDay(course, 1); ; day = nextDay({ ...course, shown: at(day ?? '') }, 1)) {
    walked.push(day);
    if (day === null) break;
  }
  assert.deepEqual(walked, ['2025-12-01', '2025-12-24', '2025-12-25', null]);
  assert.equal(nextDay(course, -1), '2025-12-25');
  assert.equal(nextDay({ ...course, shown: at('2025-12-24') }, -1), '2025-12-01');
});

test('steps stay inside the span of time chosen before', () => {
  const short = { ...course, span: { from: at('2025-12-02'), to: at('2025-12-25') } };
  assert.equal(nextDay(short, 1), '2025-12-24');
  assert.equal(nextDay({ ...short, shown: at('2025-12-24') }, 1), null);
  assert.equal(nextDay({ ...short, span: { from: at('2026-01-01'), to: Infinity } }, 1), null);
});

test('where days are not known, none is skipped', () => {
  const long = { ...course, days: null };
  assert.equal(nextDay({ ...long, shown: at('2025-12-01') }, 1), '2025-12-02');
  assert.equal(nextDay({ ...long, shown: at('2025-12-25') }, 1), null);
});
