// The strip under the map: a histogram of when incidents began, and two handles
// that choose a span of days. The handles are range inputs, so keyboard, touch
// and screen readers work them; a pointer may also draw a span, or move the one
// there is.

import { readyBrush, type Stretch } from './brush';
import type { Catalogue } from './catalogue';
import { make } from './dom';
import type { Span } from './selection';
import { utcDay } from './words';

const day = 86_400_000;
const namespace = 'http://www.w3.org/2000/svg';

export interface TimelineActions {
  /** The reader chose days, both included; empty is open. */
  choose(from: string, to: string): void;
}

/** One bar: a half-open span with a count. */
export interface Bar extends Span {
  count: number;
}

/** So many days and more are counted by months. */
export const monthsFrom = 460;

/** How many incidents began at an instant, or in a stretch of time that begins there. */
export type Start = readonly [at: number, count: number];

/** The bars for start times, oldest first: days for two months, weeks for fifteen, else months. */
export function bars(starts: readonly Start[], first: number, last: number): Bar[] {
  const days = (last - first) / day;
  const list: Bar[] = [];
  for (let from = first; from < last; ) {
    const to = days > monthsFrom ? nextMonth(from) : from + (days > 62 ? 7 : 1) * day;
    list.push({ from, to, count: 0 });
    from = to;
  }
  let i = 0;
  for (const [at, count] of [...starts].sort(([a], [b]) => a - b)) {
    // What a month's count begins before the first bar belongs to the first.
    while (i < list.length - 1 && at >= (list[i] as Bar).to) i++;
    const bar = list[i];
    if (bar) bar.count += count;
  }
  return list;
}

function nextMonth(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

function midnight(at: number): number {
  return Math.floor(at / day) * day;
}

export class Timeline {
  private readonly svg = document.createElementNS(namespace, 'svg');
  private readonly shade = make('div', { class: 'shade' });
  private readonly plot: HTMLElement;
  private readonly start: HTMLInputElement;
  private readonly end: HTMLInputElement;
  private readonly labels = make('div', { class: 'axis', 'aria-hidden': 'true' });
  private list: Bar[] = [];
  private first = 0;
  private last = 0;

  constructor(
    element: HTMLElement,
    private readonly words: Catalogue,
    private readonly actions: TimelineActions,
  ) {
    this.svg.setAttribute('class', 'bars');
    this.svg.setAttribute('preserveAspectRatio', 'none');
    this.svg.setAttribute('role', 'img');
    this.start = make('input', { type: 'range', class: 'handle start', 'aria-label': words.t('client.start') });
    this.end = make('input', { type: 'range', class: 'handle end', 'aria-label': words.t('client.end') });
    for (const input of [this.start, this.end]) {
      input.addEventListener('input', () => this.moved(input));
      input.addEventListener('change', () => this.chosen());
    }
    this.plot = make('div', { class: 'plot', hidden: true }, this.svg, this.shade, this.start, this.end);
    element.append(this.plot, this.labels);
    readyBrush(this.plot, {
      days: () => Number(this.end.max) + 1,
      chosen: () => [Number(this.start.value), Number(this.end.value)],
      barAt: (index) => this.barAt(index),
      show: (stretch) => this.put(stretch),
      choose: () => this.chosen(),
    });
  }

  /** Shows how many incidents began when, and the span chosen. The first and last of all set the ends. */
  show(starts: readonly Start[], ends: Span, chosen: Span): void {
    if (!Number.isFinite(ends.from)) return;
    this.plot.hidden = false;
    this.first = midnight(ends.from);
    this.last = midnight(ends.to) + day;
    const count = Math.round((this.last - this.first) / day);
    for (const input of [this.start, this.end]) {
      input.min = '0';
      input.max = String(count - 1);
    }
    const index = (at: number, fallback: number): number => (Number.isFinite(at) ? Math.min(Math.max(Math.floor((at - this.first) / day), 0), count - 1) : fallback);
    this.start.value = String(index(chosen.from, 0));
    this.end.value = String(index(chosen.to - 1, count - 1));
    this.list = bars(starts, this.first, this.last);
    this.draw(this.list, chosen);
    this.spoken();
  }

  private draw(list: Bar[], chosen: Span): void {
    const { words } = this;
    const most = Math.max(1, ...list.map(({ count }) => count));
    const length = this.last - this.first;
    this.svg.setAttribute('viewBox', `0 0 ${length / day} ${most}`);
    this.svg.setAttribute('aria-label', words.t('client.histogram', { from: utcDay(words, this.first), to: utcDay(words, this.last - 1), most }));
    this.svg.replaceChildren(
      ...list.filter(({ count }) => count).map(({ from, to, count }) => {
        const bar = document.createElementNS(namespace, 'rect');
        const width = (to - from) / day;
        const attributes = { x: (from - this.first) / day + 0.08 * width, y: most - count, width: 0.84 * width, height: count, class: from < chosen.to && chosen.from < to ? 'bar on' : 'bar' };
        for (const [name, value] of Object.entries(attributes)) bar.setAttribute(name, String(value));
        const title = document.createElementNS(namespace, 'title');
        title.textContent = words.n('client.bar', count, { label: `${utcDay(words, from)} – ${utcDay(words, to - 1)}` });
        bar.append(title);
        return bar;
      }),
    );
    this.axis(length);
  }

  /** Years where there are several, else months. */
  private axis(length: number): void {
    const ticks: HTMLElement[] = [];
    const years = length > 460 * day;
    for (let at = nextMonth(this.first - 1); at < this.last; at = nextMonth(at)) {
      const date = new Date(at);
      if (years && date.getUTCMonth() !== 0) continue;
      const month = this.words.item('time.monthsShort', date.getUTCMonth());
      const tick = make('span', {}, years ? String(date.getUTCFullYear()) : month);
      const share = (at - this.first) / length;
      tick.style.insetInlineStart = `${share * 100}%`;
      // The last one would be cut off by the edge.
      tick.classList.toggle('late', (1 - share) * (this.plot.clientWidth || 300) < 40);
      ticks.push(tick);
    }
    this.labels.replaceChildren(...ticks);
  }

  /** The days of the bar over a day, both included. */
  private barAt(index: number): Stretch {
    const at = this.first + index * day;
    const bar = this.list.find(({ from, to }) => at >= from && at < to);
    return bar ? [Math.max(0, (bar.from - this.first) / day), Math.min(Number(this.end.max), (bar.to - this.first) / day - 1)] : [index, index];
  }

  private put([from, to]: Stretch): void {
    this.start.value = String(from);
    this.end.value = String(to);
    this.spoken();
  }

  private moved(input: HTMLInputElement): void {
    // The handles stop at one another.
    if (Number(this.start.value) > Number(this.end.value)) {
      if (input === this.start) this.start.value = this.end.value;
      else this.end.value = this.start.value;
    }
    this.spoken();
  }

  private chosen(): void {
    const date = (input: HTMLInputElement): string => new Date(this.first + Number(input.value) * day).toISOString().slice(0, 10);
    const atStart = Number(this.start.value) === 0;
    const atEnd = this.end.value === this.end.max;
    this.actions.choose(atStart ? '' : date(this.start), atEnd ? '' : date(this.end));
  }

  private spoken(): void {
    for (const input of [this.start, this.end]) input.setAttribute('aria-valuetext', utcDay(this.words, this.first + Number(input.value) * day));
    const count = Number(this.end.max) + 1;
    this.shade.style.insetInlineStart = `${(Number(this.start.value) / count) * 100}%`;
    this.shade.style.insetInlineEnd = `${(1 - (Number(this.end.value) + 1) / count) * 100}%`;
  }
}
