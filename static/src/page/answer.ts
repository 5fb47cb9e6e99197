// What the page shows of a selection: worked out here from all incidents, or by
// the server where there are more than a page can hold (see many.ts).

import { passes, touches, type Incident } from './record';
import { facets, type Facet, type Selection, type Span } from './selection';
import type { Start } from './timeline';

export type FacetCounts = Record<Facet, Map<string, number>>;

export interface Answer {
  /** How many incidents match. */
  total: number;
  /** How many each value of a filter would leave, all other filters kept. */
  counts: FacetCounts;
  /** When the incidents that pass all but the time began. */
  starts: readonly Start[];
  /** The first and the last start of the whole record. */
  ends: Span;
  /** All that match; null where they are too many to have them here. */
  incidents: Incident[] | null;
  /** The parameters of the tiles that show them in that case. */
  tiles: string;
  /** How many of them no map can show. */
  placeless: number;
}

/** Works out the answer from all incidents; found are the ids that hold the words asked for, null where none were asked. */
export function answerOf(all: readonly Incident[], { chosen }: Selection, span: Span, found: Set<string> | null): Answer {
  const worded = found ? all.filter(({ properties }) => found.has(properties.id)) : all;
  const timely = worded.filter((incident) => touches(incident, span));
  const incidents = timely.filter((incident) => passes(incident, chosen));
  const starts = all.map(({ from }) => from);
  return {
    total: incidents.length,
    counts: Object.fromEntries(facets.map((facet) => [facet, countBy(timely.filter((incident) => passes(incident, chosen, facet)), facet)])) as FacetCounts,
    starts: worded.filter((incident) => passes(incident, chosen)).map(({ from }) => [from, 1]),
    ends: { from: starts.reduce((a, b) => Math.min(a, b), Infinity), to: starts.reduce((a, b) => Math.max(a, b), -Infinity) },
    incidents,
    tiles: '',
    placeless: incidents.filter(({ properties }) => properties.precision === 'unknown').length,
  };
}

function countBy(incidents: readonly Incident[], facet: Facet): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { properties } of incidents) {
    const value = properties[facet] ?? '';
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

