// The contract between the map and the page around it. The page never sees
// the library that moves the map.

import type { Group } from './group';
import type { AreaCollection, IncidentCollection, IncidentFeature } from './incident';
import type { Frame } from './overlay';

export type { AreaCollection, AreaFeature, IncidentCollection, IncidentFeature } from './incident';

/** Where the map looks: centre in degrees, zoom in levels of the 256-pixel scheme. */
export interface View {
  lon: number;
  lat: number;
  zoom: number;
}

/** A box in degrees: west, south, east, north. East is less than west across the antimeridian. */
export type Bounds = [west: number, south: number, east: number, north: number];

export type Theme = 'light' | 'dark' | 'auto';

/** Every word that the map shows or speaks. Plain text. */
export interface MapMessages {
  /** Names the map and its keys to screen readers. */
  label: string;
  zoomIn: string;
  zoomOut: string;
  reset: string;
  /** The line at the foot: source of the borders, the note on them. */
  attribution: string;
}

export interface MapOptions {
  /** Address of the basemap's vector tiles with {z}, {x} and {y}; relative to the page. */
  basemap: string;
  /** Address of the label file; relative to the page. */
  labels: string;
  /** Addresses of tiles, and of the names of a part of the map, that the page asked for already: what the view at the start needs. */
  tilesAhead?: readonly string[];
  labelsAhead?: string | undefined;
  /** Language of labels and numbers, such as "uk". */
  language: string;
  /** The view after "reset", and at the start where no other is given. */
  view: View;
  start?: View | null;
  messages: MapMessages;
  /** Stops all motion. Default: what the reader's system asks for. */
  reducedMotion?: boolean;
  /** With 'cooperative' the wheel zooms only together with Ctrl or Cmd, and one finger scrolls the page. Default 'free'. */
  gestures?: 'free' | 'cooperative';
  /** What lies over the map: names keep clear of it. */
  covers?: readonly Element[];
  /** Default 'auto'. */
  theme?: Theme;
  /** Deepest tiles of the basemap; beyond they are enlarged. Default 6. */
  basemapMaxZoom?: number;
  /** Limits of the map's zoom. Defaults 2 and 12. */
  minZoom?: number;
  maxZoom?: number;
  /** Is called when the basemap or its labels cannot be loaded, once for each. */
  onError?(part: 'basemap' | 'labels'): void;
}

/** Symbols that come in tiles, for more incidents than a page can hold. */
export interface SymbolTiles {
  /** Tells what will be drawn; asks for the tiles that are missing. */
  want(frame: Frame): void;
  /** The symbols of what was wanted last, as far as they have come. */
  groups(): readonly Group[];
  /** Calls when there are more. */
  onChange(listener: () => void): void;
  destroy(): void;
}

/** A symbol that was hit whose incidents are not at hand: how many, and the box that holds just them. */
export interface Crowd {
  count: number;
  box: Bounds;
}

/** Where a pointer is, in pixels from the map's upper left corner. */
export interface Spot {
  x: number;
  y: number;
}

export interface MapView {
  /** Replaces all incidents. Those without a point belong to the area that they name. */
  setIncidents(incidents: IncidentCollection): void;
  /** Replaces all areas. Only those with incidents are drawn. */
  setAreas(areas: AreaCollection): void;
  /** Shows symbols from tiles beside the incidents, or none; those before are destroyed. */
  setTiles(tiles: SymbolTiles | null): void;
  setSelected(id: string | null): void;
  setHover(id: string | null): void;
  setView(view: View): void;
  getView(): View;
  /** Moves so that a box, or all the given incidents, are in view. Does nothing for incidents without any place. */
  fitTo(target: Bounds | readonly IncidentFeature[]): void;
  getBounds(): Bounds;
  /** A click, with all incidents of the symbol hit, or the crowd that it counts; neither when it hit nothing. Gives a function that ends it. */
  onSelect(listener: (ids: string[], crowd: Crowd | null) => void): () => void;
  /** The pointer came over another symbol, or left (no ids). */
  onHover(listener: (ids: string[], spot: Spot) => void): () => void;
  /** The view came to rest. */
  onMove(listener: (view: View, bounds: Bounds) => void): () => void;
  /** 'auto' follows the page; call it too when the page's own colours have changed. */
  setTheme(theme: Theme): void;
  /** Takes the size of the element again, after the page moved its parts. */
  resize(): void;
  destroy(): void;
}
