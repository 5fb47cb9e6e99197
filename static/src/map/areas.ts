// Incidents whose place is an area, not a point: the area itself is tinted,
// and its incidents are counted at its label point.

import { dominant, type Member, type Shares } from './group';
import type { AreaFeature, IncidentFeature } from './incident';
import { copies, projectX, projectY, worldSize } from './mercator';
import type { Frame } from './overlay';
import type { Palette } from './palette';

/** An area with the incidents that it stands for. */
export interface FilledArea {
  feature: AreaFeature;
  ids: string[];
  shares: Shares;
  /** Longitudes and latitudes of the box around it. */
  box: { west: number; south: number; east: number; north: number };
}

/** Joins areas with the incidents that name them, the widest first; areas without incidents are left out. */
export function fillAreas(areas: readonly AreaFeature[], incidents: readonly IncidentFeature[]): FilledArea[] {
  const filled = new Map<string, FilledArea>();
  const known = new Map(areas.map((feature) => [feature.properties.id, feature]));
  for (const { geometry, properties } of incidents) {
    const feature = geometry || !properties.area_id ? undefined : known.get(properties.area_id);
    if (!feature) continue;
    const area = filled.get(feature.properties.id) ?? { feature, ids: [], shares: {}, box: extentOf(feature) };
    area.ids.push(properties.id);
    area.shares[properties.kind] = (area.shares[properties.kind] ?? 0) + 1;
    filled.set(feature.properties.id, area);
  }
  return [...filled.values()].sort((a, b) => sizeOf(b) - sizeOf(a) || (a.feature.properties.id < b.feature.properties.id ? -1 : 1));
}

/** The area as a member of a grouping. */
export function areaMember({ feature, ids, shares }: FilledArea, zoom: number): Member {
  const { repr_lon, repr_lat } = feature.properties;
  return { ids, shares, x: projectX(repr_lon, zoom), y: projectY(repr_lat, zoom), area: true };
}

/** The smallest area around a place in degrees; undefined for none. */
export function areaAt(areas: readonly FilledArea[], lon: number, lat: number): FilledArea | undefined {
  const around = areas.filter(({ box }) => lon >= box.west && lon <= box.east && lat >= box.south && lat <= box.north);
  return around.reverse().find(({ feature }) => inside(feature, lon, lat));
}

function sizeOf({ box }: FilledArea): number {
  return (box.east - box.west) * (box.north - box.south);
}

function extentOf(feature: AreaFeature): FilledArea['box'] {
  const box = { west: Infinity, south: Infinity, east: -Infinity, north: -Infinity };
  for (const ring of rings(feature)) {
    for (const [lon = 0, lat = 0] of ring) {
      box.west = Math.min(box.west, lon);
      box.south = Math.min(box.south, lat);
      box.east = Math.max(box.east, lon);
      box.north = Math.max(box.north, lat);
    }
  }
  return box;
}

function rings({ geometry }: AreaFeature): number[][][] {
  return geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();
}

/** Even-odd over all rings: holes are outside. */
function inside(feature: AreaFeature, lon: number, lat: number): boolean {
  let within = false;
  for (const ring of rings(feature)) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi = 0, yi = 0] = ring[i] ?? [];
      const [xj = 0, yj = 0] = ring[j] ?? [];
      if (yi > lat !== yj > lat && lon < ((xj - xi) * (lat - yi)) / (yj - yi) + xi) within = !within;
    }
  }
  return within;
}

// The width in pixels below which an area is not drawn.
const smallest = 24;
// So many tints of areas wider than the view may lie over one another: more would be a blot.
const mostWide = 6;

interface AreaPaths {
  fill: Path2D;
  edge: Path2D;
}

/** Draws areas, and remembers their paths at the zoom drawn last. */
export class AreaPainter {
  private paths = new Map<FilledArea, AreaPaths>();
  private zoom = NaN;
  /** How many areas wider than the view were drawn. */
  private wide = 0;

  draw(frame: Frame, areas: readonly FilledArea[], palette: Palette, selected: string | null, hovered: string | null): void {
    if (frame.zoom !== this.zoom) this.paths = new Map();
    this.zoom = frame.zoom;
    this.wide = 0;
    for (const area of areas) {
      const chosen = selected !== null && area.ids.includes(selected);
      const lit = chosen || (hovered !== null && area.ids.includes(hovered));
      this.drawArea(frame, area, palette, lit, chosen, selected !== null && !chosen ? 0.45 : 1);
    }
  }

  private drawArea(frame: Frame, area: FilledArea, palette: Palette, lit: boolean, chosen: boolean, strength: number): void {
    const { ctx, zoom, left, top, width, height } = frame;
    const size = worldSize(zoom);
    const [x, y] = [projectX(area.box.west, zoom), projectY(area.box.north, zoom)];
    const [wide, tall] = [projectX(area.box.east, zoom) - x, projectY(area.box.south, zoom) - y];
    if (y > top + height || y + tall < top) return;
    // Below this the count alone says it better.
    if (!lit && Math.max(wide, tall) < smallest) return;
    const paths = this.paths.get(area) ?? trace(area.feature, zoom, x, y);
    this.paths.set(area, paths);
    const colour = palette.kind[dominant(area.shares)];
    const isWide = wide * tall > width * height;
    for (const copy of copies(left - wide, left + width, zoom)) {
      const across = x + copy * size - left;
      if (across > width || across + wide < 0) continue;
      if (isWide && !lit && ++this.wide > mostWide) return;
      ctx.save();
      ctx.translate(across, y - top);
      ctx.fillStyle = colour;
      // A wide area lies under much else, so it is tinted less.
      ctx.globalAlpha = strength * (lit ? 0.16 : isWide ? 0.05 : 0.09);
      ctx.fill(paths.fill, 'evenodd');
      ctx.globalAlpha = strength * (lit ? 1 : 0.55);
      ctx.strokeStyle = chosen ? palette.ink : colour;
      ctx.lineWidth = lit ? 1.5 : 1;
      if (!chosen) ctx.setLineDash([4, 3]);
      ctx.stroke(paths.edge);
      ctx.restore();
    }
  }
}

/** Paths in pixels from (x, y). The edge leaves out where the antimeridian cuts an area in two. */
function trace(feature: AreaFeature, zoom: number, x: number, y: number): AreaPaths {
  const [fill, edge] = [new Path2D(), new Path2D()];
  for (const ring of rings(feature)) {
    let wasCut = false;
    ring.forEach(([lon = 0, lat = 0], i) => {
      const [px, py] = [projectX(lon, zoom) - x, projectY(lat, zoom) - y];
      const isCut = Math.abs(lon) === 180;
      if (i === 0) fill.moveTo(px, py);
      else fill.lineTo(px, py);
      if (i === 0 || (isCut && wasCut)) edge.moveTo(px, py);
      else edge.lineTo(px, py);
      wasCut = isCut;
    });
    fill.closePath();
  }
  return { fill, edge };
}
