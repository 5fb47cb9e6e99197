// The outlines of areas, as fine as a zoom shows them.

import type { AreaFeature } from './incident';

/** Ids in one address: it must not get too long. */
const atOnce = 100;

/** The outlines of some areas, whose ids hold letters, digits and hyphens only; the finest without a zoom. */
export async function loadOutlines(base: string, ids: readonly string[], zoom = Infinity): Promise<AreaFeature[]> {
  const parts = Array.from({ length: Math.ceil(ids.length / atOnce) }, (_, i) => ids.slice(i * atOnce, (i + 1) * atOnce));
  return (await Promise.all(parts.map((part) => outlinesAt(`${base}/tiles/areas.json?id=${part.join(',')}${zoom === Infinity ? '' : `&zoom=${zoom}`}`)))).flat();
}

/** The outlines at an address that asks for some. */
export async function outlinesAt(address: string): Promise<AreaFeature[]> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`the outlines were answered with ${answer.status}`);
  return ((await answer.json()) as { features: AreaFeature[] }).features;
}
