// The incidents of an embed, out of its page or by the question that stands there.

import type { IncidentFeature } from '../map/incident';

/** An incident as the page holds it: id, kind, status, precision, longitude, latitude, metres of uncertainty, area. */
export type Mark = [id: string, kind: IncidentFeature['properties']['kind'], status: IncidentFeature['properties']['status'], precision: IncidentFeature['properties']['precision'], lon: number | null, lat: number | null, uncertainty: number, area: string];

/** What the page says of its incidents. */
export interface Shown {
  /** Prefix of every path. */
  base: string;
  marks?: Mark[];
  /** The API's question for the incidents, where they are too many for the page. */
  query?: string;
  limit?: number;
}

/** The incidents that an embed shows; it rejects where they cannot be had. */
export async function loadShown({ base, marks, query, limit }: Shown): Promise<IncidentFeature[]> {
  if (query === undefined) return (marks ?? []).map(featureOf);
  const answer = await fetch(`${base}/api/v1/collections/incidents/items?${query}&limit=${limit}&properties=id,title,kind,status,precision,uncertainty_m,area_id,time_from`);
  if (!answer.ok) throw new Error(`the incidents were answered with ${answer.status}`);
  return ((await answer.json()) as { features: IncidentFeature[] }).features;
}

function featureOf([id, kind, status, precision, lon, lat, uncertainty_m, area_id]: Mark): IncidentFeature {
  const geometry = lon === null || lat === null ? null : { type: 'Point', coordinates: [lon, lat] };
  return { type: 'Feature', id, geometry, properties: { id, title: '', kind, status, precision, uncertainty_m, area_id: area_id || null } } as unknown as IncidentFeature;
}
