// Stepping through days in UTC.

import type { Span } from './selection';

const dayLength = 86_400_000;

/** Where a step starts from and what it may reach. */
export interface Course {
  /** The day shown, in milliseconds; NaN before the first step. */
  shown: number;
  /** Half-open; it may be open at either end. */
  span: Span;
  /** The first and the last day with an incident, in milliseconds. */
  ends: Span;
  /** The days on which incidents began, in any order; null where only their number by months is known: then no day is skipped. */
  days: Iterable<number> | null;
}

/** The day after (1) or before (-1) the one shown, as YYYY-MM-DD; null at the end of the course. */
export function nextDay({ shown, span, ends, days }: Course, step: 1 | -1): string | null {
  const first = Math.max(startOfDay(span.from), startOfDay(ends.from));
  const last = Math.min(startOfDay(span.to - 1), startOfDay(ends.to));
  if (!(first <= last)) return null;
  const begin = step > 0 ? first : last;
  const wanted = Number.isNaN(shown) ? begin : shown + step * dayLength;
  if (days === null) return wanted >= first && wanted <= last ? isoDay(wanted) : null;
  const ahead = [...new Set([...days].map(startOfDay))].filter((day) => day >= first && day <= last && step * (day - wanted) >= 0);
  return ahead.length ? isoDay(ahead.reduce((best, day) => (step * (day - best) < 0 ? day : best))) : null;
}

function startOfDay(at: number): number {
  return Math.floor(at / dayLength) * dayLength;
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
