// The form in which a draft is corrected. It works on a copy: leaving it changes nothing.

import { make, quiet } from '../page/dom';
import { Amounts, type AmountCodes } from './amounts';
import { withoutClaims, type Draft, type Fault, type IncidentRecord } from './draft';
import { choice, Fields } from './fields';
import { PlaceFields, type PlaceNeeds } from './place';
import type { Say } from './say';
import { fromField, toField } from './utc';

export interface Codes extends AmountCodes {
  kind: string[];
  category: string[];
  outcome: string[];
  /** Of the time. */
  precision: string[];
  /** Precisions of the place. */
  place: string[];
}

export interface FormNeeds extends Pick<PlaceNeeds, 'places' | 'point' | 'pointed'> {
  codes: Codes;
  say: Say;
  readOnly: boolean;
  /** Asks what would become of the record, for faults and status. */
  changed(record: IncidentRecord): void;
  accept(): void;
  leave(): void;
  /** The focus came to what rests on words of the text: a path in the record, or none. */
  looking(path: string | null): void;
}

/** Which field of the form shows the faults of a path in the record; the first that fits. */
const fieldOfPath: readonly [RegExp, string][] = [
  [/^title/, 'title'],
  [/^summary/, 'summary'],
  [/^kind/, 'kind'],
  [/^category/, 'category'],
  [/^outcome/, 'outcome'],
  [/^location\.point$/, 'lon'],
  [/^location\.precision/, 'known'],
  [/^location\.uncertainty/, 'radius'],
  [/^(location|facility)/, 'place'],
  [/^time\.from/, 'from'],
  [/^time\.to/, 'to'],
  [/^time/, 'precision'],
];

const quantityPath = /^quantities\[(\d+)\]/;

export class DraftForm {
  readonly element: HTMLFormElement;
  private readonly record: IncidentRecord;
  private readonly dropped = new Set<number>();
  private readonly fields: Fields;
  private readonly place: PlaceFields;
  private readonly amounts: Amounts;
  private readonly rest = make('ul', { class: 'faults', hidden: true });
  private readonly status = make('p', { class: 'would muted' });
  private readonly changes = make('p', { class: 'changes wide', hidden: true });
  private readonly localTime = make('span', { class: 'hint wide' });
  private readonly ask = quiet(250, () => this.needs.changed(this.result()));

  constructor(
    draft: Draft,
    private readonly needs: FormNeeds,
  ) {
    this.record = structuredClone(draft.record);
    const { codes, say } = needs;
    const { record } = this;
    const prefix = `edit-${draft.number}`;
    const touched = (): void => this.touched();
    this.fields = new Fields(prefix, touched);
    const { fields } = this;
    const line = (value: string): string => value.replace(/\s*\n\s*/g, ' ');
    const words = [
      fields.add({ name: 'title', label: 'Title', control: make('textarea', { rows: 2, maxlength: 200 }), value: record.title, change: (value) => (record.title = line(value)), size: 'wide' }),
      fields.add({ name: 'summary', label: 'Summary', control: make('textarea', { rows: 2, placeholder: 'What happened in a sentence or two, with who says so' }), value: record.summary ?? '', change: (value) => (record.summary = value), size: 'wide' }),
    ];
    const coded = (name: 'kind' | 'category' | 'outcome', label: string, optional: boolean): HTMLElement =>
      fields.add({ name, label, path: name, control: choice(codes[name], (code) => say.code(name, code), optional), value: record[name] ?? '', change: (value) => (record[name] = value) });
    const time = (name: 'from' | 'to', label: string): HTMLElement =>
      fields.add({ name, label, path: 'time', control: make('input', { type: 'datetime-local' }), value: toField(record.time[name]), change: (value) => (record.time[name] = fromField(value, draft.record.time[name])) });
    this.place = new PlaceFields(fields, prefix, record, { ...needs, precisions: codes.place, label: `Point of draft ${draft.number}`, touched });
    this.amounts = new Amounts(prefix, record.quantities ?? [], codes, say, touched);
    const accept = make('button', { type: 'submit', class: 'button strong', disabled: needs.readOnly }, 'Accept with these corrections ', make('kbd', { 'aria-hidden': 'true' }, 'Ctrl Enter'));
    const leave = make('button', { type: 'button', class: 'button plain' }, 'Leave unchanged ', make('kbd', { 'aria-hidden': 'true' }, 'Esc'));
    leave.addEventListener('click', () => needs.leave());
    this.element = make(
      'form', { class: 'edit', novalidate: true, 'aria-label': `Corrections to draft ${draft.number}` },
      ...words,
      coded('kind', 'Kind', false), coded('category', 'Target', true), coded('outcome', 'Outcome', true),
      this.place.element,
      time('from', 'From (UTC)'), time('to', 'Until (UTC, not included)'),
      fields.add({ name: 'precision', label: 'Time known to the', path: 'time', control: choice(codes.precision, (code) => code.replaceAll('-', ' ')), value: record.time.precision, change: (value) => (record.time.precision = value) }),
      this.localTime, this.amounts.element, this.claims(say), this.status, this.changes, this.rest, make('p', { class: 'actions wide' }, accept, leave),
    );
    this.element.addEventListener('submit', (event) => {
      event.preventDefault();
      if (!needs.readOnly) needs.accept();
    });
    this.element.addEventListener('keydown', (event) => this.key(event));
    const path = ({ target }: Event): string | null => (target instanceof Element ? (target.closest<HTMLElement>('[data-path]')?.dataset['path'] ?? null) : null);
    this.element.addEventListener('focusin', (event) => {
      needs.looking(path(event));
      this.place.show();
    });
    this.element.addEventListener('focusout', () => needs.looking(null));
    this.tell();
    this.ask();
  }

  focus(): void {
    (this.element.querySelector<HTMLElement>('[aria-invalid]') ?? this.element.querySelector<HTMLElement>('textarea'))?.focus();
  }

  /** The record with the corrections. */
  result(): IncidentRecord {
    return withoutClaims({ ...this.record, ...(this.record.quantities ? { quantities: this.amounts.result() } : {}) }, this.dropped);
  }

  /** Whether a field holds what is no value at all, so that nothing of it would be in the result. */
  unreadable(): boolean {
    return [...this.element.elements].some((control) => control instanceof HTMLInputElement && control.validity.badInput);
  }

  /** What was corrected, in words. */
  corrected(): string[] {
    const claims = this.dropped.size === 1 ? ['a claim dropped'] : this.dropped.size ? [`${this.dropped.size} claims dropped`] : [];
    return [...this.fields.changed(), ...this.place.changed(), ...this.amounts.changed(), ...claims];
  }

  showStatus(words: string): void {
    this.status.textContent = `With these claims: ${words}.`;
  }

  /** Shows each fault at its field, what has no field below. */
  showFaults(faults: readonly Fault[], general = ''): void {
    const rest: string[] = general ? [general] : [];
    const of = new Map<string, string[]>();
    const amounts = new Map<number, string[]>();
    for (const { field, message } of faults) {
      const amount = quantityPath.exec(field)?.[1];
      const name = fieldOfPath.find(([path]) => path.test(field))?.[1];
      if (amount) amounts.set(Number(amount), [...(amounts.get(Number(amount)) ?? []), message]);
      else if (name) of.set(name, [...(of.get(name) ?? []), message]);
      else rest.push(`${this.words(field)}: ${message}`);
    }
    this.fields.showFaults(of);
    this.place.showFaults(of.get('place') ?? []);
    this.amounts.showFaults(amounts);
    this.rest.replaceChildren(...rest.map((text) => make('li', {}, text)));
    this.rest.hidden = !rest.length;
  }

  /** Takes its point off the map. */
  close(): void {
    this.place.hide();
  }

  private key(event: KeyboardEvent): void {
    if (event.key === 'Escape') this.needs.leave();
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.element.requestSubmit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** A path in the record in words: "claims[1].party" is the second claim. */
  private words(field: string): string {
    return field.replace(/^(claim|report)s\[(\d+)\]\./, (_, what: string, at: string) => `${what} ${Number(at) + 1}, `);
  }

  /** Who says what, with a box each to keep it, below the words it rests on. */
  private claims(say: Say): HTMLElement {
    const groups = new Map<string, HTMLElement[]>();
    (this.record.claims ?? []).forEach((claim, i) => {
      const keep = make('input', { type: 'checkbox', checked: true });
      const row = make('li', { 'data-path': `claims[${i}]` }, make('label', { class: 'keep' }, keep, make('span', {}, make('b', {}, say.party(claim.party)), ` ${say.code('stance', claim.stance)} ${say.code('proposition', claim.proposition)}`)));
      keep.addEventListener('change', () => {
        if (keep.checked) this.dropped.delete(i);
        else this.dropped.add(i);
        row.classList.toggle('dropped', !keep.checked);
        this.touched();
      });
      const words = claim.evidence?.text ?? '';
      groups.set(words, [...(groups.get(words) ?? []), row]);
    });
    const told = [...groups].flatMap(([words, rows]) => [words && make('p', { class: 'quoted' }, make('q', {}, words)), make('ul', {}, ...rows)]);
    return make('div', { class: 'wide claims', role: 'group', 'aria-label': 'Who says what' }, make('p', { class: 'part' }, 'Who says what; the status follows from it'), ...told);
  }

  private touched(): void {
    this.tell();
    this.ask();
  }

  /** What the fields say of the record in words: the time where it happened, what was corrected. */
  private tell(): void {
    const { time } = this.record;
    const when = this.needs.say.time(this.record);
    this.localTime.textContent = when && `That is ${when}, by the clocks of ${time.zone || 'UTC'}.`;
    const corrected = this.corrected();
    this.changes.textContent = `Corrected: ${corrected.join(', ')}.`;
    this.changes.hidden = !corrected.length;
  }
}
