// "As known on": a day between the beginning of the record and today. Map, list,
// counts and pages then show what was public at the end of that day in UTC, and
// nothing that was learnt later.

import type { Catalogue } from './catalogue';
import { byId, make } from './dom';
import { timePhrase, utcDay, type Moment } from './words';

const day = /^\d{4}-\d\d-\d\d$/;

export class KnownAt {
  private readonly input = byId<HTMLInputElement>('known-at');
  private readonly note = byId('known-note');

  /** @param changed is called with the day chosen, or with nothing for now */
  constructor(
    private readonly words: Catalogue,
    private readonly changed: (knownAt: string) => void,
  ) {
    this.input.max = new Date().toISOString().slice(0, 10);
    this.input.addEventListener('change', () => this.chosen());
    this.note.addEventListener('click', (event) => {
      if (!(event.target as Element).closest('a')) return;
      event.preventDefault();
      changed('');
      this.input.focus();
    });
  }

  /** Shows an instant, or a day for its end; empty for now. */
  show(knownAt: string): void {
    this.input.value = knownAt.slice(0, 10);
    this.note.hidden = !knownAt;
    if (!knownAt) return;
    const said = day.test(knownAt) ? this.words.t('home.knownEnd', { day: utcDay(this.words, Date.parse(knownAt)) }) : `${timePhrase(this.words, minuteOf(Date.parse(knownAt)), true)} UTC`;
    const now = make('a', { href: './' }, this.words.t('home.knownNow'));
    this.note.replaceChildren(`${this.words.t('home.knownAt', { time: said })} `, now);
  }

  /** Days of the future and of before the record are moved to its ends; today is now. */
  private chosen(): void {
    const { value, min, max } = this.input;
    this.changed(!value || value >= max ? '' : value < min ? min : value);
  }
}

function minuteOf(at: number): Moment {
  return { from: at, to: at + 60_000, precision: 'minute', zone: 'UTC' };
}
