// Which part of which tile shows in a square of the grid.

import type { TileCoordinates } from 'leaflet/src/layer/tile/GridLayer.js';

/** The side of a tile in tile units. */
export const extent = 4096;

/** The tile that exists, and which square of it is wanted: its corner and side in tile units. */
export interface Window {
  z: number;
  x: number;
  y: number;
  left: number;
  top: number;
  size: number;
}

/**
 * The part of an existing tile for a square of the grid. The grid counts zooms
 * of 256 pixels, its squares are of 512: so one zoom less names the tile.
 */
export function native(grid: TileCoordinates, maxNativeZoom: number): Window {
  const z = grid.z - 1;
  const steps = Math.max(0, z - maxNativeZoom);
  const parts = 2 ** steps;
  const size = extent / parts;
  return {
    z: z - steps,
    x: Math.floor(grid.x / parts),
    y: Math.floor(grid.y / parts),
    left: (grid.x % parts) * size,
    top: (grid.y % parts) * size,
    size,
  };
}
