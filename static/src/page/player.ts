// Days one after the other: back, on, or played until the reader stops it. A day
// is chosen like any other span of time, so that it stands in the address.

import type { Catalogue } from './catalogue';
import { make } from './dom';

export interface PlayerActions {
  /** The day after (1) or before (-1) the one shown, as YYYY-MM-DD; null if there is none. */
  next(step: 1 | -1): string | null;
  show(day: string): void;
  /** Back to the span of time before the first step. */
  leave(): void;
  /** The player was started or stopped. */
  turned(playing: boolean): void;
}

/** How long a day is shown, in milliseconds: time to look, and far from flicker. */
const pace = 1400;

export class Player {
  private readonly play: HTMLButtonElement;
  private readonly back: HTMLButtonElement;
  private timer = 0;

  constructor(
    element: HTMLElement,
    private readonly words: Catalogue,
    private readonly actions: PlayerActions,
  ) {
    const earlier = button(words.t('client.previousDay'), 'earlier');
    const later = button(words.t('client.nextDay'), 'later');
    this.play = button(words.t('client.play'), 'play');
    this.back = make('button', { type: 'button', class: 'link', hidden: true });
    earlier.addEventListener('click', () => this.step(-1));
    later.addEventListener('click', () => this.step(1));
    this.play.addEventListener('click', () => (this.playing ? this.pause() : this.start()));
    this.back.addEventListener('click', () => {
      this.pause();
      actions.leave();
    });
    element.append(make('div', { class: 'player', role: 'group', 'aria-label': words.t('client.days') }, earlier, this.play, later), this.back);
    document.addEventListener('visibilitychange', () => {
      if (document.hidden) this.pause();
    });
  }

  get playing(): boolean {
    return this.timer !== 0;
  }

  pause(): void {
    if (!this.playing) return;
    clearInterval(this.timer);
    this.timer = 0;
    this.label();
    this.actions.turned(false);
  }

  /** Offers the way back to a span in words; an empty one takes the offer away. */
  offer(said: string): void {
    this.back.hidden = !said;
    this.back.textContent = said;
  }

  private start(): void {
    this.timer = window.setInterval(() => this.on(), pace);
    this.label();
    this.actions.turned(true);
    this.on();
  }

  private on(): void {
    const day = this.actions.next(1);
    if (day) this.actions.show(day);
    else this.pause();
  }

  private step(by: 1 | -1): void {
    this.pause();
    const day = this.actions.next(by);
    if (day) this.actions.show(day);
  }

  private label(): void {
    const text = this.words.t(this.playing ? 'client.pause' : 'client.play');
    this.play.setAttribute('aria-label', text);
    this.play.title = text;
    this.play.replaceChildren(icon(this.playing ? 'pause' : 'play'));
  }
}

const icons = { earlier: 'M11 3 5 8l6 5zM4 3v10', later: 'm5 3 6 5-6 5zM12 3v10', play: 'm4 2.5 9 5.5-9 5.5z', pause: 'M4.5 3h2v10h-2zm5 0h2v10h-2z' };

function button(label: string, name: keyof typeof icons): HTMLButtonElement {
  const made = make('button', { type: 'button', class: 'player-button', 'aria-label': label, title: label });
  made.append(icon(name));
  return made;
}

function icon(name: keyof typeof icons): SVGSVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  for (const [attribute, value] of Object.entries({ viewBox: '0 0 16 16', width: '16', height: '16', 'aria-hidden': 'true' })) svg.setAttribute(attribute, value);
  const path = document.createElementNS(namespace, 'path');
  for (const [attribute, value] of Object.entries({ d: icons[name], fill: 'currentColor', stroke: 'currentColor', 'stroke-width': '1.5', 'stroke-linejoin': 'round' })) path.setAttribute(attribute, value);
  svg.append(path);
  return svg;
}
