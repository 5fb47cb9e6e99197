// Where a draft was, to be corrected: another place by its name, its point by hand on the
// map or by numbers, and how well it is known.

import { make, quiet } from '../page/dom';
import type { IncidentRecord, Location } from './draft';
import { choice, numberOf, type Fields } from './fields';
import { withPoint, withPrecision, withUncertainty } from './follow';
import type { Position } from './handle';
import type { Say } from './say';
import { Refused, type FoundPlace, type Whereabouts } from './server';

export interface PlaceNeeds {
  say: Say;
  /** Codes of how well a place is known. */
  precisions: readonly string[];
  /** Names the point to screen readers. */
  label: string;
  /** Places that words may mean. */
  places(words: string): Promise<FoundPlace[]>;
  /** What is at a point. */
  point(lon: number, lat: number): Promise<Whereabouts>;
  /** Shows a point on the map that can be moved by hand, or none. */
  pointed(label: string, at: Position | null, moved: (at: Position) => void): void;
  touched(): void;
}

export class PlaceFields {
  readonly element: HTMLElement;
  private readonly before: Location;
  private readonly input: HTMLInputElement;
  private readonly chosen = make('span', { class: 'chosen-place' });
  private readonly was = make('span', { class: 'was', hidden: true });
  private readonly fault: HTMLElement;
  private readonly found = make('div', { class: 'found-places', role: 'group', 'aria-label': 'Places found' });
  /** What was chosen last by hand, from which the other follows. */
  private picked: Pick<Location, 'precision' | 'uncertainty_m'>;
  private readonly settle = quiet(250, () => void this.locate());

  constructor(
    private readonly fields: Fields,
    private readonly prefix: string,
    private readonly record: IncidentRecord,
    private readonly needs: PlaceNeeds,
  ) {
    this.before = record.location;
    this.picked = bothOf(record.location);
    const id = `${prefix}-place`;
    this.fault = make('span', { class: 'fault', id: `${id}-fault`, hidden: true });
    this.input = make('input', { id, type: 'search', autocomplete: 'off', maxlength: 100, placeholder: 'Name of another place', 'aria-describedby': `${id}-fault` });
    const search = make('button', { type: 'button', class: 'button plain' }, 'Find');
    search.addEventListener('click', () => void this.find(this.input.value));
    this.input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      void this.find(this.input.value);
    });
    this.was.textContent = `drafted: ${this.words(this.before)}`;
    const degrees = (name: 'lon' | 'lat', label: string, most: number): HTMLElement =>
      fields.add({ name, label, path: 'place', size: 'quarter', control: make('input', { type: 'number', step: '0.001', min: -most, max: most }), value: text(record.location.point?.[name]), change: () => this.typed() });
    const known = choice(needs.precisions, (code) => code.replaceAll('-', ' '));
    this.element = make(
      'div', { class: 'wide where' },
      make('p', { class: 'field wide', 'data-path': 'place' }, make('label', { for: id }, 'Place'), this.chosen, this.was, make('span', { class: 'find-line' }, this.input, search), this.found, this.fault),
      degrees('lon', 'Longitude', 180), degrees('lat', 'Latitude', 90),
      fields.add({ name: 'known', label: 'Known as', path: 'place', size: 'quarter', control: known, value: record.location.precision, change: (precision) => this.know({ precision }) }),
      fields.add({
        name: 'radius', label: 'Within (m)', path: 'place', size: 'quarter', control: make('input', { type: 'number', min: 0, step: 100 }), value: text(record.location.uncertainty_m),
        change: (value) => this.know({ uncertainty_m: numberOf(value) ?? 0 }),
      }),
      make('span', { class: 'hint wide' }, 'Drag the point on the map, move it there by arrow keys, or write its degrees. A site is known within 1,000 m, a settlement within 10,000 m.'),
    );
    this.tell();
  }

  /** Whether another place was taken. */
  changed(): string[] {
    return this.record.location.place_id === this.before.place_id && this.record.location.label === this.before.label ? [] : ['place'];
  }

  showFaults(messages: readonly string[]): void {
    this.fault.textContent = messages.join('; ');
    this.fault.hidden = !messages.length;
    if (messages.length) this.input.setAttribute('aria-invalid', 'true');
    else this.input.removeAttribute('aria-invalid');
  }

  /** Shows the point on the map, to be moved. */
  show(): void {
    this.needs.pointed(this.needs.label, this.record.location.point ?? null, (at) => this.move(at));
  }

  hide(): void {
    this.needs.pointed(this.needs.label, null, () => {});
  }

  private async find(words: string): Promise<void> {
    if (!words.trim()) return;
    let list: FoundPlace[];
    try {
      list = await this.needs.places(words);
    } catch (error) {
      this.found.replaceChildren(make('span', { class: 'fault' }, error instanceof Refused ? error.message : 'The search failed.'));
      return;
    }
    const rows = list.map((place) => {
      const button = make('button', { type: 'button', class: 'place-choice' }, make('b', {}, this.needs.say.place(place.location)), ` · ${this.needs.say.precision(place.location)}`);
      button.addEventListener('click', () => this.take(place));
      return button;
    });
    this.found.replaceChildren(...(rows.length ? rows : [make('span', { class: 'hint' }, 'No place is known by these words.')]));
    this.found.querySelector<HTMLElement>('button')?.focus();
  }

  /** Takes a place that was found. The regime stays: it goes with the kind, not with the place. */
  private take({ name, facility, location }: FoundPlace): void {
    const { regime } = this.record.location;
    this.record.facility = facility ? name : '';
    this.put({ ...location, ...(regime ? { regime } : {}) });
    this.picked = bothOf(location);
    this.found.replaceChildren();
    this.input.focus();
    this.show();
  }

  /** One of precision and radius was chosen; the other follows. */
  private know(chosen: { precision: string } | { uncertainty_m: number }): void {
    const from = { ...this.record.location, ...this.picked };
    this.picked = { ...this.picked, ...chosen };
    this.put('precision' in chosen ? withPrecision(from, chosen.precision) : withUncertainty(from, chosen.uncertainty_m));
  }

  /** The point was moved on the map. */
  private move(at: Position): void {
    this.put(withPoint(this.record.location, at));
    this.settle();
  }

  /** Degrees were written. Without either there is no point. */
  private typed(): void {
    const [lon, lat] = (['lon', 'lat'] as const).map((name) => numberOf(this.control(name).value));
    this.put(withPoint(this.record.location, lon === undefined || lat === undefined ? undefined : { lon, lat }));
    this.show();
    this.settle();
  }

  /** Country and division of a point that was set by hand, unless the place is an area around it. */
  private async locate(): Promise<void> {
    const { point, precision } = this.record.location;
    if (!point || !['site', 'settlement', 'district'].includes(precision)) return;
    try {
      const { country, control, admin1_name: admin1 } = await this.needs.point(point.lon, point.lat);
      if (this.record.location.point !== point) return; // moved on since
      const { country: _, control: _c, admin1: _a, ...rest } = this.record.location;
      this.put({ ...rest, ...(country ? { country } : {}), ...(control ? { control } : {}), ...(admin1 ? { admin1 } : {}) });
    } catch (error) {
      if (!(error instanceof Refused)) throw error; // a point off the globe: its field says so
    }
  }

  private control(name: string): HTMLInputElement {
    return this.element.querySelector(`#${this.prefix}-${name}`) as HTMLInputElement;
  }

  private put(location: Location): void {
    this.record.location = location;
    this.fields.set('lon', text(location.point?.lon));
    this.fields.set('lat', text(location.point?.lat));
    this.fields.set('known', location.precision);
    this.fields.set('radius', text(location.uncertainty_m));
    this.tell();
    this.needs.touched();
  }

  private tell(): void {
    const [now, before] = [this.words(this.record.location), this.words(this.before)];
    this.chosen.textContent = now;
    this.was.hidden = now === before;
  }

  private words(location: Location): string {
    return `${this.needs.say.place(location) || 'not known'} · ${this.needs.say.precision(location)}`;
  }
}

function text(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}

function bothOf({ precision, uncertainty_m }: Location): Pick<Location, 'precision' | 'uncertainty_m'> {
  return { precision, uncertainty_m };
}
