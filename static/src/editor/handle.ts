// The point of a draft as a handle over the map: it is dragged, or moved by arrow keys.
// It finds its place from the map's view by itself, so that the map need not know it.

import type { MapView } from '../map';
import { latitudeLimit, projectX, projectY, shortest, worldSize, wrapLongitude } from '../map/mercator';
import { make } from '../page/dom';

export interface Position {
  lon: number;
  lat: number;
}

export class Handle {
  private readonly element = make('button', { type: 'button', class: 'handle', hidden: true });
  private at: Position = { lon: 0, lat: 0 };
  private moved: (at: Position) => void = () => {};
  private frame = 0;

  constructor(
    private readonly place: HTMLElement,
    private readonly map: MapView,
  ) {
    place.append(this.element);
    this.element.addEventListener('pointerdown', (event) => this.grab(event));
    this.element.addEventListener('keydown', (event) => this.key(event));
  }

  /** Shows it at a point; moved is told wherever it is put. */
  show(label: string, at: Position, moved: (at: Position) => void): void {
    Object.assign(this, { at, moved });
    this.element.setAttribute('aria-label', label);
    this.element.hidden = false;
    if (!this.frame) this.follow();
  }

  hide(): void {
    this.element.hidden = true;
    cancelAnimationFrame(this.frame);
    this.frame = 0;
  }

  /** Keeps it over its point while the map moves. */
  private follow(): void {
    const { zoom, ...centre } = this.map.getView();
    const x = shortest(projectX(centre.lon, zoom), projectX(this.at.lon, zoom), zoom) + this.place.clientWidth / 2;
    const y = projectY(this.at.lat, zoom) - projectY(centre.lat, zoom) + this.place.clientHeight / 2;
    this.element.style.transform = `translate(${x}px, ${y}px)`;
    this.element.style.visibility = x < 0 || y < 0 || x > this.place.clientWidth || y > this.place.clientHeight ? 'hidden' : '';
    this.frame = requestAnimationFrame(() => this.follow());
  }

  private grab(event: PointerEvent): void {
    if (event.button !== 0) return;
    event.stopPropagation(); // or the map would be dragged along
    const start = { x: event.clientX, y: event.clientY, at: this.at };
    this.element.setPointerCapture(event.pointerId);
    this.element.classList.add('held');
    const move = ({ clientX, clientY }: PointerEvent): void => this.put(this.beside(start.at, clientX - start.x, clientY - start.y));
    const end = (): void => {
      this.element.classList.remove('held');
      this.element.removeEventListener('pointermove', move);
    };
    this.element.addEventListener('pointermove', move);
    this.element.addEventListener('lostpointercapture', end, { once: true });
  }

  private key(event: KeyboardEvent): void {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way) return;
    event.preventDefault();
    event.stopPropagation();
    const step = event.shiftKey ? 20 : 2;
    this.put(this.beside(this.at, (way[0] ?? 0) * step, (way[1] ?? 0) * step));
  }

  /** The point some pixels away, no more exact than a pixel. */
  private beside({ lon, lat }: Position, x: number, y: number): Position {
    const { zoom } = this.map.getView();
    const size = worldSize(zoom);
    const decimals = Math.min(5, Math.max(1, Math.ceil(Math.log10(size / 360))));
    const round = (degrees: number): number => Number(degrees.toFixed(decimals));
    const north = (Math.atan(Math.sinh(Math.PI * (1 - (2 * (projectY(lat, zoom) + y)) / size))) * 180) / Math.PI;
    return { lon: round(wrapLongitude(lon + (x / size) * 360)), lat: round(Math.max(-latitudeLimit, Math.min(latitudeLimit, north))) };
  }

  private put(at: Position): void {
    if (at.lon === this.at.lon && at.lat === this.at.lat) return;
    this.at = at;
    this.moved(at);
  }
}
