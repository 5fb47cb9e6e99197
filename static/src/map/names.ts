// The file of names, or the part of it that a view needs.

import { readLabels, type Label, type LabelFile } from './place-labels';
import type { Bounds } from './view';

export async function loadNames(address: string): Promise<Label[]> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`the labels were answered with ${response.status}`);
  return readLabels((await response.json()) as LabelFile);
}

/** Whether the names at an address, which says of what box and up to what zoom they are, are all that a view can show. */
export function enough(address: string, [west, south, east, north]: Bounds, zoom: number): boolean {
  const { searchParams } = new URL(address, location.href);
  const [left = -180, bottom = -90, right = 180, top = 90] = searchParams.get('bbox')?.split(',').map(Number) ?? [];
  return zoom <= Number(searchParams.get('zoom') ?? Infinity) && west >= left && east <= right && west <= east && south >= bottom && north <= top;
}
