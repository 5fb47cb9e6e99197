// The loaded incidents: how they come from the API, and which of them answer a
// selection.

import type { AreaCollection, AreaFeature, IncidentFeature } from '../map/incident';
import type { Bounds } from '../map/view';
import { facets, type Facet, type Selection, type Span } from './selection';

/** The columns that map, list and filters read. */
const columns = [
  'id', 'title', 'kind', 'status', 'category', 'place', 'country', 'control', 'admin1', 'precision', 'uncertainty_m', 'area_id',
  'time_from', 'time_to', 'time_precision', 'time_zone', 'claimed_by', 'confirmed_by', 'denied_by', 'source_families',
];

/** An incident as the API gives it with these columns, and its span in milliseconds. */
export interface Incident extends IncidentFeature {
  properties: IncidentFeature['properties'] & {
    /** Of the title, where it is not what the record is in. */
    title_language?: string;
    category: string | null;
    place: string | null;
    country: string | null;
    control: string | null;
    admin1: string | null;
    time_to: string;
    time_precision: string | null;
    time_zone: string | null;
    claimed_by: string | null;
    confirmed_by: string | null;
    denied_by: string | null;
    source_families: number | null;
  };
  from: number;
  to: number;
}

export interface Loaded {
  incidents: Incident[];
  /** Of all that match at the server; more than are loaded if the answer was capped. */
  total: number;
  /** Where the answer goes on; empty at its end. */
  cursor: string;
}

interface ItemsAnswer {
  features: Incident[];
  numberMatched?: number;
  links?: { rel: string; href: string }[];
}

async function json<T>(address: string, signal?: AbortSignal): Promise<T> {
  const response = await fetch(address, signal ? { signal } : {});
  if (!response.ok) throw new Error(`${address} was answered with ${response.status}`);
  return (await response.json()) as T;
}

/** The API's question for a selection; a span or box with no end is left out. */
export function apiQuery(s: Selection, span: Span, box: Bounds | null): URLSearchParams {
  const p = new URLSearchParams();
  for (const facet of facets) if (s.chosen[facet].length) p.set(facet, s.chosen[facet].join(','));
  if (s.q) p.set('q', s.q);
  const instant = (at: number): string => (Number.isFinite(at) ? new Date(at).toISOString().replace('.000Z', 'Z') : '..');
  // The standard's interval includes its end; ours does not.
  if (Number.isFinite(span.from) || Number.isFinite(span.to)) p.set('datetime', `${instant(span.from)}/${instant(Number.isFinite(span.to) ? span.to - 1 : span.to)}`);
  if (box) p.set('bbox', box.map((edge) => String(Math.round(edge * 1e4) / 1e4)).join(','));
  if (s.knownAt) p.set('known_at', s.knownAt);
  return p;
}

const items = '/api/v1/collections/incidents/items';

/** The address of the answer to a question, for readers' own tools. */
export function apiAddress(base: string, query: URLSearchParams): string {
  return addressOf(`${base}${items}`, query);
}

/** The formats in which all that answers a question can be had as one file, by extension. */
export const fileFormats = { geojson: 'GeoJSON', csv: 'CSV', kml: 'KML', gpkg: 'GeoPackage' } as const;

/** The address of all that answers a question as one file. */
export function fileAddress(base: string, format: keyof typeof fileFormats, query: URLSearchParams): string {
  return addressOf(`${base}/api/v1/collections/incidents/download.${format}`, query);
}

function addressOf(path: string, query: URLSearchParams): string {
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%2F', '/').replaceAll('%3A', ':');
  return `${path}${text ? `?${text}` : ''}`;
}

/** Loads the newest incidents that answer a question. */
export async function loadIncidents(base: string, limit: number, query: URLSearchParams, signal?: AbortSignal): Promise<Loaded> {
  const p = new URLSearchParams(query);
  p.set('limit', String(limit));
  p.set('properties', columns.join(','));
  return loadPage(apiAddress(base, p), signal);
}

/** Loads the incidents at an address that asks for these columns. */
export async function loadPage(address: string, signal?: AbortSignal): Promise<Loaded> {
  const answer = await json<ItemsAnswer>(address, signal);
  for (const incident of answer.features) timed(incident);
  const next = answer.links?.find(({ rel }) => rel === 'next')?.href;
  return {
    incidents: answer.features,
    total: Math.max(answer.numberMatched ?? 0, answer.features.length),
    cursor: next ? (new URL(next, location.href).searchParams.get('cursor') ?? '') : '',
  };
}

/** Puts the titles that readers of a language see in the place of the record's. */
export async function retitle(base: string, incidents: readonly Incident[], query: URLSearchParams): Promise<void> {
  const { titles } = await json<{ titles: Record<string, [string, string]> }>(`${base}/titles?${query}&lang=${document.documentElement.lang}`);
  for (const { properties } of incidents) {
    const found = titles[properties.id];
    if (found) [properties.title, properties.title_language] = found;
  }
}

/** One incident by its id. */
export async function loadIncident(base: string, id: string, knownAt: string): Promise<Incident> {
  return timed(await json<Incident>(`${base}${items}/${encodeURIComponent(id)}${knownAt ? `?known_at=${encodeURIComponent(knownAt)}` : ''}`));
}

function timed(incident: Incident): Incident {
  incident.from = Date.parse(incident.properties.time_from);
  incident.to = Date.parse(incident.properties.time_to);
  return incident;
}

/** How many incidents answer a question by each value of a column or stretch of time; "" for a missing value. */
export async function loadCounts(base: string, query: URLSearchParams, by: string, signal?: AbortSignal): Promise<Map<string, number>> {
  const p = new URLSearchParams(query);
  p.set('by', by);
  p.set('sum', 'none');
  const { groups } = await json<{ groups: (Record<string, string | null> & { count: number })[] }>(`${base}/api/v1/stats?${p}`, signal);
  return new Map(groups.map((group) => [group[by] ?? '', group.count]));
}

/** The ids of what the server finds by words: it reads the whole ledger, which is not loaded here. */
export async function searchIds(base: string, limit: number, q: string, knownAt: string, signal: AbortSignal): Promise<Set<string>> {
  const p = new URLSearchParams({ q, limit: String(limit), properties: 'id' });
  if (knownAt) p.set('known_at', knownAt);
  const answer = await json<ItemsAnswer>(apiAddress(base, p), signal);
  return new Set(answer.features.map(({ properties }) => properties.id));
}

export async function loadArea(base: string, id: string): Promise<AreaFeature> {
  return json<AreaFeature>(`${base}/api/v1/collections/areas/items/${encodeURIComponent(id)}`);
}

/** Whether the span of an incident shares an instant with another. */
export function touches({ from, to }: Span, span: Span): boolean {
  return from < span.to && span.from < to;
}

/** Whether an incident passes the filters by code, one facet left aside for its counts. */
export function passes({ properties }: Incident, chosen: Selection['chosen'], aside?: Facet): boolean {
  return facets.every((facet) => facet === aside || !chosen[facet].length || chosen[facet].includes(properties[facet] ?? ''));
}

/** Whether a box holds a point; it crosses the antimeridian if its west is greater than its east. */
export function holds([west, south, east, north]: Bounds, lon: number, lat: number): boolean {
  return lat >= south && lat <= north && (west <= east ? lon >= west && lon <= east : lon >= west || lon <= east);
}

/** Boxes of areas by id. */
export function areaBoxes({ features }: AreaCollection): Map<string, Bounds> {
  return new Map(
    features.map(({ geometry, properties }) => {
      const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();
      const box: Bounds = [180, 90, -180, -90];
      for (const ring of rings) {
        for (const [lon = 0, lat = 0] of ring) {
          box[0] = Math.min(box[0], lon);
          box[1] = Math.min(box[1], lat);
          box[2] = Math.max(box[2], lon);
          box[3] = Math.max(box[3], lat);
        }
      }
      return [properties.id, box];
    }),
  );
}

export function centre([west, south, east, north]: Bounds): [lon: number, lat: number] {
  return [(west + east) / 2, (south + north) / 2];
}

/** A box of some size around a small one: out at sea only what lies around tells where it is. */
export function withRoom([west, south, east, north]: Bounds): Bounds {
  const [lon, lat] = centre([west, south, east, north]);
  return east < west ? [west, south, east, north] : [Math.min(west, lon - 2.4), Math.min(south, lat - 1.2), Math.max(east, lon + 2.4), Math.max(north, lat + 1.2)];
}

function overlap(a: Bounds, b: Bounds): boolean {
  const cut = ([west, , east]: Bounds): [number, number][] => (west <= east ? [[west, east]] : [[west, 180], [-180, east]]);
  return a[1] <= b[3] && b[1] <= a[3] && cut(a).some(([w, e]) => cut(b).some(([v, f]) => w <= f && v <= e));
}

/** Whether the map shows an incident. One without any place is never off the map. */
export function inView({ geometry, properties }: Incident, view: Bounds, boxes: Map<string, Bounds>): boolean {
  if (geometry) return holds(view, geometry.coordinates[0] ?? 0, geometry.coordinates[1] ?? 0);
  const box = boxes.get(properties.area_id ?? '');
  return box ? overlap(view, box) : true;
}
