// The text with the words that the drafts rest on.

import { make } from '../page/dom';
import type { Draft } from './draft';
import { onPoint } from './pointer';
import { cut, type Piece } from './spans';

export interface ReadingEvents {
  /** The pointer came over words of these drafts, or left. */
  hover(numbers: readonly number[]): void;
  /** A draft was chosen by its words or its number. */
  choose(number: number): void;
}

export class Reading {
  constructor(
    private readonly element: HTMLElement,
    private readonly events: ReadingEvents,
  ) {
    onPoint(element, (target) => events.hover(draftsOf(target)));
    element.addEventListener('click', ({ target }) => {
      const [first] = draftsOf(target);
      if (first !== undefined && !getSelection()?.toString()) events.choose(first);
    });
  }

  show(text: string, drafts: readonly Draft[]): void {
    const pieces = cut(text, drafts.map(({ number, proposal }) => ({ number, evidence: proposal.evidence })));
    const titles = new Map(drafts.map(({ number, record }) => [number, record.title]));
    this.element.replaceChildren(...pieces.flatMap((piece) => [...piece.begins.map((number) => this.tag(number, titles.get(number) ?? '')), words(piece)]));
    this.element.scrollTop = 0;
  }

  /** Marks the words of some drafts, none for all alike; dulls those of drafts that were rejected. */
  light(numbers: readonly number[], rejected: ReadonlySet<number>): void {
    this.element.classList.toggle('some', numbers.length > 0);
    for (const mark of this.element.querySelectorAll<HTMLElement>('[data-drafts]')) {
      const own = draftsOf(mark);
      mark.classList.toggle('lit', own.some((number) => numbers.includes(number)));
      mark.classList.toggle('dull', own.every((number) => rejected.has(number)));
    }
  }

  /** Marks the words that one value of a draft rests on: a flat column or a path in the record; none for null. */
  point(number: number, path: string | null): void {
    const own = (mark: HTMLElement): boolean => (mark.dataset['rests'] ?? '').split('|').some((rest) => rest === `${number} ${path}` || rest.startsWith(`${number} ${path}_`));
    let first: HTMLElement | undefined;
    for (const mark of this.element.querySelectorAll<HTMLElement>('mark')) {
      const here = path !== null && own(mark);
      mark.classList.toggle('here', here);
      if (here) first ??= mark;
    }
    if (first) this.scrollTo(first);
  }

  /** Brings the first words of a draft into view. */
  reveal(number: number): void {
    const tag = this.element.querySelector(`[data-tag="${number}"]`);
    if (tag) this.scrollTo(tag);
  }

  /** Scrolls the text, and never the page around it: the form that somebody fills in must stay where it is. */
  private scrollTo(part: Element): void {
    const [box, here] = [part.getBoundingClientRect(), this.element.getBoundingClientRect()];
    if (box.top >= here.top && box.bottom <= here.bottom) return;
    const top = this.element.scrollTop + box.top - here.top - (here.height - box.height) / 2;
    this.element.scrollTo({ top, behavior: calm() ? 'auto' : 'smooth' });
  }

  /** The number of a draft, before its first words. */
  private tag(number: number, title: string): HTMLElement {
    const tag = make('button', { type: 'button', class: 'tag', 'data-tag': number, 'data-drafts': number, 'aria-label': `Draft ${number}: ${title}` }, String(number));
    tag.addEventListener('focus', () => this.events.hover([number]));
    tag.addEventListener('blur', () => this.events.hover([]));
    return tag;
  }
}

function words({ text, drafts, topic, said, rests }: Piece): Node {
  if (!drafts.length) return document.createTextNode(text);
  return make('mark', { class: [topic, said && 'said'].filter(Boolean).join(' '), 'data-drafts': drafts.join(' '), 'data-rests': rests.join('|') }, text);
}

function draftsOf(target: EventTarget | null): number[] {
  const mark = target instanceof Element ? target.closest<HTMLElement>('[data-drafts]') : null;
  return (mark?.dataset['drafts'] ?? '').split(' ').filter(Boolean).map(Number);
}

function calm(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}
