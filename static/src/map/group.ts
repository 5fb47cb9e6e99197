// Symbols that would cover one another become one circle with a count. The
// grouping works on world pixels of one zoom and on all incidents at once, so
// it does not know what is in view and does not change while the map is moved.

import { kinds, type Kind } from '../glyph/geometry';
import { shortest, worldSize } from './mercator';
import type { Bounds } from './view';

/** What can be grouped: a point, or an area with all its incidents at its label point. */
export interface Member {
  ids: readonly string[];
  /** World pixels at the zoom of the grouping. */
  x: number;
  y: number;
  /** How many of its incidents are of each kind. */
  shares: Shares;
  /** True where an area stands for the place: never drawn as a symbol at a point. */
  area: boolean;
}

export type Shares = Partial<Record<Kind, number>>;

/** One symbol on the map. */
export interface Group {
  members: Member[];
  count: number;
  shares: Shares;
  x: number;
  y: number;
  /** Half the width of the symbol in pixels. */
  radius: number;
  /** True if all that it holds are areas. */
  area: boolean;
  /** The box of all that it counts, where that is not at hand one by one: then it has no members. */
  box?: Bounds;
}

/** Half the width of a single symbol, in pixels. */
export const symbolRadius = 8;

const smallest = 11;
const largest = 25;
// Single symbols may touch with their tips; circles keep a pixel between them.
const overlapAllowed = 3;

/**
 * The radius of a count, such that the area grows evenly with the count up to
 * the biggest count that is on the map.
 */
export function countRadius(count: number, biggest: number): number {
  const perIncident = Math.min(9, (largest ** 2 - smallest ** 2) / Math.max(1, biggest - 2));
  return Math.min(largest, Math.sqrt(smallest ** 2 + perIncident * Math.max(0, count - 2)));
}

/** The kind with the most incidents; of equals the first in the order of kinds. */
export function dominant(shares: Shares): Kind {
  let [best, most] = [kinds[0] as Kind, 0];
  for (const kind of kinds) {
    const share = shares[kind] ?? 0;
    if (share > most) [best, most] = [kind, share];
  }
  return best;
}

/**
 * Groups members until no two symbols cover one another. The result depends on
 * the members and the zoom only, not on the order in which they come. Every
 * incident is in exactly one group.
 */
export function group(members: readonly Member[], zoom: number): Group[] {
  let groups = [...members].sort(order).map(single);
  let biggest = groups.reduce((most, { count }) => Math.max(most, count), 1);
  // Merged circles are bigger and stand elsewhere, so they may cover others
  // anew. Each round has fewer groups than the one before, so this ends.
  for (;;) {
    const merged = merge(groups, zoom);
    biggest = merged.reduce((most, { count }) => Math.max(most, count), biggest);
    for (const each of merged) each.radius = radiusOf(each, biggest);
    if (merged.length === groups.length) return merged;
    groups = merged;
  }
}

/** North to south, west to east, then by id: a total order. */
function order(a: Member, b: Member): number {
  return a.y - b.y || a.x - b.x || ((a.ids[0] ?? '') < (b.ids[0] ?? '') ? -1 : 1);
}

function single(member: Member): Group {
  const count = member.ids.length;
  const made: Group = { members: [member], count, shares: member.shares, x: member.x, y: member.y, radius: 0, area: member.area };
  made.radius = radiusOf(made, count);
  return made;
}

function radiusOf(group: Group, biggest: number): number {
  return group.count === 1 && !group.area ? symbolRadius : countRadius(group.count, biggest);
}

/** One round: each group joins the nearest earlier one that it would cover. */
function merge(groups: readonly Group[], zoom: number): Group[] {
  const grid = new Grid(2 * largest + 2, zoom);
  const result: Group[] = [];
  for (const candidate of groups) {
    const near = nearest(candidate, grid, zoom);
    if (near) {
      absorb(near, candidate, zoom);
    } else {
      const copy = { ...candidate, members: [...candidate.members], shares: { ...candidate.shares } };
      grid.add(copy);
      result.push(copy);
    }
  }
  return result;
}

function nearest(candidate: Group, grid: Grid, zoom: number): Group | null {
  let [best, least] = [null as Group | null, Infinity];
  for (const other of grid.around(candidate.x, candidate.y)) {
    const distance = Math.hypot(shortest(candidate.x, other.x, zoom), candidate.y - other.y);
    if (distance < covers(candidate, other) && distance < least) [best, least] = [other, distance];
  }
  return best;
}

/** The distance below which two symbols cover one another. */
function covers(a: Group, b: Group): number {
  const both = a.radius + b.radius;
  return a.radius === symbolRadius && b.radius === symbolRadius ? both - overlapAllowed : both + 1;
}

/** Adds one group to another; the circle moves to the mean of the points, where there are any. */
function absorb(into: Group, from: Group, zoom: number): void {
  const [a, b] = [weight(into, from), weight(from, into)];
  into.x += (shortest(into.x, from.x, zoom) * b) / (a + b);
  into.y += ((from.y - into.y) * b) / (a + b);
  into.members.push(...from.members);
  into.count += from.count;
  for (const kind of kinds) {
    const share = (into.shares[kind] ?? 0) + (from.shares[kind] ?? 0);
    if (share) into.shares[kind] = share;
  }
  into.area &&= from.area;
}

/** An area's label point says little about a place, so it does not pull a circle of points. */
function weight(group: Group, other: Group): number {
  return group.area && !other.area ? 0 : group.count;
}

/** Buckets of groups by where they were added, closed around the antimeridian. */
class Grid {
  private readonly cells = new Map<number, Group[]>();
  private readonly columns: number;
  private readonly side: number;

  constructor(side: number, zoom: number) {
    const size = worldSize(zoom);
    this.columns = Math.max(1, Math.floor(size / side));
    this.side = size / this.columns;
  }

  add(group: Group): void {
    const key = this.key(this.column(group.x), Math.floor(group.y / this.side));
    const cell = this.cells.get(key);
    if (cell) cell.push(group);
    else this.cells.set(key, [group]);
  }

  *around(x: number, y: number): Generator<Group> {
    const [column, row] = [this.column(x), Math.floor(y / this.side)];
    const seen = new Set<number>();
    for (let i = -1; i <= 1; i++) {
      for (let j = -1; j <= 1; j++) {
        const key = this.key(column + i, row + j);
        if (seen.has(key)) continue;
        seen.add(key);
        yield* this.cells.get(key) ?? [];
      }
    }
  }

  private column(x: number): number {
    return Math.floor(x / this.side);
  }

  private key(column: number, row: number): number {
    const wrapped = ((column % this.columns) + this.columns) % this.columns;
    return row * this.columns + wrapped;
  }
}
