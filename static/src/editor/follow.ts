// How well a place is known goes with how far off its point may be: either follows the
// other, by the limits that the record holds them to.

import type { Location } from './draft';

/** The widest radius in metres that goes with a precision; of others there is none. */
const widest: Readonly<Record<string, number>> = { site: 1000, settlement: 10_000 };

/** Precisions with a point that readers see, from the finest. */
const pointed = ['site', 'settlement', 'district'];

/** A location known to another precision. The radius stays where it goes with it. */
export function withPrecision(location: Location, precision: string): Location {
  const finer = pointed[pointed.indexOf(precision) - 1] ?? '';
  const least = precision === 'site' ? 0 : (widest[finer] ?? 0);
  const most = widest[precision] ?? Infinity;
  return { ...location, precision, uncertainty_m: Math.min(Math.max(location.uncertainty_m, least), most) };
}

/** A location with another radius. It becomes coarser where the radius is too wide for its precision, and never finer: a site is named, not measured. */
export function withUncertainty(location: Location, metres: number): Location {
  const from = pointed.indexOf(location.precision);
  const precision = from < 0 ? location.precision : (pointed.slice(from).find((name) => metres <= (widest[name] ?? Infinity)) ?? location.precision);
  return { ...location, precision, uncertainty_m: metres };
}

/** A location whose point was set by hand, or taken away. What depends on the point is left to be found anew. */
export function withPoint({ point: _, border: _b, border_km: _k, ...rest }: Location, point: { lon: number; lat: number } | undefined): Location {
  return point ? { ...rest, point } : rest;
}
