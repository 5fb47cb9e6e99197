// The basemap's vector tiles: fetched once, decoded once, kept while they may
// be wanted again.

import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { extent } from './window';

/** The layers, in the order in which they are drawn. */
export const layerNames = ['land', 'lakes', 'rivers', 'admin1', 'borders'] as const;

export type LayerName = (typeof layerNames)[number];

/** One feature: its lines or rings as x, y, x, y in tile units, and the box around them. */
export interface Shape {
  lines: Int32Array[];
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export type Tile = Record<LayerName, Shape[]>;

const kept = 160;

/** Gives tiles by address; a tile without content is null. */
export class TileSource {
  private readonly tiles = new Map<string, Promise<Tile | null>>();

  /**
   * @param template address with {z}, {x} and {y}
   * @param ahead addresses of tiles that are taken at once
   */
  constructor(
    private readonly template: string,
    ahead: readonly string[] = [],
  ) {
    for (const address of ahead) void this.take(address);
  }

  /** Rejects if the tile could not be fetched; asking again tries again. */
  get(z: number, x: number, y: number): Promise<Tile | null> {
    return this.take(this.template.replace('{z}', String(z)).replace('{x}', String(x)).replace('{y}', String(y)));
  }

  private take(address: string): Promise<Tile | null> {
    const known = this.tiles.get(address);
    const tile = known ?? load(address);
    // Taken out and put in again, the tile is the youngest; the oldest is the first.
    this.tiles.delete(address);
    this.tiles.set(address, tile);
    if (!known) tile.catch(() => this.tiles.delete(address));
    for (const oldest of this.tiles.keys()) {
      if (this.tiles.size <= kept) break;
      this.tiles.delete(oldest);
    }
    return tile;
  }
}

async function load(address: string): Promise<Tile | null> {
  const response = await fetch(address);
  if (response.status === 204) return null;
  if (!response.ok) throw new Error(`the tile ${address} was answered with ${response.status}`);
  return decode(new Uint8Array(await response.arrayBuffer()));
}

/** Decodes a tile; layers that it lacks are empty, others are ignored. */
export function decode(bytes: Uint8Array): Tile {
  const { layers } = new VectorTile(new PbfReader(bytes));
  const shapes = (name: LayerName): Shape[] => {
    const layer = layers[name];
    if (!layer) return [];
    const scale = extent / layer.extent;
    return Array.from({ length: layer.length }, (_, i) => shape(layer.feature(i).loadGeometry(), scale));
  };
  return Object.fromEntries(layerNames.map((name) => [name, shapes(name)])) as Tile;
}

function shape(geometry: { x: number; y: number }[][], scale: number): Shape {
  const made: Shape = { lines: [], left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  for (const points of geometry) {
    const line = new Int32Array(points.length * 2);
    points.forEach((point, i) => {
      const [x, y] = [point.x * scale, point.y * scale];
      line[2 * i] = x;
      line[2 * i + 1] = y;
      made.left = Math.min(made.left, x);
      made.top = Math.min(made.top, y);
      made.right = Math.max(made.right, x);
      made.bottom = Math.max(made.bottom, y);
    });
    made.lines.push(line);
  }
  return made;
}
