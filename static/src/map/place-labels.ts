// Which names stand on the map, and where. The names of one zoom are laid out
// all at once in world pixels, the important ones first, so that none covers
// another and none jumps while the map is moved.

import { projectX, projectY, worldSize } from './mercator';

export type LabelKind = 'country' | 'sea' | 'city';

/** A name that may stand on the map. */
export interface Label {
  kind: LabelKind;
  lon: number;
  lat: number;
  /** The name by language; "en" is there always. */
  names: Record<string, string>;
  /** The zooms between which it may be shown, both included. */
  minzoom: number;
  maxzoom: number;
  /** Set in the bigger type. */
  major: boolean;
}

/** The label file: names by language with the zoom from which on they are shown, the important ones first. */
export interface LabelFile {
  countries: FileEntry[];
  seas: FileEntry[];
  cities: FileEntry[];
}

interface FileEntry {
  name: Record<string, string>;
  lon: number;
  lat: number;
  minzoom: number;
  capital?: boolean;
}

/** Takes the names out of the file. */
export function readLabels(file: LabelFile): Label[] {
  const read = (kind: LabelKind, entries: FileEntry[], levels: number): Label[] =>
    entries.map(({ name, lon, lat, minzoom, capital }) => ({ kind, lon, lat, names: name, minzoom, maxzoom: minzoom + levels, major: capital ?? minzoom <= 4 }));
  // Close by, a country's name says nothing any more.
  return [...read('country', file.countries, 5), ...read('sea', file.seas, Infinity), ...read('city', file.cities, Infinity)];
}

/** A name with its place. */
export interface PlacedLabel {
  kind: LabelKind;
  major: boolean;
  /** The lines of text, at most two. */
  lines: string[];
  /** World pixel of the place itself. */
  x: number;
  y: number;
  /** Where the text stands as seen from the place: its middle, from its left end, to its right end. */
  anchor: 'middle' | 'start' | 'end';
  /** The box of the text in world pixels. */
  box: Box;
  /** Whether a dot marks the place: for a city on which no symbol stands. */
  dot: boolean;
}

export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Gives the width in pixels of a line in the type of a kind. */
export type Measure = (line: string, kind: LabelKind, major: boolean) => number;

/** The height of a line in pixels. */
export function lineHeight(kind: LabelKind, major: boolean): number {
  return Math.round(fontSize(kind, major) * 1.2);
}

/** The size of the type in pixels. */
export function fontSize(kind: LabelKind, major: boolean): number {
  if (kind === 'sea') return 12;
  return major ? 13 : 12;
}

/** Half the width of a city's dot, in pixels. */
export const dotRadius = 2;

const margin = 3;

/**
 * Lays out the names of one zoom. They keep clear of one another and of the
 * obstacles (the symbols); only a country's name rather touches a symbol with its
 * rim than stand nowhere. Same input, same layout.
 */
export function placeLabels(labels: readonly Label[], language: string, zoom: number, measure: Measure, obstacles: readonly Box[] = []): PlacedLabel[] {
  const symbols = new Boxes(zoom);
  for (const box of obstacles) symbols.add(box);
  const names = new Boxes(zoom);
  const placed: PlacedLabel[] = [];
  const shown = labels.filter((label) => zoom >= label.minzoom && zoom <= label.maxzoom);
  for (const label of [...shown].sort(order)) {
    const [px, py] = [projectX(label.lon, zoom), projectY(label.lat, zoom)];
    const dot = label.kind === 'city' && !symbols.hit({ left: px, top: py, right: px, bottom: py });
    const free = positions(label, language, zoom, measure, dot).filter(({ box }) => !names.hit(box));
    const best = free.find(({ box }) => !symbols.hit(box)) ?? (label.kind === 'country' ? free.find(({ box }) => !symbols.hit(core(box))) : undefined);
    if (!best) continue;
    names.add(best.box);
    placed.push({ ...best, dot });
  }
  return placed;
}

/** What of a name has to be read: without this much of its ends, a symbol beside it hides at most a part of one letter. */
const rim = 5;

function core({ left, top, right, bottom }: Box): Box {
  return { left: left + rim, top: top + rim, right: right - rim, bottom: bottom - rim };
}

/** The earlier a name is shown, the more important it is; of equals the order in the file counts. */
function order(a: Label, b: Label): number {
  return a.minzoom - b.minzoom || Number(b.major) - Number(a.major);
}

type Position = Omit<PlacedLabel, 'dot'>;

/** The positions that a name may take, the best first. A name with a dot stands close to it, or it would seem to be another's. */
function positions(label: Label, language: string, zoom: number, measure: Measure, dot: boolean): Position[] {
  const name = label.names[language.split('-')[0] ?? ''] ?? label.names['en'] ?? '';
  const { kind, major } = label;
  const [x, y] = [projectX(label.lon, zoom), projectY(label.lat, zoom)];
  const height = lineHeight(kind, major);
  if (kind !== 'city') {
    return split(name).flatMap((lines) => {
      const half = Math.max(...lines.map((line) => measure(line, kind, major))) / 2;
      const tall = (lines.length * height) / 2;
      return shifts.map(([across, down]): Position => {
        const [cx, cy] = [x + across * half, y + down * height];
        return { kind, major, lines, x, y, anchor: 'middle', box: { left: cx - half, top: cy - tall, right: cx + half, bottom: cy + tall } };
      });
    });
  }
  const width = measure(name, kind, major);
  const [top, bottom] = [y - height / 2, y + height / 2];
  const beside = (dot ? gaps.slice(0, 1) : gaps).flatMap((gap): Position[] => [
    { kind, major, lines: [name], x, y, anchor: 'start', box: { left: x + gap, top, right: x + gap + width, bottom } },
    { kind, major, lines: [name], x, y, anchor: 'end', box: { left: x - gap - width, top, right: x - gap, bottom } },
  ]);
  const above = (dot ? rises.slice(0, 2) : rises).map((rise): Position => {
    return { kind, major, lines: [name], x, y, anchor: 'middle', box: { left: x - width / 2, top: top + rise, right: x + width / 2, bottom: bottom + rise } };
  });
  return [...beside, ...above];
}

// The name of a country or sea may move by so many of its half widths to the
// side and of its lines down; a city's may stand so many pixels beside its dot,
// the farther where a symbol is on it, or at last above or below.
const shifts: readonly (readonly [across: number, down: number])[] = [
  [0, 0], [0, -1.2], [0, 1.2], [-0.4, 0], [0.4, 0], [0, -2.4], [0, 2.4], [-0.6, 1.2], [0.6, 1.2], [-0.6, -1.2], [0.6, -1.2],
  [-0.9, 0], [0.9, 0],
];
const gaps = [5, 12, 20];
const rises = [-14, 14, -22, 22];

/** A long name of several words stands on two lines, split near its middle; else on one. */
function split(name: string): string[][] {
  if (name.length < 12) return [[name]];
  let [best, distance] = [-1, Infinity];
  for (let at = name.indexOf(' '); at > 0; at = name.indexOf(' ', at + 1)) {
    if (Math.abs(at - name.length / 2) < distance) [best, distance] = [at, Math.abs(at - name.length / 2)];
  }
  return best < 0 ? [[name]] : [[name.slice(0, best), name.slice(best + 1)], [name]];
}

/** Boxes in buckets, the world closed around the antimeridian. */
class Boxes {
  private readonly cells = new Map<string, Box[]>();
  private readonly size: number;

  constructor(zoom: number) {
    this.size = worldSize(zoom);
  }

  add(box: Box): void {
    for (const copy of [-this.size, 0, this.size]) {
      const moved = { ...box, left: box.left + copy, right: box.right + copy };
      for (const key of keys(moved, 0)) {
        const cell = this.cells.get(key);
        if (cell) cell.push(moved);
        else this.cells.set(key, [moved]);
      }
    }
  }

  hit(box: Box): boolean {
    for (const key of keys(box, margin)) {
      if (this.cells.get(key)?.some((other) => overlap(box, other, margin))) return true;
    }
    return false;
  }
}

const bucket = 128;

function* keys(box: Box, grow: number): Generator<string> {
  for (let i = Math.floor((box.left - grow) / bucket); i <= Math.floor((box.right + grow) / bucket); i++) {
    for (let j = Math.floor((box.top - grow) / bucket); j <= Math.floor((box.bottom + grow) / bucket); j++) yield `${i} ${j}`;
  }
}

/** Tells whether two boxes come closer than a gap. */
export function overlap(a: Box, b: Box, gap = 0): boolean {
  return a.left < b.right + gap && b.left < a.right + gap && a.top < b.bottom + gap && b.top < a.bottom + gap;
}
