// The basemap: a grid of canvases of 512 pixels, each drawn from one vector
// tile, or from a part of a shallower one where no deeper tile exists.

import { GridLayer, type TileCoordinates } from 'leaflet/src/layer/tile/GridLayer.js';
import type { Palette } from './palette';
import { TileSource, type LayerName, type Shape, type Tile } from './tiles';
import { native, type Window } from './window';

const side = 512;

interface BasemapOptions {
  address: string;
  maxNativeZoom: number;
  minZoom: number;
  maxZoom: number;
  palette: Palette;
  /** Addresses of tiles that are on their way. */
  ahead: readonly string[];
  onError(): void;
}

export interface Basemap {
  layer: GridLayer;
  /** Draws all tiles again in other colours; nothing is fetched. */
  setPalette(palette: Palette): void;
}

export function createBasemap(options: BasemapOptions): Basemap {
  const source = new TileSource(options.address, options.ahead);
  const drawn = new Map<HTMLElement, () => void>();
  let palette = options.palette;

  const createTile = (coordinates: TileCoordinates, done: (error: unknown, tile: HTMLElement) => void): HTMLElement => {
    const canvas = document.createElement('canvas');
    const window = native(coordinates, options.maxNativeZoom);
    void source
      .get(window.z, window.x, window.y)
      .catch(() => source.get(window.z, window.x, window.y))
      .then(
        (tile) => {
          const draw = (): void => paint(canvas, tile, window, coordinates.z, palette);
          draw();
          drawn.set(canvas, draw);
          done(null, canvas);
        },
        (error: unknown) => {
          options.onError();
          done(error, canvas);
        },
      );
    return canvas;
  };

  const layer = new (GridLayer.extend({ createTile }))({
    tileSize: side,
    minZoom: options.minZoom,
    maxZoom: options.maxZoom,
    keepBuffer: 1,
    updateWhenZooming: false,
  });
  layer.on('tileunload', ({ tile }) => drawn.delete(tile));
  return {
    layer,
    setPalette(next) {
      palette = next;
      for (const draw of drawn.values()) draw();
    },
  };
}

/** Draws the square of a tile onto a canvas; without a tile it stays open, for the water below. */
function paint(canvas: HTMLCanvasElement, tile: Tile | null, window: Window, zoom: number, palette: Palette): void {
  const ratio = Math.min(devicePixelRatio || 1, 2);
  canvas.width = canvas.height = Math.round(side * ratio);
  const ctx = canvas.getContext('2d');
  if (!ctx || !tile) return;
  const scale = canvas.width / window.size;
  const trace = (name: LayerName): boolean => {
    ctx.beginPath();
    return tile[name].filter((shape) => meets(shape, window)).map((shape) => add(ctx, shape, window, scale)).length > 0;
  };
  const fill = (name: LayerName, colour: string): void => {
    if (!trace(name)) return;
    ctx.fillStyle = colour;
    ctx.fill();
  };
  const stroke = (name: LayerName, colour: string, width: number): void => {
    if (!trace(name)) return;
    ctx.strokeStyle = colour;
    ctx.lineWidth = width * ratio;
    ctx.stroke();
  };
  ctx.lineJoin = 'round';
  ctx.lineCap = 'round';
  fill('land', palette.land);
  fill('lakes', palette.water);
  stroke('rivers', palette.river, zoom < 7 ? 0.8 : 1.3);
  stroke('admin1', palette.admin1, 0.6);
  stroke('borders', palette.border, zoom < 5 ? 0.8 : 1);
}

// Lines are as wide as some pixels: a shape a little outside still shows.
const reach = 16;

function meets(shape: Shape, { left, top, size }: Window): boolean {
  const margin = (reach * size) / side;
  return shape.left < left + size + margin && shape.right > left - margin && shape.top < top + size + margin && shape.bottom > top - margin;
}

function add(ctx: CanvasRenderingContext2D, shape: Shape, { left, top }: Window, scale: number): void {
  for (const line of shape.lines) {
    for (let i = 0; i < line.length; i += 2) {
      const x = ((line[i] as number) - left) * scale;
      const y = ((line[i + 1] as number) - top) * scale;
      if (i === 0) ctx.moveTo(x, y);
      else ctx.lineTo(x, y);
    }
  }
}
