// On a phone the column is a sheet over the map with three stops. It moves by
// its buttons, by dragging its bar, or by the page when an incident opens.

import type { Catalogue } from './catalogue';
import { make } from './dom';

export type Stop = 'peek' | 'half' | 'full';
const stops: readonly Stop[] = ['peek', 'half', 'full'];

/** The widths at which the column is a sheet; the style sheet has the same. */
export const narrow = matchMedia('(max-width: 760px)');

export class Sheet {
  private readonly grow: HTMLButtonElement;
  private readonly shrink: HTMLButtonElement;

  constructor(
    private readonly app: HTMLElement,
    private readonly column: HTMLElement,
    words: Catalogue,
    private readonly changed: () => void,
  ) {
    this.grow = button(words.t('client.grow'), 'M3 10.5 8 5.5l5 5');
    this.shrink = button(words.t('client.shrink'), 'm3 5.5 5 5 5-5');
    this.grow.addEventListener('click', () => this.step(1));
    this.shrink.addEventListener('click', () => this.step(-1));
    const grip = make('div', { class: 'grip' });
    const bar = make('div', { class: 'sheet-bar', role: 'group', 'aria-label': words.t('client.sheet') }, this.shrink, grip, this.grow);
    this.draggable(bar);
    column.prepend(bar);
    this.set('peek');
  }

  get stop(): Stop {
    return (this.app.dataset['stop'] as Stop | undefined) ?? 'peek';
  }

  set(stop: Stop): void {
    this.app.dataset['stop'] = stop;
    this.column.style.height = '';
    // A disabled button would lose the focus in the middle of a series of presses.
    this.grow.setAttribute('aria-disabled', String(stop === 'full'));
    this.shrink.setAttribute('aria-disabled', String(stop === 'peek'));
    if (stop === 'peek') this.column.scrollTop = 0;
    this.changed();
  }

  /** Opens the sheet half if it is smaller. */
  atLeastHalf(): void {
    if (this.stop === 'peek') this.set('half');
  }

  private step(by: 1 | -1): void {
    const next = stops[stops.indexOf(this.stop) + by];
    if (next) this.set(next);
  }

  private draggable(bar: HTMLElement): void {
    let startY = 0;
    let startHeight = 0;
    let height = 0;
    let dragged = false;
    bar.addEventListener('pointerdown', (event) => {
      if ((event.target as Element).closest('button') || !narrow.matches) return;
      [startY, startHeight, dragged] = [event.clientY, this.column.getBoundingClientRect().height, false];
      bar.setPointerCapture(event.pointerId);
    });
    // Else a fast mouse would take along the link that comes to lie under it.
    bar.addEventListener('mousedown', (event) => {
      if (!(event.target as Element).closest('button')) event.preventDefault();
    });
    bar.addEventListener('pointermove', (event) => {
      if (!bar.hasPointerCapture(event.pointerId)) return;
      dragged = true;
      height = Math.min(Math.max(startHeight + startY - event.clientY, 80), innerHeight);
      this.column.style.transition = 'none'; // it follows the finger
      this.column.style.height = `${height}px`;
    });
    const end = (event: PointerEvent): void => {
      if (!bar.hasPointerCapture(event.pointerId)) return;
      bar.releasePointerCapture(event.pointerId);
      this.column.style.transition = '';
      if (!dragged) {
        this.set(this.stop === 'peek' ? 'half' : this.stop === 'half' ? 'full' : 'half');
        return;
      }
      const share = height / innerHeight;
      this.set(share < 0.35 ? 'peek' : share < 0.72 ? 'half' : 'full');
    };
    bar.addEventListener('pointerup', end);
    bar.addEventListener('pointercancel', end);
  }
}

function button(label: string, path: string): HTMLButtonElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  for (const [name, value] of Object.entries({ viewBox: '0 0 16 16', width: '16', height: '16', 'aria-hidden': 'true' })) svg.setAttribute(name, value);
  const line = document.createElementNS(namespace, 'path');
  for (const [name, value] of Object.entries({ d: path, fill: 'none', stroke: 'currentColor', 'stroke-width': '1.75' })) line.setAttribute(name, value);
  svg.append(line);
  const made = make('button', { type: 'button', class: 'sheet-button', 'aria-label': label, title: label });
  made.append(svg);
  return made;
}
