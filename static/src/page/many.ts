// What the page shows where the record holds more incidents than a page can: the
// server counts, the tiles draw, and the list comes in pages. It is a script of its
// own, which only pages of such a record load.

import { IncidentTiles } from '../map/incident-tiles';
import type { Bounds, SymbolTiles } from '../map/view';
import type { Answer, FacetCounts } from './answer';
import { apiQuery, loadCounts, loadIncidents, type Incident } from './record';
import { facets, type Selection, type Span } from './selection';
import { monthsFrom, type Start } from './timeline';

const everything: Span = { from: -Infinity, to: Infinity };
const day = 86_400_000;

/** Incidents in areas are drawn up to so many in view; beyond, they would lie over one another. */
const mostAreas = 150;

/** The precisions of places that are areas, not points. */
const vague = ['region', 'sea-area', 'country'];
/** The precisions of places that are points. */
const exact = ['site', 'settlement', 'district'];

/** Asks the server about a selection; up to limit incidents come along. Newest is the start of the newest of all. */
export async function askMany(base: string, selection: Selection, span: Span, newest: number, limit: number, signal: AbortSignal): Promise<Answer> {
  const query = apiQuery(selection, span, null);
  const [head, starts, [[first] = [newest]], placeless, ...counts] = await Promise.all([
    loadIncidents(base, 1, query, signal),
    startsOf(base, apiQuery(selection, everything, null)),
    startsOf(base, new URLSearchParams(selection.knownAt ? { known_at: selection.knownAt } : {})),
    loadIncidents(base, 1, withValue(query, 'precision', 'unknown'), signal),
    ...facets.map((facet) => loadCounts(base, withValue(query, facet, ''), facet, signal)),
  ]);
  const few = head.total <= limit ? await loadIncidents(base, limit, query, signal) : null;
  return {
    total: head.total,
    counts: Object.fromEntries(facets.map((facet, i) => [facet, counts[i]])) as FacetCounts,
    starts,
    ends: { from: first, to: newest },
    incidents: few?.incidents ?? null,
    tiles: query.toString(),
    placeless: placeless.total,
  };
}

// The time asked for makes no difference to the histogram, so the last ones are kept.
const kept = new Map<string, Promise<Start[]>>();
const mostKept = 12;

/** The record has changed: what is kept of it is asked for anew. */
export function forget(): void {
  kept.clear();
}

/** When the incidents that answer a question began, oldest first: by days, or by months for a long record. */
function startsOf(base: string, query: URLSearchParams): Promise<Start[]> {
  const question = query.toString();
  const starts = kept.get(question) ?? countStarts(base, query);
  kept.delete(question);
  kept.set(question, starts);
  starts.catch(() => kept.delete(question));
  for (const oldest of kept.keys()) {
    if (kept.size <= mostKept) break;
    kept.delete(oldest);
  }
  return starts;
}

async function countStarts(base: string, query: URLSearchParams): Promise<Start[]> {
  const months = toStarts(await loadCounts(base, query, 'month'));
  const [first] = months[0] ?? [0];
  if (!months.length || last(months) - first > monthsFrom * day) return months;
  return toStarts(await loadCounts(base, query, 'day'));
}

function toStarts(counts: Map<string, number>): Start[] {
  return [...counts].map(([at, n]): Start => [Date.parse(at), n]).sort(([a], [b]) => a - b);
}

function last(starts: readonly Start[]): number {
  return starts[starts.length - 1]?.[0] ?? -Infinity;
}

/** The incidents in view that are known to an area only. */
export interface Vague {
  total: number;
  /** They, where they are not too many to be drawn; else none. */
  incidents: Incident[];
}

/** Loads the incidents in view that are known to an area only. */
export async function loadVague(base: string, query: URLSearchParams, box: Bounds, signal: AbortSignal): Promise<Vague> {
  const p = withValue(withValue(query, 'bbox', box.join(',')), 'precision', vague.join(','));
  const { incidents, total } = await loadIncidents(base, mostAreas, p, signal);
  return { total, incidents: total > mostAreas ? [] : incidents };
}

/** The question for what one symbol of the tiles stands for. */
export function within(query: URLSearchParams, box: Bounds): URLSearchParams {
  return withValue(withValue(query, 'bbox', box.join(',')), 'precision', exact.join(','));
}

function withValue(query: URLSearchParams, name: string, value: string): URLSearchParams {
  const p = new URLSearchParams(query);
  p.delete(name);
  if (value) p.set(name, value);
  return p;
}

/** The symbols of incidents at an address with {z}, {x} and {y}; failed is called when tiles cannot be loaded, once. */
export function tilesAt(template: string, failed: () => void): SymbolTiles {
  return new IncidentTiles(template, failed);
}
