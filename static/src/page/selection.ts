// What the reader asked for, as it stands in the address. The server reads the
// same parameters.

import type { Bounds, View } from '../map/view';

export const facets = ['kind', 'status', 'category', 'country'] as const;
export type Facet = (typeof facets)[number];

export interface Selection {
  chosen: Record<Facet, string[]>;
  q: string;
  /** Name of a window, or empty for the opening one. */
  window: string;
  /** UTC days, both included; empty is open. */
  from: string;
  to: string;
  incident: string;
  knownAt: string;
  theme: string;
  /** Tag the address asks for, or empty for the language of the reader's browser. */
  lang: string;
  /** "utc" shows times in UTC, else they are local to the place. */
  clock: string;
  /** The list shows all, not only what the map shows. */
  listAll: boolean;
  view: View | null;
}

const hours = 3_600_000;
export const windowSpans: Record<string, number> = { '24h': 24 * hours, '7d': 168 * hours, '30d': 720 * hours, '1y': 8760 * hours, all: 0 };

const dayPattern = /^\d{4}-\d\d-\d\d$/;

export function readSelection(search: string): Selection {
  const p = new URLSearchParams(search);
  const text = (name: string): string => (p.get(name) ?? '').trim();
  const codes = (name: string): string[] => [...new Set(p.getAll(name).flatMap((value) => value.split(',')).map((code) => code.trim()).filter(Boolean))];
  const day = (name: string): string => (dayPattern.test(text(name)) && !Number.isNaN(Date.parse(text(name))) ? text(name) : '');
  return {
    chosen: { kind: codes('kind'), status: codes('status'), category: codes('category'), country: codes('country') },
    q: text('q'),
    window: text('window') in windowSpans ? text('window') : '',
    from: day('from'),
    to: day('to'),
    incident: text('incident'),
    knownAt: text('known_at'),
    theme: text('theme'),
    lang: text('lang'),
    clock: text('clock') === 'utc' ? 'utc' : '',
    listAll: text('list') === 'all',
    view: readView(p),
  };
}

function readView(p: URLSearchParams): View | null {
  const [lon, lat, zoom] = ['lon', 'lat', 'zoom'].map((name) => (p.get(name) ? Number(p.get(name)) : Number.NaN)) as [number, number, number];
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 && zoom >= 0 && zoom <= 20 ? { lon, lat, zoom } : null;
}

/** The address of a selection, with a leading "?" if there is anything to say. */
export function writeSelection(s: Selection): string {
  const p = new URLSearchParams();
  const put = (name: string, value: string): void => {
    if (value) p.set(name, value);
  };
  for (const facet of facets) put(facet, s.chosen[facet].join(','));
  put('q', s.q);
  put('window', s.window);
  put('from', s.from);
  put('to', s.to);
  put('incident', s.incident);
  put('known_at', s.knownAt);
  put('theme', s.theme);
  put('lang', s.lang);
  put('clock', s.clock);
  put('list', s.listAll ? 'all' : '');
  if (s.view) {
    put('lon', String(round(s.view.lon, 4)));
    put('lat', String(round(s.view.lat, 4)));
    put('zoom', String(round(s.view.zoom, 2)));
  }
  const text = p.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  return text ? `?${text}` : '';
}

/** Where the server tells something of what is shown, at most of a part of the map: "/text", "/cite". */
export function viewAddress(path: string, s: Selection, box: Bounds | null): string {
  const query = writeSelection({ ...s, incident: '', theme: '', clock: '', listAll: false, view: null });
  const part = box ? `bbox=${box.map((edge) => round(edge, 4)).join(',')}` : '';
  return `${path}${query}${part && (query ? '&' : '?')}${part}`;
}

/** Half-open, in milliseconds since 1970. */
export interface Span {
  from: number;
  to: number;
}

/** The span of time asked for. The window counts back from the start of the newest incident; dates beat it. */
export function spanOf(s: Selection, opening: string, newest: number): Span {
  if (s.from || s.to) {
    return { from: s.from ? Date.parse(s.from) : -Infinity, to: s.to ? Date.parse(s.to) + 24 * hours : Infinity };
  }
  const length = windowSpans[s.window || opening] ?? 0;
  return { from: length && Number.isFinite(newest) ? newest - length : -Infinity, to: Infinity };
}

function round(value: number, places: number): number {
  return Math.round(value * 10 ** places) / 10 ** places;
}
