// The map: the library that moves it, the basemap, and what is drawn over it.
//
// Longitudes have no end here: the world repeats to the east and the west, and
// everything is drawn in each copy in view. After a drag the map jumps back,
// unseen, to the copy between 180 W and 180 E. Latitudes end with the basemap.

import { LatLng } from 'leaflet/src/geo/LatLng.js';
import { LatLngBounds } from 'leaflet/src/geo/LatLngBounds.js';
import { Point } from 'leaflet/src/geometry/Point.js';
import 'leaflet/src/map/handler/Map.DoubleClickZoom.js';
import 'leaflet/src/map/handler/Map.Drag.js';
import 'leaflet/src/map/handler/Map.Keyboard.js';
import 'leaflet/src/map/handler/Map.ScrollWheelZoom.js';
import 'leaflet/src/map/handler/Map.TouchZoom.js';
import { Map as LeafletMap, type PanOptions } from 'leaflet/src/map/Map.js';
import { areaAt, areaMember, AreaPainter, fillAreas, type FilledArea } from './areas';
import { createBasemap } from './basemap';
import { createControls } from './controls';
import { drawLabels, measurer } from './draw-labels';
import { group, type Group } from './group';
import type { AreaFeature, IncidentFeature } from './incident';
import { latitudeLimit, longitudeRange, wrapLongitude } from './mercator';
import { Overlay, type Frame } from './overlay';
import { readPalette } from './palette';
import { enough, loadNames } from './names';
import { placeLabels, type Box, type Label, type PlacedLabel } from './place-labels';
import { groupAt, holds, pointMember, SymbolPainter } from './symbols';
import type { Bounds, Crowd, MapOptions, MapView, Spot, SymbolTiles, Theme, View } from './view';

/** No motion lasts longer than this, in seconds. */
const longestMotion = 0.18;

const CalmMap = LeafletMap.extend({
  panBy(this: LeafletMap, offset: Point, options: PanOptions = {}) {
    forgetCentre(this);
    const animate = this.options['calm'] ? false : options.animate;
    return LeafletMap.prototype.panBy.call(this, offset, { duration: longestMotion, ...options, ...(animate === undefined ? {} : { animate }) });
  },
});

/**
 * The library keeps the centre of the last zoom and takes it for the present
 * one whenever the pane lies at its origin, which it also does after a pan back.
 */
function forgetCentre(map: LeafletMap): void {
  map._lastCenter = null;
}

/** Makes a map that fills an element. */
export function createMap(element: HTMLElement, options: MapOptions): MapView {
  const { language, messages } = options;
  const minZoom = options.minZoom ?? 2;
  const maxZoom = options.maxZoom ?? 12;
  const calm = options.reducedMotion ?? matchMedia('(prefers-reduced-motion: reduce)').matches;
  const cooperative = options.gestures === 'cooperative';

  element.classList.add('map');
  const stage = document.createElement('div');
  stage.className = 'map-stage';
  stage.setAttribute('role', 'application');
  stage.setAttribute('aria-label', messages.label);
  element.append(stage);
  if (cooperative) leavePlainWheelToPage(stage);

  const map = new CalmMap(stage, {
    calm,
    minZoom,
    maxZoom,
    zoomAnimation: !calm,
    fadeAnimation: false,
    inertia: !calm,
    dragging: !(cooperative && matchMedia('(pointer: coarse)').matches),
    worldCopyJump: true,
    maxBounds: new LatLngBounds(new LatLng(-latitudeLimit, -720), new LatLng(latitudeLimit, 720)),
    maxBoundsViscosity: 1,
    wheelPxPerZoomLevel: 100,
    keyboardPanDelta: 100,
  });

  // What is shown.
  let incidents: readonly IncidentFeature[] = [];
  let areaFeatures: readonly AreaFeature[] = [];
  let areas: FilledArea[] = [];
  let names: readonly Label[] = [];
  let tiles: SymbolTiles | null = null;
  let selected: string | null = null;
  let hovered: string | null = null;

  // A change of the view that waits for the end of another, the last one asked for.
  let waiting: (() => void) | null = null;
  // Where quick presses of the buttons lead, while the map still zooms there.
  let goal: number | null = null;
  const motion: PanOptions = calm ? { animate: false } : {};

  // What lies over the map, asked for once for each time that the map comes to rest: asking makes the browser lay out the page.
  let covered: Box[] | null = null;

  // What follows from it, per zoom.
  let groups = new Map<number, Group[]>();
  let placed = new Map<number, PlacedLabel[]>();

  applyTheme(options.theme ?? 'auto');
  let palette = readPalette(element);
  let measure = measurer(palette.font);
  const symbols = new SymbolPainter(palette, language);
  const areaPainter = new AreaPainter();
  const reported = new Set<string>();
  const report = (part: 'basemap' | 'labels'): void => {
    if (!reported.has(part)) options.onError?.(part);
    reported.add(part);
  };

  const overlay = new Overlay(map, paint);
  const basemap = createBasemap({
    address: options.basemap,
    maxNativeZoom: options.basemapMaxZoom ?? 6,
    minZoom,
    maxZoom,
    palette,
    ahead: options.tilesAhead ?? [],
    onError: () => report('basemap'),
  });
  const controls = createControls(messages, language, {
    zoomIn: () => zoomBy(1),
    zoomOut: () => zoomBy(-1),
    reset: () => show(options.view),
  });
  element.append(controls.element);

  const selectListeners = new Set<(ids: string[], crowd: Crowd | null) => void>();
  const hoverListeners = new Set<(ids: string[], spot: Spot) => void>();
  const moveListeners = new Set<(view: View, bounds: Bounds) => void>();

  map.on('moveend', () => {
    const { lat } = map.getCenter();
    covered = null;
    controls.update(lat, map.getZoom(), { min: minZoom, max: maxZoom });
    wantNames();
    for (const listener of moveListeners) listener(getView(), getBounds());
    if (!waiting) goal = null;
    settle();
  });
  map.on('dragstart', () => forgetCentre(map));
  map.on('click', ({ containerPoint }) => {
    const { ids, crowd } = hitAt(containerPoint, true);
    for (const listener of selectListeners) listener(ids, crowd);
  });
  let under = '';
  const point = ({ ids, crowd }: Hit, spot: Spot): void => {
    stage.classList.toggle('map-over', ids.length > 0 || crowd !== null);
    if (ids.join() === under) return;
    under = ids.join();
    for (const listener of hoverListeners) listener(ids, spot);
  };
  map.on('mousemove', ({ containerPoint }) => point(hitAt(containerPoint, false), { x: containerPoint.x, y: containerPoint.y }));
  map.on('mouseout', ({ containerPoint }) => point(nothing, { x: containerPoint.x, y: containerPoint.y }));

  let namesOf = '';
  if (options.labelsAhead) useNames(options.labelsAhead);
  const start = options.start ?? options.view;
  map.setView(new LatLng(start.lat, start.lon), Math.round(start.zoom));
  basemap.layer.addTo(map);

  const darkness = matchMedia('(prefers-color-scheme: dark)');
  darkness.addEventListener('change', recolour);
  const watcher = new ResizeObserver(() => map.invalidateSize({ animate: false, pan: false }));
  watcher.observe(stage);

  /** Loads all names once the view shows more than those at hand. */
  function wantNames(): void {
    if (namesOf !== options.labels && !(namesOf && enough(namesOf, getBounds(), map.getZoom()))) useNames(options.labels);
  }

  function useNames(address: string): void {
    namesOf = address;
    loadNames(address).then(
      (loaded) => {
        if (namesOf !== address) return;
        names = loaded;
        placed = new Map();
        overlay.request();
      },
      () => report('labels'),
    );
  }

  function paint(frame: Frame): void {
    tiles?.want(frame);
    const shown = groupsAt(frame.zoom);
    areaPainter.draw(frame, areas, palette, selected, hovered);
    symbols.drawUncertainty(frame, shown, selected);
    drawLabels(frame, labelsAt(frame.zoom), palette, selectedBox(shown), (covered ??= controls.covered(options.covers ?? [])));
    symbols.drawGroups(frame, shown, selected, hovered);
  }

  /** All symbols. Those of tiles stand for themselves: they are never joined with others, so that their numbers stay true. */
  function groupsAt(zoom: number): readonly Group[] {
    const own = ownGroupsAt(zoom);
    return tiles ? [...own, ...tiles.groups()] : own;
  }

  function ownGroupsAt(zoom: number): Group[] {
    const known = groups.get(zoom);
    if (known) return known;
    const points = incidents.flatMap((incident) => pointMember(incident, zoom) ?? []);
    const made = group([...points, ...areas.map((area) => areaMember(area, zoom))], zoom);
    groups.set(zoom, made);
    return made;
  }

  function labelsAt(zoom: number): PlacedLabel[] {
    const known = placed.get(zoom);
    if (known) return known;
    const made = placeLabels(names, language, zoom, measure, groupsAt(zoom).map((each) => boxOf(each, 0)));
    placed.set(zoom, made);
    return made;
  }

  function selectedBox(shown: readonly Group[]): Box | null {
    const chosen = selected === null ? undefined : shown.find((each) => holds(each, selected));
    return chosen ? boxOf(chosen, 6) : null;
  }

  function dataChanged(): void {
    covered = null;
    areas = fillAreas(areaFeatures, incidents);
    groups = new Map();
    placed = new Map();
    overlay.request();
  }

  function recolour(): void {
    covered = null;
    palette = readPalette(element);
    measure = measurer(palette.font);
    symbols.setPalette(palette);
    basemap.setPalette(palette);
    overlay.request();
  }

  function applyTheme(theme: Theme): void {
    if (theme === 'auto') delete element.dataset['theme'];
    else element.dataset['theme'] = theme;
  }

  /** What is under a pixel of the map; the surface of an area counts only where asked for. */
  function hitAt(pixel: Point, surfaces: boolean): Hit {
    const zoom = map.getZoom();
    if (!Number.isInteger(zoom)) return nothing;
    const world = map.getPixelOrigin().add(map.containerPointToLayerPoint(pixel));
    const hit = groupAt(groupsAt(zoom), world.x, world.y, zoom);
    if (hit) return { ids: hit.members.flatMap(({ ids }) => ids), crowd: hit.box ? { count: hit.count, box: hit.box } : null };
    if (!surfaces) return nothing;
    const { lat, lng } = map.unproject(world, zoom);
    return { ids: [...(areaAt(areas, wrapLongitude(lng), lat)?.ids ?? [])], crowd: null };
  }

  function show({ lon, lat, zoom }: View): void {
    whenStill(() => map.setView(new LatLng(lat, lon), Math.round(zoom), motion));
  }

  function zoomBy(steps: number): void {
    const to = Math.max(minZoom, Math.min(maxZoom, (goal ?? map.getZoom()) + steps));
    goal = to;
    whenStill(() => map.setView(map.getCenter(), to, motion));
  }

  /** Runs a change of the view, after a zoom under way has ended: the library drops what comes during it. */
  function whenStill(change: () => void): void {
    waiting = change;
    if (!map._animatingZoom) settle();
  }

  function settle(): void {
    const change = waiting;
    waiting = null;
    change?.();
  }

  function getView(): View {
    const { lat, lng } = map.getCenter();
    return { lon: wrapLongitude(lng), lat, zoom: map.getZoom() };
  }

  function getBounds(): Bounds {
    const bounds = map.getBounds();
    const [south, north] = [Math.max(-latitudeLimit, bounds.getSouth()), Math.min(latitudeLimit, bounds.getNorth())];
    if (bounds.getEast() - bounds.getWest() >= 360) return [-180, south, 180, north];
    return [wrapLongitude(bounds.getWest()), south, wrapLongitude(bounds.getEast()), north];
  }

  function fitTo(target: Bounds | readonly IncidentFeature[]): void {
    const box = isBounds(target) ? target : boundsOf(target, areaFeatures);
    if (!box) return;
    const [west, south, east, north] = box;
    const bounds = new LatLngBounds(new LatLng(south, west), new LatLng(north, east < west ? east + 360 : east));
    whenStill(() => map.fitBounds(bounds, { padding: [40, 40], maxZoom: Math.min(10, maxZoom), ...motion }));
  }

  return {
    setIncidents({ features }) {
      incidents = features;
      dataChanged();
    },
    setAreas({ features }) {
      areaFeatures = features;
      dataChanged();
    },
    setTiles(next) {
      tiles?.destroy();
      tiles = next;
      next?.onChange(() => {
        placed = new Map();
        overlay.request();
      });
      placed = new Map();
      overlay.request();
    },
    setSelected(id) {
      selected = id;
      overlay.request();
    },
    setHover(id) {
      hovered = id;
      overlay.request();
    },
    setView: show,
    getView,
    fitTo,
    getBounds,
    onSelect: (listener) => subscribe(selectListeners, listener),
    onHover: (listener) => subscribe(hoverListeners, listener),
    onMove: (listener) => subscribe(moveListeners, listener),
    setTheme(theme) {
      applyTheme(theme);
      recolour();
    },
    resize() {
      map.invalidateSize({ animate: false, pan: false });
    },
    destroy() {
      watcher.disconnect();
      darkness.removeEventListener('change', recolour);
      tiles?.destroy();
      overlay.destroy();
      map.remove();
      stage.remove();
      controls.element.remove();
      element.classList.remove('map');
    },
  };
}

/** What a pointer can meet. */
interface Hit {
  ids: string[];
  crowd: Crowd | null;
}

const nothing: Hit = { ids: [], crowd: null };

function subscribe<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

function boxOf({ x, y, radius }: Group, room: number): Box {
  const half = radius + room;
  return { left: x - half, top: y - half, right: x + half, bottom: y + half };
}

function isBounds(target: Bounds | readonly IncidentFeature[]): target is Bounds {
  return typeof target[0] === 'number';
}

/** The box around incidents, with room for their uncertainty; null if none has a place. */
function boundsOf(incidents: readonly IncidentFeature[], areas: readonly AreaFeature[]): Bounds | null {
  const longitudes: number[] = [];
  const latitudes: number[] = [];
  for (const { geometry, properties } of incidents) {
    const [lon, lat] = geometry?.coordinates ?? [];
    if (lon === undefined || lat === undefined) continue;
    // Three times the circle leaves something of the surroundings to see.
    const high = (3 * (properties.uncertainty_m ?? 0)) / 111_195;
    const wide = high / Math.max(0.05, Math.cos((lat * Math.PI) / 180));
    longitudes.push(lon - wide, lon + wide);
    latitudes.push(lat - high, lat + high);
  }
  const named = new Set(incidents.flatMap(({ geometry, properties }) => (geometry ? [] : (properties.area_id ?? []))));
  for (const { geometry, properties } of areas) {
    if (!named.has(properties.id)) continue;
    const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();
    for (const [lon = 0, lat = 0] of rings.flat()) {
      longitudes.push(lon);
      latitudes.push(lat);
    }
  }
  const range = longitudeRange(longitudes);
  if (!range) return null;
  const [south, north] = latitudes.reduce(([low, high], lat) => [Math.min(low, lat), Math.max(high, lat)], [90, -90]);
  return [range[0], south, wrapLongitude(range[1]), north];
}

/** Turns of the wheel without Ctrl or Cmd never reach the map, so the page scrolls. */
function leavePlainWheelToPage(stage: HTMLElement): void {
  stage.addEventListener('wheel', (event) => { if (!event.ctrlKey && !event.metaKey) event.stopImmediatePropagation(); }, { capture: true });
}
