// The map's buttons, its scale and the line at its foot, as plain elements
// beside the moving part.

import { worldSize } from './mercator';
import type { Box } from './place-labels';
import type { MapMessages } from './view';

export interface ControlActions {
  zoomIn(): void;
  zoomOut(): void;
  reset(): void;
}

export interface Controls {
  element: HTMLElement;
  /** Shows scale and limits for a latitude and zoom. */
  update(lat: number, zoom: number, limits: { min: number; max: number }): void;
  /** Where buttons, scale, credit and other elements lie, in pixels from the map's upper left corner. */
  covered(others: readonly Element[]): Box[];
}

export function createControls(messages: MapMessages, language: string, actions: ControlActions): Controls {
  const element = make('div', 'map-controls');
  const buttons = make('div', 'map-buttons');
  const zoomIn = button(messages.zoomIn, plus, actions.zoomIn);
  const zoomOut = button(messages.zoomOut, minus, actions.zoomOut);
  const reset = button(messages.reset, home, actions.reset);
  buttons.append(zoomIn, zoomOut, reset);

  const foot = make('div', 'map-foot');
  const scale = make('div', 'map-scale');
  const scaleText = make('span', 'map-scale-text');
  const scaleBar = make('span', 'map-scale-bar');
  scale.append(scaleText, scaleBar);
  const attribution = make('p', 'map-attribution');
  attribution.textContent = messages.attribution;
  foot.append(scale, attribution);
  element.append(buttons, foot);

  const formats: Partial<Record<'kilometer' | 'meter', Intl.NumberFormat>> = {};
  const said = (n: number, unit: 'kilometer' | 'meter'): string =>
    (formats[unit] ??= new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' })).format(n);

  return {
    element,
    update(lat, zoom, limits) {
      // A disabled button would lose the focus in the middle of a series of presses.
      zoomIn.setAttribute('aria-disabled', String(zoom >= limits.max));
      zoomOut.setAttribute('aria-disabled', String(zoom <= limits.min));
      const { length, pixels } = scaleFor(lat, zoom, 96);
      scaleText.textContent = length >= 1000 ? said(length / 1000, 'kilometer') : said(length, 'meter');
      scaleBar.style.width = `${Math.round(pixels)}px`;
    },
    covered(others) {
      const from = element.parentElement?.getBoundingClientRect();
      if (!from) return [];
      return [buttons, scale, attribution, ...others].map((part) => {
        const box = part.getBoundingClientRect();
        return { left: box.left - from.left, top: box.top - from.top, right: box.right - from.left, bottom: box.bottom - from.top };
      });
    },
  };
}

/** The longest round length (1, 2 or 5 times a power of ten, in metres) that fits into some pixels at a latitude. */
export function scaleFor(lat: number, zoom: number, room: number): { length: number; pixels: number } {
  const metresPerPixel = (2 * Math.PI * 6378137 * Math.cos((lat * Math.PI) / 180)) / worldSize(zoom);
  const most = metresPerPixel * room;
  const power = 10 ** Math.floor(Math.log10(most));
  const length = ([5, 2, 1].find((step) => step * power <= most) ?? 1) * power;
  return { length, pixels: length / metresPerPixel };
}

const plus = 'M8 3v10M3 8h10';
const minus = 'M3 8h10';
const home = 'M2.5 8L8 3l5.5 5M4.5 7v6h7V7';

function button(label: string, icon: string, action: () => void): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = 'map-button';
  made.setAttribute('aria-label', label);
  made.title = label;
  made.append(iconOf(icon));
  made.addEventListener('click', action);
  return made;
}

function iconOf(path: string): SVGSVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('width', '16');
  svg.setAttribute('height', '16');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(namespace, 'path');
  line.setAttribute('d', path);
  line.setAttribute('fill', 'none');
  line.setAttribute('stroke', 'currentColor');
  line.setAttribute('stroke-width', '1.75');
  svg.append(line);
  return svg;
}

function make(tag: string, className: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = className;
  return element;
}
