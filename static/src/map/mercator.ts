// Web Mercator in world pixels: at zoom z the world is 256 * 2^z pixels wide,
// x grows to the east from 180 W, y to the south from 85.05 N.

/** Width of the world in pixels. */
export function worldSize(zoom: number): number {
  return 256 * 2 ** zoom;
}

/** The latitude at which the square world ends. */
export const latitudeLimit = 85.0511287798066;

/** World pixel of a longitude, from 0 to the world's size for -180 to 180; beyond for beyond. */
export function projectX(lon: number, zoom: number): number {
  return ((lon + 180) / 360) * worldSize(zoom);
}

/** World pixel of a latitude; latitudes beyond the limit are taken for the limit. */
export function projectY(lat: number, zoom: number): number {
  const clamped = Math.max(-latitudeLimit, Math.min(latitudeLimit, lat));
  const sine = Math.sin((clamped * Math.PI) / 180);
  return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * worldSize(zoom);
}

/** Brings a longitude into [-180, 180). */
export function wrapLongitude(lon: number): number {
  return ((((lon + 180) % 360) + 360) % 360) - 180;
}

const equator = 2 * Math.PI * 6378137;

/** Pixels that a length on the ground has at a latitude. Exact for small lengths only. */
export function metresToPixels(metres: number, lat: number, zoom: number): number {
  const stretch = Math.cos((Math.max(-latitudeLimit, Math.min(latitudeLimit, lat)) * Math.PI) / 180);
  return (metres * worldSize(zoom)) / (equator * stretch);
}

/** The copies of the world that reach into a range of world pixels, as offsets in whole worlds. */
export function copies(from: number, to: number, zoom: number): number[] {
  const size = worldSize(zoom);
  const found: number[] = [];
  for (let copy = Math.floor(from / size); copy <= Math.floor(to / size); copy++) found.push(copy);
  return found;
}

/** The shortest way from one world pixel to another, over the antimeridian if that is shorter. */
export function shortest(from: number, to: number, zoom: number): number {
  const size = worldSize(zoom);
  const way = (to - from) % size;
  if (way > size / 2) return way - size;
  if (way < -size / 2) return way + size;
  return way;
}

/**
 * The smallest range of longitudes that holds all of the given ones: west, and
 * east at most 360 degrees beyond it. Null for none.
 */
export function longitudeRange(longitudes: readonly number[]): [west: number, east: number] | null {
  const sorted = longitudes.map(wrapLongitude).sort((a, b) => a - b);
  const first = sorted[0];
  const last = sorted[sorted.length - 1];
  if (first === undefined || last === undefined) return null;
  // The widest gap between neighbours, the one across the antimeridian included, is left out.
  let [west, east, gap] = [first, last, first + 360 - last];
  for (let i = 1; i < sorted.length; i++) {
    const [before, after] = [sorted[i - 1] as number, sorted[i] as number];
    if (after - before > gap) [west, east, gap] = [after, before + 360, after - before];
  }
  return [west, east];
}
