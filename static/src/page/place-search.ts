// Places in the search box: while a reader types, the gazetteer is asked as well, and
// what it finds is offered in a list; choosing a place moves the map there. Enter without a choice searches
// words as ever. The pattern is the editable combobox with a list of the ARIA Authoring Practices Guide. It is a
// script of its own, loaded when the box is first used.

import type { Bounds } from '../map/view';
import type { Catalogue } from './catalogue';
import { make, quiet } from './dom';

/** Milliseconds without a key before the gazetteer is asked. */
const pause = 150;
/** Places offered at most. */
const most = 6;
/** Bytes of a question that the gazetteer reads. */
const longest = 200;

/** A place as the gazetteer gives it. */
export interface Place {
  place: string;
  /** Its name in the language of the page, and what and where it is. */
  label: string;
  detail: string;
  lon: number;
  lat: number;
  radius_m: number;
}

export interface PlaceActions {
  /** Moves the map to a place. */
  go(box: Bounds, name: string): void;
  say(text: string): void;
}

export class PlaceSearch {
  private readonly list: HTMLElement;
  private places: Place[] = [];
  private active = -1;
  private asking: AbortController | null = null;
  private readonly askSoon = quiet(pause, () => void this.ask());

  constructor(
    private readonly input: HTMLInputElement,
    private readonly base: string,
    private readonly words: Catalogue,
    private readonly actions: PlaceActions,
  ) {
    this.list = make('ul', { id: 'places', class: 'places', role: 'listbox', 'aria-label': words.t('client.places'), hidden: true });
    input.after(this.list);
    const attributes = { role: 'combobox', 'aria-expanded': 'false', 'aria-controls': 'places', 'aria-autocomplete': 'list', 'aria-haspopup': 'listbox' };
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    input.addEventListener('input', () => this.typed());
    input.addEventListener('keydown', (event) => this.pressed(event));
    input.addEventListener('blur', () => this.close());
    // The box keeps the focus while a place is pressed.
    this.list.addEventListener('mousedown', (event) => event.preventDefault());
    this.list.addEventListener('click', (event) => this.choose([...this.list.children].indexOf((event.target as Element).closest('li') as Element)));
    if (document.activeElement === input) this.askSoon();
  }

  private get open(): boolean {
    return !this.list.hidden;
  }

  private typed(): void {
    // What was found for other words is not to be chosen by mistake.
    this.asking?.abort();
    this.activate(-1);
    this.askSoon();
  }

  private async ask(): Promise<void> {
    this.asking?.abort();
    const q = this.input.value.trim();
    if (q.length < 2 || new TextEncoder().encode(q).length > longest) return this.show([]);
    const { signal } = (this.asking = new AbortController());
    try {
      const query = new URLSearchParams({ q, limit: String(most), lang: document.documentElement.lang });
      const answer = await fetch(`${this.base}/api/v1/geocode?${query}`, { signal });
      const found = answer.ok ? ((await answer.json()) as { candidates: Place[] }).candidates : [];
      if (!signal.aborted) this.show(found);
    } catch {
      // Words can be searched without the gazetteer.
      if (!signal.aborted) this.show([]);
    }
  }

  private show(places: Place[]): void {
    this.places = places;
    this.list.replaceChildren(
      ...places.map(({ label, detail }, i) => make('li', { id: `place-${i}`, role: 'option', 'aria-selected': 'false' }, make('span', {}, label), ' ', make('small', {}, detail))),
    );
    this.activate(-1);
    this.expand(places.length > 0 && document.activeElement === this.input);
    if (this.open) this.actions.say(this.words.n('client.placesFound', places.length));
  }

  private expand(open: boolean): void {
    this.list.hidden = !open;
    this.input.setAttribute('aria-expanded', String(open));
  }

  private close(): void {
    this.asking?.abort();
    this.activate(-1);
    this.expand(false);
  }

  private activate(i: number): void {
    this.active = i;
    for (const [at, option] of [...this.list.children].entries()) {
      option.setAttribute('aria-selected', String(at === i));
      if (at === i) option.scrollIntoView({ block: 'nearest' });
    }
    if (i < 0) this.input.removeAttribute('aria-activedescendant');
    else this.input.setAttribute('aria-activedescendant', `place-${i}`);
  }

  private pressed(event: KeyboardEvent): void {
    const { key, altKey } = event;
    const n = this.places.length;
    if (event.isComposing || !n) return;
    if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault();
      const step = key === 'ArrowDown' ? 1 : -1;
      const opened = this.open;
      if (altKey && opened && step < 0) return this.close();
      this.expand(true);
      // From the box itself down to the first and up to the last.
      if (!altKey || opened) this.activate(this.active < 0 ? (step > 0 ? 0 : n - 1) : (this.active + step + n) % n);
    } else if (key === 'Enter' && this.open && this.active >= 0) {
      event.preventDefault();
      this.choose(this.active);
    } else if (key === 'Enter') {
      this.close();
    } else if (key === 'Escape' && this.open) {
      // A second time empties the box, as it does everywhere.
      event.preventDefault();
      this.close();
    } else if (key === 'Home' || key === 'End' || key === 'ArrowLeft' || key === 'ArrowRight') {
      this.activate(-1);
    }
  }

  private choose(i: number): void {
    const place = this.places[i];
    if (!place) return;
    this.close();
    this.places = [];
    this.actions.go(boxOf(place), place.label);
  }
}

/** The part of the map that shows a place as exactly as it is known, and some of what is around. */
export function boxOf({ lon, lat, radius_m }: Pick<Place, 'lon' | 'lat' | 'radius_m'>): Bounds {
  const high = Math.max(1.2 * radius_m, 5000) / 111_195;
  const wide = high / Math.max(0.05, Math.cos((lat * Math.PI) / 180));
  const wrap = (x: number): number => ((((x + 180) % 360) + 360) % 360) - 180;
  const [west, east] = wide >= 180 ? [-180, 180] : [wrap(lon - wide), wrap(lon + wide)];
  return [west, Math.max(lat - high, -85), east, Math.min(lat + high, 85)];
}
