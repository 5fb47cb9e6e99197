// Incidents in vector tiles, for more of them than a page can hold. A tile has
// them one by one, or counted in cells; its symbols are made once, when it has
// come, so nothing changes while the map is moved. An incident is in one tile of
// a zoom only, so the numbers of all symbols add up to all incidents with a point.

import { VectorTile, type VectorTileLayer } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { kinds, type Kind, type Status } from '../glyph/geometry';
import { countRadius, group, type Group, type Member, type Shares } from './group';
import { worldSize } from './mercator';
import type { Frame } from './overlay';
import type { PointMember } from './symbols';
import type { Bounds, SymbolTiles } from './view';

/** The side of a tile in pixels: the zoom of tiles is one less than the map's. */
const side = 512;
/** Cells are counted together in squares of this many pixels, each with one circle. */
const block = 64;
/** Tiles kept beyond those in view. */
const kept = 96;
/** Tiles are asked for that lie so many pixels outside of what is drawn. */
const ahead = 64;

/** A symbol before its size is known, which depends on the biggest number in sight. */
interface Symbol {
  group: Group;
  /** World pixels that the circle may not leave, so that it covers none of its neighbours. */
  left: number;
  top: number;
  right: number;
  bottom: number;
}

interface Tile {
  symbols: Symbol[];
  /** How many incidents they stand for. */
  count: number;
}

export class IncidentTiles implements SymbolTiles {
  private readonly tiles = new Map<string, Tile>();
  private readonly asked = new Map<string, AbortController>();
  private readonly failed = new Set<string>();
  private readonly waiting: (() => void)[] = [];
  private readonly listeners = new Set<() => void>();
  private wanted: string[] = [];
  private zoom = NaN;
  private shown: Group[] = [];
  private stale = true;
  private biggest = 1;

  /**
   * @param template address with {z}, {x} and {y}
   * @param onError is called when tiles could not be loaded, once
   */
  constructor(
    private readonly template: string,
    private readonly onError: () => void,
  ) {}

  onChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  want({ zoom, left, top, width, height }: Frame): void {
    const wanted = addresses(zoom, left - ahead, top - ahead, left + width + ahead, top + height + ahead);
    if (zoom !== this.zoom) this.biggest = 1;
    if (zoom === this.zoom && wanted.join() === this.wanted.join()) return;
    [this.zoom, this.wanted, this.stale] = [zoom, wanted, true];
    for (const [address, request] of this.asked) {
      if (!wanted.includes(address)) request.abort();
    }
    for (const address of wanted) {
      const known = this.tiles.get(address);
      if (!known) void this.load(address);
      else this.keep(address, known);
    }
  }

  groups(): readonly Group[] {
    if (!this.stale) return this.shown;
    this.stale = false;
    const symbols = this.wanted.flatMap((address) => this.tiles.get(address)?.symbols ?? this.fromParent(address));
    this.biggest = symbols.reduce((most, { group: { count } }) => Math.max(most, count), this.biggest);
    this.shown = symbols.map((symbol) => sized(symbol, this.biggest));
    return this.shown;
  }

  destroy(): void {
    this.listeners.clear();
    for (const request of this.asked.values()) request.abort();
    this.tiles.clear();
  }

  private async load(address: string): Promise<void> {
    if (this.asked.has(address) || this.failed.has(address)) return;
    const request = new AbortController();
    this.asked.set(address, request);
    try {
      const [z = '', x = '', y = ''] = address.split('/');
      const response = await fetch(this.template.replace('{z}', z).replace('{x}', x).replace('{y}', y), { signal: request.signal });
      if (!response.ok) throw new Error(`the tile ${address} was answered with ${response.status}`);
      const bytes = response.status === 204 ? null : new Uint8Array(await response.arrayBuffer());
      await this.turn();
      if (request.signal.aborted) return;
      this.keep(address, bytes ? decode(bytes, Number(z), Number(x), Number(y)) : { symbols: [], count: 0 });
      this.stale = true;
      for (const listener of this.listeners) listener();
    } catch {
      if (request.signal.aborted) return;
      // Asked for again only in another view: a server in trouble is left alone.
      if (this.failed.size === 0) this.onError();
      this.failed.add(address);
      setTimeout(() => this.failed.delete(address), 10_000);
    } finally {
      this.asked.delete(address);
    }
  }

  /** Waits for a frame of its own: many tiles at once would hold up the map. */
  private turn(): Promise<void> {
    return new Promise((go) => {
      this.waiting.push(go);
      if (this.waiting.length === 1) requestAnimationFrame(() => this.next());
    });
  }

  private next(): void {
    this.waiting.shift()?.();
    if (this.waiting.length) requestAnimationFrame(() => this.next());
  }

  private keep(address: string, tile: Tile): void {
    // Taken out and put in again, the tile is the youngest; the oldest is the first.
    this.tiles.delete(address);
    this.tiles.set(address, tile);
    for (const oldest of this.tiles.keys()) {
      if (this.tiles.size <= kept) break;
      this.tiles.delete(oldest);
    }
  }

  /** What the tile above has in the place of one that is still to come. */
  private fromParent(address: string): Symbol[] {
    const [z = 0, x = 0, y = 0] = address.split('/').map(Number);
    const parent = z > 0 ? this.tiles.get(`${z - 1}/${x >> 1}/${y >> 1}`) : undefined;
    if (!parent) return [];
    const [left, top] = [x * side, y * side];
    return parent.symbols.flatMap((symbol) => {
      const { group } = symbol;
      const [gx, gy] = [2 * group.x, 2 * group.y];
      if (gx < left || gx >= left + side || gy < top || gy >= top + side) return [];
      const members = group.members.map((member) => ({ ...member, x: 2 * member.x, y: 2 * member.y }));
      return [{ group: { ...group, members, x: gx, y: gy }, left: 2 * symbol.left, top: 2 * symbol.top, right: 2 * symbol.right, bottom: 2 * symbol.bottom }];
    });
  }
}

/** The addresses z/x/y of the tiles in a rectangle of world pixels, each once however often the world repeats. */
export function addresses(zoom: number, left: number, top: number, right: number, bottom: number): string[] {
  const z = zoom - 1;
  const across = 2 ** z;
  const found = new Set<string>();
  for (let y = Math.max(0, Math.floor(top / side)); y <= Math.min(across - 1, Math.floor(bottom / side)); y++) {
    for (let x = Math.floor(left / side); x <= Math.floor(right / side); x++) found.add(`${z}/${((x % across) + across) % across}/${y}`);
  }
  return [...found];
}

/** The symbol in its size, held within its square. */
function sized({ group, left, top, right, bottom }: Symbol, biggest: number): Group {
  // One incident that is at hand is drawn as itself.
  if (group.count === 1 && !group.box) return group;
  const radius = Math.max(countRadius(group.count, biggest), roomFor(group));
  const hold = (value: number, from: number, to: number): number => Math.min(Math.max(value, from + radius + 1), to - radius - 1);
  return { ...group, radius, x: hold(group.x, left, right), y: hold(group.y, top, bottom) };
}

/** The radius that the figures of a number need, within a ring of shares where there is one. */
function roomFor({ count, shares }: Group): number {
  const figures = count < 10 ? 8 : count < 100 ? 10 : count < 1000 ? 13 : 16;
  return Object.keys(shares).length > 1 ? figures + 3 : figures;
}

/** Makes the symbols of a tile. */
export function decode(bytes: Uint8Array, z: number, x: number, y: number): Tile {
  const { layers } = new VectorTile(new PbfReader(bytes));
  const symbols = [...cellSymbols(layers['cells'], z, x, y), ...pointSymbols(layers['incidents'], z, x, y)];
  return { symbols, count: symbols.reduce((sum, { group: { count } }) => sum + count, 0) };
}

function pointSymbols(layer: VectorTileLayer | undefined, z: number, x: number, y: number): Symbol[] {
  if (!layer) return [];
  const scale = side / layer.extent;
  const members: Member[] = [];
  for (let i = 0; i < layer.length; i++) {
    const feature = layer.feature(i);
    const at = feature.loadGeometry()[0]?.[0];
    if (!at) continue;
    const { id, kind, status, uncertainty_m } = feature.properties as { id: string; kind: Kind; status: Status; uncertainty_m?: number };
    const [wx, wy] = [x * side + at.x * scale, y * side + at.y * scale];
    const member: PointMember = { ids: [id], x: wx, y: wy, shares: { [kind]: 1 }, area: false, kind, status, lat: latitude(wy, z + 1), uncertainty: uncertainty_m ?? 0 };
    members.push(member);
  }
  const square = { left: x * side, top: y * side, right: (x + 1) * side, bottom: (y + 1) * side };
  return group(members, z + 1).map((made) => ({ group: made, ...square }));
}

/** One circle for each square of cells; its box is that of the square, so that a list of it holds just what was counted. */
function cellSymbols(layer: VectorTileLayer | undefined, z: number, x: number, y: number): Symbol[] {
  if (!layer) return [];
  const scale = side / layer.extent;
  const blocks = new Map<string, { count: number; x: number; y: number; shares: Shares; column: number; row: number }>();
  for (let i = 0; i < layer.length; i++) {
    const feature = layer.feature(i);
    const at = feature.loadGeometry()[0]?.[0];
    if (!at) continue;
    const { count, kind, ...others } = feature.properties as { count: number; kind: Kind } & Shares;
    const [px, py] = [at.x * scale, at.y * scale];
    const [column, row] = [Math.floor(px / block), Math.floor(py / block)];
    const key = `${column} ${row}`;
    const sum = blocks.get(key) ?? { count: 0, x: 0, y: 0, shares: {}, column, row };
    sum.count += count;
    sum.x += px * count;
    sum.y += py * count;
    // A cell tells how many there are of each other kind; what they leave is of its commonest.
    let rest = count;
    for (const other of kinds) {
      const n = other === kind ? 0 : (others[other] ?? 0);
      if (n) sum.shares[other] = (sum.shares[other] ?? 0) + n;
      rest -= n;
    }
    if (rest) sum.shares[kind] = (sum.shares[kind] ?? 0) + rest;
    blocks.set(key, sum);
  }
  return [...blocks.values()].map(({ count, x: sumX, y: sumY, shares, column, row }) => {
    const [left, top] = [x * side + column * block, y * side + row * block];
    const made: Group = {
      members: [],
      count,
      shares,
      x: x * side + sumX / count,
      y: y * side + sumY / count,
      radius: 0,
      area: false,
      box: boxOf(left, top, z + 1),
    };
    return { group: made, left, top, right: left + block, bottom: top + block };
  });
}

/** The box of a square in degrees. */
function boxOf(left: number, top: number, zoom: number): Bounds {
  const size = worldSize(zoom);
  const lon = (x: number): number => (x / size) * 360 - 180;
  return [lon(left), latitude(top + block, zoom), lon(left + block), latitude(top, zoom)];
}

function latitude(y: number, zoom: number): number {
  return (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / worldSize(zoom)))) * 180) / Math.PI;
}
