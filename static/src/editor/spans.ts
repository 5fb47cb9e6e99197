// Which words of the text belong to which drafts.

import type { Evidence } from './draft';

/** What the words of a span tell. */
export type Topic = 'what' | 'place' | 'time' | 'number' | 'says';

/** A stretch of the text that is shown alike. */
export interface Piece {
  text: string;
  /** Numbers of the drafts that rest on it, rising; none for plain text. */
  drafts: number[];
  /** What it tells beside who says so. */
  topic: Topic | '';
  /** It is part of what somebody said. */
  said: boolean;
  /** What of which draft rests on it: "2 quantities[0]". */
  rests: string[];
  /** Numbers of the drafts whose first words these are. */
  begins: number[];
}

/** Of words with several topics, the first of these is shown. */
const order: readonly Topic[] = ['number', 'time', 'place', 'what'];

export function topicOf(field: string): Topic {
  if (field.startsWith('claims[')) return 'says';
  if (field.startsWith('quantities[')) return 'number';
  if (field.startsWith('time')) return 'time';
  return field === 'place' || field === 'country' ? 'place' : 'what';
}

/** Cuts a text where evidence begins or ends. Offsets count code points. */
export function cut(text: string, drafts: readonly { number: number; evidence: readonly Evidence[] }[]): Piece[] {
  const characters = Array.from(text);
  const all = drafts.flatMap(({ number, evidence }) => evidence.map(({ field, from, to }) => ({ number, field, topic: topicOf(field), from, to: Math.min(to, characters.length) })));
  const spans = all.filter(({ from, to }) => from >= 0 && from < to);
  const edges = [...new Set([0, characters.length, ...spans.flatMap(({ from, to }) => [from, to])])].sort((a, b) => a - b);
  const starts = new Map<number, number[]>();
  for (const { number } of drafts) {
    const first = Math.min(...spans.filter((span) => span.number === number).map(({ from }) => from));
    if (Number.isFinite(first)) starts.set(first, [...(starts.get(first) ?? []), number]);
  }
  return edges.slice(0, -1).map((from, i) => {
    const to = edges[i + 1] ?? characters.length;
    const over = spans.filter((span) => span.from <= from && to <= span.to);
    const topics = new Set(over.map(({ topic }) => topic));
    return {
      text: characters.slice(from, to).join(''),
      drafts: [...new Set(over.map(({ number }) => number))].sort((a, b) => a - b),
      topic: order.find((topic) => topics.has(topic)) ?? '',
      said: topics.has('says'),
      rests: over.map(({ number, field }) => `${number} ${field}`),
      begins: starts.get(from) ?? [],
    };
  });
}
