// The parts of Leaflet 1.9.4 that the map uses, as they lie in its src folder.
// Importing single modules keeps the bundle at two thirds of the whole.

declare module 'leaflet/src/geometry/Point.js' {
  export class Point {
    constructor(x: number, y: number);
    x: number;
    y: number;
    add(other: Point): Point;
    subtract(other: Point): Point;
  }
}

declare module 'leaflet/src/geo/LatLng.js' {
  export class LatLng {
    constructor(lat: number, lng: number);
    lat: number;
    lng: number;
  }
}

declare module 'leaflet/src/geo/LatLngBounds.js' {
  import type { LatLng } from 'leaflet/src/geo/LatLng.js';
  export class LatLngBounds {
    constructor(southWest: LatLng, northEast: LatLng);
    getWest(): number;
    getSouth(): number;
    getEast(): number;
    getNorth(): number;
  }
}

declare module 'leaflet/src/dom/DomUtil.js' {
  import type { Point } from 'leaflet/src/geometry/Point.js';
  export function setPosition(element: HTMLElement, point: Point): void;
  export function setTransform(element: HTMLElement, offset: Point, scale: number): void;
}

declare module 'leaflet/src/map/Map.js' {
  import type { LatLng } from 'leaflet/src/geo/LatLng.js';
  import type { LatLngBounds } from 'leaflet/src/geo/LatLngBounds.js';
  import type { Point } from 'leaflet/src/geometry/Point.js';
  export interface MapEvent {
    containerPoint: Point;
    latlng: LatLng;
    /** Of "zoomanim". */
    zoom: number;
    center: LatLng;
  }
  export interface PanOptions {
    animate?: boolean;
    duration?: number;
  }
  export class Map {
    constructor(element: HTMLElement, options: Record<string, unknown>);
    static extend(members: Record<string, unknown> & ThisType<Map>): typeof Map;
    options: Record<string, unknown>;
    on(events: string, listener: (event: MapEvent) => void): this;
    off(): this;
    setView(centre: LatLng, zoom: number, options?: PanOptions): this;
    panBy(offset: Point, options?: PanOptions): this;
    fitBounds(bounds: LatLngBounds, options?: PanOptions & { padding?: [number, number]; maxZoom?: number }): this;
    getCenter(): LatLng;
    getZoom(): number;
    getMinZoom(): number;
    getMaxZoom(): number;
    getZoomScale(to: number, from: number): number;
    getBounds(): LatLngBounds;
    getSize(): Point;
    getPane(name: string): HTMLElement;
    getPixelOrigin(): Point;
    getPixelBounds(): { min: Point };
    containerPointToLayerPoint(point: Point): Point;
    project(point: LatLng, zoom: number): Point;
    unproject(point: Point, zoom: number): LatLng;
    invalidateSize(options?: { animate?: boolean; pan?: boolean }): this;
    remove(): this;
    _lastCenter: LatLng | null;
    /** Whether a zoom is under way. */
    _animatingZoom?: boolean;
    /** Where the layer's pixel origin will be in a view to come. */
    _getNewPixelOrigin(centre: LatLng, zoom: number): Point;
  }
}

declare module 'leaflet/src/layer/tile/GridLayer.js' {
  import type { Map } from 'leaflet/src/map/Map.js';
  export interface TileCoordinates {
    x: number;
    y: number;
    z: number;
  }
  export class GridLayer {
    constructor(options: Record<string, unknown>);
    static extend(members: Record<string, unknown>): typeof GridLayer;
    addTo(map: Map): this;
    on(event: 'tileunload', listener: (event: { tile: HTMLElement }) => void): this;
  }
}

declare module 'leaflet/src/map/handler/Map.Drag.js';
declare module 'leaflet/src/map/handler/Map.DoubleClickZoom.js';
declare module 'leaflet/src/map/handler/Map.Keyboard.js';
declare module 'leaflet/src/map/handler/Map.ScrollWheelZoom.js';
declare module 'leaflet/src/map/handler/Map.TouchZoom.js';
