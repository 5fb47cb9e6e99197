// One canvas over the basemap, for everything that is drawn in pixels of the
// screen: areas, circles of uncertainty, names, symbols. It moves along with the
// map, is drawn anew before its edge comes into view and when the map comes to
// rest, and is only stretched while it zooms.

import { setPosition, setTransform } from 'leaflet/src/dom/DomUtil.js';
import { Point } from 'leaflet/src/geometry/Point.js';
import type { LatLng } from 'leaflet/src/geo/LatLng.js';
import type { Map as LeafletMap } from 'leaflet/src/map/Map.js';

/** What is drawn: the world pixels at a zoom that the canvas shows. */
export interface Frame {
  ctx: CanvasRenderingContext2D;
  zoom: number;
  /** World pixel of the canvas's upper left corner. */
  left: number;
  top: number;
  width: number;
  height: number;
  /** Pixels of the device for one of the page. */
  ratio: number;
  /** How far the canvas reaches beyond the map on each side. */
  margin: number;
}

// The canvas is wider than the map by this on each side, so that a fast drag
// does not show its edge before the next frame.
const margin = 96;

export class Overlay {
  private readonly canvas = document.createElement('canvas');
  private readonly ctx = this.canvas.getContext('2d');
  private frame: Frame | null = null;
  private pending = 0;

  constructor(
    private readonly map: LeafletMap,
    private readonly paint: (frame: Frame) => void,
  ) {
    this.canvas.className = 'leaflet-zoom-animated';
    map.getPane('overlayPane').append(this.canvas);
    map.on('move', () => {
      if (this.strayed()) this.request();
    });
    // The first picture waits for what is to be on it.
    map.on('moveend viewreset resize', () => (this.frame ? this.draw() : this.request()));
    map.on('zoomanim', ({ center, zoom }) => this.stretch(center, zoom));
  }

  /** Draws in the next frame. */
  request(): void {
    this.pending ||= requestAnimationFrame(() => this.draw());
  }

  destroy(): void {
    cancelAnimationFrame(this.pending);
    this.canvas.remove();
  }

  private draw(): void {
    cancelAnimationFrame(this.pending);
    this.pending = 0;
    const { map, canvas, ctx } = this;
    const zoom = map.getZoom();
    if (!ctx) return;
    // Between two fingers the zoom has fractions: then the last picture is stretched.
    if (!Number.isInteger(zoom)) {
      this.stretch(map.getCenter(), zoom);
      return;
    }
    const size = map.getSize();
    const ratio = Math.min(devicePixelRatio || 1, 2);
    const [width, height] = [size.x + 2 * margin, size.y + 2 * margin];
    const [wide, tall] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (canvas.width !== wide || canvas.height !== tall) {
      canvas.width = wide;
      canvas.height = tall;
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
    }
    const corner = map.containerPointToLayerPoint(new Point(-margin, -margin));
    const origin = map.getPixelOrigin().add(corner);
    setPosition(canvas, corner);
    this.frame = { ctx, zoom, left: origin.x, top: origin.y, width, height, ratio, margin };
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    this.paint(this.frame);
  }

  /** Whether the map has moved so far that the canvas may not cover it for long. */
  private strayed(): boolean {
    const { map, frame } = this;
    if (!frame || frame.zoom !== map.getZoom()) return true;
    const { x, y } = map.getPixelOrigin().add(map.containerPointToLayerPoint(new Point(-margin, -margin)));
    return Math.max(Math.abs(x - frame.left), Math.abs(y - frame.top)) > margin / 2;
  }

  /** Shows the last picture as it lies in a view to come. */
  private stretch(centre: LatLng, zoom: number): void {
    const { map, frame } = this;
    if (!frame) return;
    const corner = map.unproject(new Point(frame.left, frame.top), frame.zoom);
    const offset = map.project(corner, zoom).subtract(map._getNewPixelOrigin(centre, zoom));
    setTransform(this.canvas, offset, map.getZoomScale(zoom, frame.zoom));
  }
}
