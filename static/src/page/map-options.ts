// What every map of the site has in common.

import { ahead } from '../map/ahead';
import { latitudeLimit } from '../map/mercator';
import type { Bounds, MapOptions, View } from '../map/view';
import type { Catalogue } from './catalogue';
import type { PageData } from './page-data';

export function mapOptions(element: HTMLElement, data: PageData, words: Catalogue, failed: () => void): MapOptions {
  return {
    basemap: `${data.base}/basemap/{z}/{x}/{y}.mvt`,
    tilesAhead: ahead('.mvt'),
    labels: `${data.base}/basemap/labels.json?language=${data.language}`,
    labelsAhead: ahead('/labels.json')[0],
    language: data.language,
    view: viewOf(readBox(data.box), element.clientWidth || 800, element.clientHeight || 600),
    messages: {
      label: words.t('client.mapLabel'),
      zoomIn: words.t('client.zoomIn'),
      zoomOut: words.t('client.zoomOut'),
      reset: words.t('client.resetView'),
      attribution: words.t('client.attribution'),
    },
    onError: failed,
  };
}

/** A box as text, west,south,east,north; without one, Europe. */
function readBox(text: string): Bounds {
  const [west = NaN, south = NaN, east = NaN, north = NaN] = text.split(',').map(Number);
  return [west, south, east, north].every(Number.isFinite) ? [west, south, east, north] : [-10, 36, 60, 66];
}

/** The whole zoom at which a box fills an element best, and its centre. */
export function viewOf([west, south, east, north]: Bounds, width: number, height: number): View {
  const right = east < west ? east + 360 : east;
  const [top, bottom] = [mercatorY(north), mercatorY(south)];
  const zoom = Math.log2(Math.min(width / (256 * ((right - west) / 360)), height / (256 * (bottom - top))));
  const lon = (west + right) / 2;
  const lat = (Math.atan(Math.sinh(Math.PI * (1 - (top + bottom)))) * 180) / Math.PI;
  return { lon: lon > 180 ? lon - 360 : lon, lat, zoom: Math.max(2, Math.round(zoom)) };
}

/** 0 at the northern limit, 1 at the southern. */
function mercatorY(lat: number): number {
  const phi = (Math.min(Math.max(lat, -latitudeLimit), latitudeLimit) * Math.PI) / 180;
  return 0.5 - Math.asinh(Math.tan(phi)) / (2 * Math.PI);
}

/** Whether two views look the same to a reader. */
export function sameView(a: View, b: View): boolean {
  return a.zoom === b.zoom && Math.abs(a.lon - b.lon) < 1e-3 && Math.abs(a.lat - b.lat) < 1e-3;
}
