// What the map needs to know of incidents and areas: the flat properties of
// the public API, as GeoJSON. Coordinates are longitude, latitude.

import type { Kind, Status } from '../glyph/geometry';

/** The flat properties of an incident that the map reads; there may be more. */
export interface IncidentProperties {
  id: string;
  title: string;
  kind: Kind;
  status: Status;
  precision: string;
  /** Radius in metres around the point; null if not known. */
  uncertainty_m: number | null;
  /** The area that stands for the place of an incident without a point. */
  area_id: string | null;
  time_from: string;
}

/** An incident as the API gives it. Its geometry is null where no point is known well enough. */
export interface IncidentFeature {
  type: 'Feature';
  id?: string | number;
  geometry: { type: 'Point'; coordinates: number[] } | null;
  properties: IncidentProperties;
}

export interface IncidentCollection {
  type: 'FeatureCollection';
  features: IncidentFeature[];
}

/** The properties of an area; the label point lies inside it. */
export interface AreaProperties {
  id: string;
  name?: string;
  /** Such as "district", "region", "sea-area", "country". */
  level?: string;
  repr_lon: number;
  repr_lat: number;
}

export interface AreaFeature {
  type: 'Feature';
  id?: string | number;
  geometry: { type: 'Polygon'; coordinates: number[][][] } | { type: 'MultiPolygon'; coordinates: number[][][][] };
  properties: AreaProperties;
}

export interface AreaCollection {
  type: 'FeatureCollection';
  features: AreaFeature[];
}
