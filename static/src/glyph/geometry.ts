// The one definition of the symbols. A kind is a shape, a status is how the
// shape is filled. Everything that shows a symbol — the map's canvas, a list,
// the legend, the sprite for server-made HTML — draws the marks made here.
//
// Lengths are in units of a 16 by 16 box, y downwards, the centre at (8, 8).

export const kinds = ['strike', 'incursion', 'interception', 'sighting', 'closure'] as const;
export const statuses = ['verified', 'confirmed', 'claimed', 'reported', 'disputed'] as const;

export type Kind = (typeof kinds)[number];
export type Status = (typeof statuses)[number];

/** The side of the box. */
export const box = 16;

/** The ink of a mark: the colour of the kind, or the colour of the paper below. */
export type Ink = 'kind' | 'paper';

/** One stroke or filling. `path` is SVG path data, which canvas reads as well. */
export type Mark = { path: string; fill: Ink } | { path: string; stroke: Ink; width: number };

type Point = readonly [x: number, y: number];
type Shape = { corners: readonly Point[] } | { centre: Point; radius: number };

// The sizes are set so that the five look equally big, not so that they
// measure the same.
const shapes: Record<Kind, Shape> = {
  strike: { corners: [[8, 1.6], [14.4, 8], [8, 14.4], [1.6, 8]] },
  incursion: { corners: [[8, 2.4], [14.2, 13], [1.8, 13]] },
  interception: { corners: [[2.9, 2.9], [13.1, 2.9], [13.1, 13.1], [2.9, 13.1]] },
  sighting: { centre: [8, 8], radius: 5.7 },
  closure: { corners: [[4.8, 2.9], [11.2, 2.9], [14.6, 8], [11.2, 13.1], [4.8, 13.1], [1.4, 8]] },
};

const line = 1.6;
const hatchStep = 3.6;
const hatchLine = 0.75;

/** The outline of a kind, closed; what a halo or a ring around the symbol follows. */
export function outline(kind: Kind): string {
  return path(shapes[kind]);
}

/** The marks of a symbol, to be drawn in this order. */
export function marks(kind: Kind, status: Status): Mark[] {
  const shape = shapes[kind];
  const edge: Mark = { path: path(shape), stroke: 'kind', width: line };
  const solid: Mark[] = [{ path: path(shape), fill: 'kind' }, ...hatch(kind, shape, 'paper')];
  const hollow: Mark[] = [{ path: path(shape), fill: 'paper' }, ...hatch(kind, shape, 'kind')];
  switch (status) {
    case 'verified':
      return [{ path: path(shape), fill: 'kind' }, edge, { path: path(inset(shape, 0.5)), stroke: 'paper', width: 1.5 }];
    case 'confirmed':
      return [...solid, edge];
    case 'claimed': {
      const half = leftHalf(shape);
      return [...hollow, { path: path(half), fill: 'kind' }, ...hatch(kind, half, 'paper'), edge];
    }
    case 'reported':
      return [...hollow, edge];
    case 'disputed':
      return [{ path: path(shape), fill: 'paper' }, edge, { path: slash(shape), stroke: 'kind', width: line }];
  }
}

/** A line through and beyond a shape; flatter than any edge, so that it is not taken for one. */
function slash(shape: Shape): string {
  const [x, y] = centre(shape);
  return `M${pair([x - 7.2, y + 4.6])}L${pair([x + 7.2, y - 4.6])}`;
}

/** Lines across a closure, falling to the right; none for other kinds. */
function hatch(kind: Kind, shape: Shape, ink: Ink): Mark[] {
  if (kind !== 'closure' || !('corners' in shape)) return [];
  const lines: string[] = [];
  for (let offset = -2 * hatchStep; offset <= 2 * hatchStep; offset += hatchStep) {
    const crossing = chord(shape.corners, offset);
    if (crossing) lines.push(`M${pair(crossing[0])}L${pair(crossing[1])}`);
  }
  return [{ path: lines.join(''), stroke: ink, width: hatchLine }];
}

/** The piece of the line y = x + offset inside a convex polygon; null if it only touches or misses. */
function chord(corners: readonly Point[], offset: number): [Point, Point] | null {
  const hits: Point[] = [];
  corners.forEach((a, i) => {
    const b = corners[(i + 1) % corners.length] ?? a;
    const [before, after] = [a[1] - a[0] - offset, b[1] - b[0] - offset];
    if (before < 0 === after < 0) return;
    const t = before / (before - after);
    hits.push([a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]);
  });
  const [from, to] = hits;
  return from && to && Math.hypot(from[0] - to[0], from[1] - to[1]) > 0.5 ? [from, to] : null;
}

/** The part of a shape left of the middle of the box. */
function leftHalf(shape: Shape): Shape {
  if (!('corners' in shape)) {
    // An arc of eighteen chords: at this size the eye takes it for round.
    const { centre, radius } = shape;
    const steps = 18;
    return {
      corners: Array.from({ length: steps + 1 }, (_, i): Point => {
        const angle = Math.PI * (0.5 + i / steps);
        return [centre[0] + radius * Math.cos(angle), centre[1] + radius * Math.sin(angle)];
      }),
    };
  }
  const middle = box / 2;
  const kept: Point[] = [];
  shape.corners.forEach((a, i) => {
    const b = shape.corners[(i + 1) % shape.corners.length] ?? a;
    if (a[0] <= middle) kept.push(a);
    if (a[0] < middle !== b[0] < middle && a[0] !== middle && b[0] !== middle) {
      const t = (middle - a[0]) / (b[0] - a[0]);
      kept.push([middle, a[1] + t * (b[1] - a[1])]);
    }
  });
  return { corners: kept };
}

/** The same shape at a fraction of its size, about the centre of its area. */
function inset(shape: Shape, fraction: number): Shape {
  if (!('corners' in shape)) return { centre: shape.centre, radius: shape.radius * fraction };
  const [cx, cy] = centre(shape);
  return { corners: shape.corners.map(([x, y]): Point => [cx + fraction * (x - cx), cy + fraction * (y - cy)]) };
}

/** The centre of the area; of a polygon the mean of its corners, which is the same for these. */
function centre(shape: Shape): Point {
  if (!('corners' in shape)) return shape.centre;
  const n = shape.corners.length;
  return [shape.corners.reduce((sum, [x]) => sum + x, 0) / n, shape.corners.reduce((sum, [, y]) => sum + y, 0) / n];
}

function path(shape: Shape): string {
  if ('corners' in shape) return `M${shape.corners.map(pair).join('L')}Z`;
  const [x, y] = shape.centre;
  const r = round(shape.radius);
  return `M${round(x - shape.radius)} ${y}a${r} ${r} 0 1 1 ${round(2 * shape.radius)} 0a${r} ${r} 0 1 1 ${round(-2 * shape.radius)} 0Z`;
}

function pair([x, y]: Point): string {
  return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
