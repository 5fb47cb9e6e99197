// The form in which a draft is corrected. It works on a copy: leaving it changes nothing.

import { make, quiet } from '../page/dom';
import { withoutClaims, type Draft, type Fault, type IncidentRecord } from './draft';
import type { Say } from './say';
import { Refused, type FoundPlace } from './server';
import { fromField, toField } from './utc';

export interface Codes {
  kind: string[];
  category: string[];
  outcome: string[];
  /** Of the time. */
  precision: string[];
}

export interface FormNeeds {
  codes: Codes;
  say: Say;
  readOnly: boolean;
  /** Places that words may mean. */
  places(words: string): Promise<FoundPlace[]>;
  /** Asks what would become of the record, for faults and status. */
  changed(record: IncidentRecord): void;
  accept(record: IncidentRecord): void;
  leave(): void;
}

/** Which field of the form shows the faults of a path in the record; the first that fits. */
const fieldOfPath: readonly [RegExp, string][] = [
  [/^title/, 'title'],
  [/^kind/, 'kind'],
  [/^category/, 'category'],
  [/^outcome/, 'outcome'],
  [/^(location|facility)/, 'place'],
  [/^time\.from/, 'from'],
  [/^time\.to/, 'to'],
  [/^time/, 'precision'],
];

export class DraftForm {
  readonly element: HTMLFormElement;
  private record: IncidentRecord;
  private readonly dropped = new Set<number>();
  private readonly faultOf = new Map<string, HTMLElement>();
  private readonly rest = make('ul', { class: 'faults', hidden: true });
  private readonly status = make('p', { class: 'would muted' });
  private readonly chosenPlace = make('span', { class: 'chosen-place' });
  private readonly localTime = make('span', { class: 'hint' });
  private readonly found = make('div', { class: 'found-places', role: 'group', 'aria-label': 'Places found' });
  private readonly ask = quiet(250, () => this.needs.changed(this.result()));

  constructor(
    private readonly draft: Draft,
    private readonly needs: FormNeeds,
  ) {
    this.record = structuredClone(draft.record);
    const { codes, say } = needs;
    const fields = [
      this.field('title', 'Title', make('textarea', { rows: 2, maxlength: 200 }), this.record.title, (value) => (this.record.title = value.replace(/\s*\n\s*/g, ' ')), 'wide'),
      this.field('kind', 'Kind', this.select('kind', codes.kind, false), this.record.kind, (value) => (this.record.kind = value)),
      this.field('category', 'Target', this.select('category', codes.category, true), this.record.category ?? '', (value) => (this.record.category = value)),
      this.field('outcome', 'Outcome', this.select('outcome', codes.outcome, true), this.record.outcome ?? '', (value) => (this.record.outcome = value)),
      this.placeField(),
      this.field('from', 'From (UTC)', make('input', { type: 'datetime-local' }), toField(this.record.time.from), (value) => (this.record.time.from = fromField(value, this.draft.record.time.from))),
      this.field('to', 'Until (UTC, not included)', make('input', { type: 'datetime-local' }), toField(this.record.time.to), (value) => (this.record.time.to = fromField(value, this.draft.record.time.to))),
      this.field('precision', 'Time known to the', this.select('', codes.precision, false), this.record.time.precision, (value) => (this.record.time.precision = value)),
    ];
    const accept = make('button', { type: 'submit', class: 'button strong', disabled: needs.readOnly }, 'Accept with these corrections');
    const leave = make('button', { type: 'button', class: 'button plain' }, 'Leave unchanged ', make('kbd', { 'aria-hidden': 'true' }, 'Esc'));
    leave.addEventListener('click', () => needs.leave());
    this.element = make(
      'form', { class: 'edit', novalidate: true, 'aria-label': `Corrections to draft ${draft.number}` },
      ...fields, this.localTime, this.claims(say), this.status, this.rest, make('p', { class: 'actions wide' }, accept, leave),
    );
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      if (!needs.readOnly) needs.accept(this.result());
    });
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') needs.leave();
      else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.element.requestSubmit();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    this.tell();
    this.ask();
  }

  focus(): void {
    (this.element.querySelector<HTMLElement>('[aria-invalid]') ?? this.element.querySelector<HTMLElement>('textarea'))?.focus();
  }

  /** The record with the corrections. */
  result(): IncidentRecord {
    return withoutClaims(this.record, this.dropped);
  }

  showStatus(words: string): void {
    this.status.textContent = `With these claims: ${words}.`;
  }

  /** Shows each fault at its field, what has no field below. */
  showFaults(faults: readonly Fault[], general = ''): void {
    const rest: string[] = general ? [general] : [];
    const of = new Map<string, string[]>();
    for (const { field, message } of faults) {
      const name = fieldOfPath.find(([path]) => path.test(field))?.[1];
      if (name) of.set(name, [...(of.get(name) ?? []), message]);
      else rest.push(`${this.words(field)}: ${message}`);
    }
    for (const [name, element] of this.faultOf) {
      const messages = of.get(name) ?? [];
      element.textContent = messages.join('; ');
      element.hidden = !messages.length;
      const control = this.element.querySelector(`[aria-describedby~="${element.id}"]`);
      if (messages.length) control?.setAttribute('aria-invalid', 'true');
      else control?.removeAttribute('aria-invalid');
    }
    this.rest.replaceChildren(...rest.map((text) => make('li', {}, text)));
    this.rest.hidden = !rest.length;
  }

  /** A path in the record in words: "claims[1].party" is the second claim. */
  private words(field: string): string {
    return field.replace(/^(claim|quantit|report)(?:ie)?s\[(\d+)\]\./, (_, what: string, at: string) => `${what === 'quantit' ? 'number' : what} ${Number(at) + 1}, `);
  }

  private select(group: string, values: readonly string[], optional: boolean): HTMLSelectElement {
    const word = (value: string): string => (group ? this.needs.say.code(group, value) : value);
    return make('select', {}, optional && make('option', { value: '' }, '–'), ...values.map((value) => make('option', { value }, word(value))));
  }

  private field<E extends HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>(name: string, label: string, control: E, value: string, change: (value: string) => void, wide = ''): HTMLElement {
    const id = `edit-${this.draft.number}-${name}`;
    control.id = id;
    control.value = value;
    control.setAttribute('aria-describedby', `${id}-fault`);
    control.addEventListener('input', () => {
      change(control.value);
      this.touched();
    });
    return make('p', { class: `field ${wide}` }, make('label', { for: id }, label), control, this.faultPlace(name, id));
  }

  private faultPlace(name: string, id: string): HTMLElement {
    const element = make('span', { class: 'fault', id: `${id}-fault`, hidden: true });
    this.faultOf.set(name, element);
    return element;
  }

  private placeField(): HTMLElement {
    const id = `edit-${this.draft.number}-place`;
    const input = make('input', { id, type: 'search', autocomplete: 'off', maxlength: 100, placeholder: 'Name of a place', 'aria-describedby': `${id}-fault` });
    const search = make('button', { type: 'button', class: 'button plain' }, 'Find');
    const find = (words: string): void => void this.find(words);
    search.addEventListener('click', () => find(input.value));
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      find(input.value);
    });
    const others = this.draft.proposal.runners_up.map(({ name }) => {
      const button = make('button', { type: 'button', class: 'link' }, name);
      button.addEventListener('click', () => find(name));
      return button;
    });
    return make(
      'div', { class: 'field wide place-field' }, make('label', { for: id }, 'Place'), this.chosenPlace,
      make('span', { class: 'find-line' }, input, search),
      others.length > 0 && make('span', { class: 'hint' }, 'It may also be: ', ...others),
      this.found, this.faultPlace('place', id),
    );
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
    this.record.location = { ...location, ...(regime ? { regime } : {}) };
    this.record.facility = facility ? name : '';
    this.found.replaceChildren();
    this.element.querySelector<HTMLElement>(`#edit-${this.draft.number}-place`)?.focus();
    this.touched();
  }

  /** Who says what, with a box each to keep it. */
  private claims(say: Say): HTMLElement {
    const rows = (this.record.claims ?? []).map((claim, i) => {
      const keep = make('input', { type: 'checkbox', checked: true, 'aria-label': `Keep: ${say.party(claim.party)} ${say.code('stance', claim.stance)} ${say.code('proposition', claim.proposition)}` });
      keep.addEventListener('change', () => {
        if (keep.checked) this.dropped.delete(i);
        else this.dropped.add(i);
        this.touched();
      });
      return make(
        'tr', {}, make('td', {}, keep), make('th', { scope: 'row' }, say.party(claim.party)),
        make('td', {}, `${say.code('stance', claim.stance)} ${say.code('proposition', claim.proposition)}`), make('td', { class: 'quoted' }, claim.evidence?.text ?? ''),
      );
    });
    const head = ['Keep', 'Who', 'Says what', 'In the text'].map((text) => make('th', { scope: 'col' }, text));
    return make('div', { class: 'wide claims' }, make('table', {}, make('caption', {}, 'Who says what; the status follows from it'), make('thead', {}, make('tr', {}, ...head)), make('tbody', {}, ...rows)));
  }

  private touched(): void {
    this.tell();
    this.ask();
  }

  /** What the fields say of the record in words: the place taken, the time where it happened. */
  private tell(): void {
    const { say } = this.needs;
    const { location, time } = this.record;
    this.chosenPlace.textContent = `${say.place(location) || 'not known'} · ${say.precision(location)}`;
    const when = say.time(this.record);
    this.localTime.textContent = when && `That is ${when}, by the clocks of ${time.zone || 'UTC'}.`;
  }
}
