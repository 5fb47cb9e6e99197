// The numbers of a draft as rows of a form: what of, how exact, how many, in which unit.

import { make } from '../page/dom';
import { endsOf, firstNumber, lacking, withNumbers } from './amount';
import type { Quantity } from './draft';
import { choice, numberOf } from './fields';
import type { Say } from './say';

export interface AmountCodes {
  measure: readonly string[];
  qualifier: readonly string[];
}

/** What qualifiers read like before a number. */
const qualifierWords: Readonly<Record<string, string>> = {
  exact: 'exactly', about: 'about', 'more-than': 'more than', 'at-least': 'at least', 'up-to': 'up to', range: 'from … to', vague: 'no number given',
};

/** All numbers of a draft, each of which can be kept or dropped. */
export class Amounts {
  readonly element: HTMLElement;
  private readonly rows: Amount[];

  constructor(prefix: string, quantities: readonly Quantity[], codes: AmountCodes, say: Say, touched: () => void) {
    this.rows = quantities.map((quantity, i) => new Amount(`${prefix}-number-${i + 1}`, i, quantity, codes, say, touched));
    this.element = make('div', { class: 'wide amounts', role: 'group', 'aria-label': 'Numbers' }, make('p', { class: 'part' }, 'Numbers'), ...this.rows.map(({ element }) => element));
    this.element.hidden = !this.rows.length;
  }

  /** The numbers that are kept, as corrected. */
  result(): Quantity[] {
    return this.kept().map(({ quantity }) => quantity);
  }

  /** What of them was corrected, in words. */
  changed(): string[] {
    const [dropped, changed] = [this.rows.filter(({ keep }) => !keep), this.rows.filter((row) => row.keep && row.differs())];
    return [...changed.map(({ words }) => `number (${words})`), ...dropped.map(({ words }) => `dropped number (${words})`)];
  }

  /** Shows messages at the rows. The index is that within the result. */
  showFaults(of: ReadonlyMap<number, readonly string[]>): void {
    for (const row of this.rows) row.showFaults([]);
    this.kept().forEach((row, i) => row.showFaults(of.get(i) ?? []));
  }

  private kept(): Amount[] {
    return this.rows.filter(({ keep }) => keep);
  }
}

class Amount {
  readonly element: HTMLElement;
  quantity: Quantity;
  keep = true;
  private readonly first = make('input', { type: 'number', step: 'any', 'aria-label': 'Number' });
  private readonly second = make('input', { type: 'number', step: 'any', 'aria-label': 'Number at most' });
  private readonly unit = make('input', { autocomplete: 'off', maxlength: 100, placeholder: 'unit', 'aria-label': 'Unit' });
  private readonly fault: HTMLElement;
  private readonly was: HTMLElement;
  private readonly before: Quantity;

  constructor(
    id: string,
    index: number,
    quantity: Quantity,
    codes: AmountCodes,
    say: Say,
    private readonly touched: () => void,
  ) {
    this.quantity = this.before = quantity;
    this.fault = make('span', { class: 'fault', id: `${id}-fault`, hidden: true });
    this.was = make('span', { class: 'was', hidden: true }, `drafted: ${say.amount(quantity)}`);
    const measure = choice(codes.measure, (code) => say.code('measure', code));
    const qualifier = choice(codes.qualifier, (code) => qualifierWords[code] ?? code);
    measure.setAttribute('aria-label', 'Of what');
    qualifier.setAttribute('aria-label', 'How exact');
    measure.value = quantity.measure;
    qualifier.value = quantity.qualifier;
    this.unit.value = quantity.unit ?? '';
    this.fill();
    const keep = make('input', { type: 'checkbox', checked: true, 'aria-label': `Keep: ${this.words}` });
    keep.addEventListener('change', () => {
      this.keep = keep.checked;
      this.change();
    });
    measure.addEventListener('input', () => this.change({ ...this.quantity, measure: measure.value }));
    qualifier.addEventListener('input', () => {
      this.change(withNumbers(this.quantity, qualifier.value, numberOf(this.first.value), numberOf(this.second.value)));
      this.fill();
    });
    const count = (): void => this.change(withNumbers(this.quantity, qualifier.value, numberOf(this.first.value), numberOf(this.second.value)));
    this.first.addEventListener('input', count);
    this.second.addEventListener('input', count);
    this.unit.addEventListener('input', () => {
      const { unit: _, ...rest } = this.quantity;
      const unit = this.unit.value.trim();
      this.change(unit ? { ...rest, unit } : rest);
    });
    const controls = [qualifier, this.first, this.second, this.unit, measure];
    [qualifier.id, this.first.id] = [`${id}-qualifier`, `${id}-first`];
    for (const control of controls) control.setAttribute('aria-describedby', this.fault.id);
    this.element = make(
      'fieldset', { class: 'amount', 'data-path': `quantities[${index}]` },
      make('legend', {}, make('label', { class: 'keep' }, keep, ' ', make('q', {}, this.words))),
      make('span', { class: 'amount-line' }, ...controls), this.was, this.fault,
    );
  }

  /** The words of the text it comes from. */
  get words(): string {
    return this.before.phrase ?? this.before.measure;
  }

  differs(): boolean {
    return this.first.validity.badInput || this.second.validity.badInput ||
      (['measure', 'qualifier', 'min', 'max', 'unit'] as const).some((name) => this.quantity[name] !== this.before[name]);
  }

  /** Shows what is wrong with it; that a number is lacking is said in our own words. */
  showFaults(messages: readonly string[]): void {
    const own = this.first.validity.badInput || this.second.validity.badInput ? 'is no number' : this.keep ? lacking(this.quantity) : '';
    const text = own || messages.join('; ');
    this.fault.textContent = text;
    this.fault.hidden = !text;
    for (const input of [this.first, this.second]) {
      if (text) input.setAttribute('aria-invalid', 'true');
      else input.removeAttribute('aria-invalid');
    }
  }

  private change(quantity: Quantity = this.quantity): void {
    this.quantity = quantity;
    this.element.classList.toggle('changed', this.differs());
    this.element.classList.toggle('dropped', !this.keep);
    this.was.hidden = !this.differs();
    this.touched();
  }

  /** Shows the numbers that the qualifier has. */
  private fill(): void {
    const ends = endsOf(this.quantity.qualifier);
    const low = firstNumber(this.quantity);
    if (low !== undefined) this.first.value = String(low);
    if (ends === 'both' && this.quantity.max !== undefined) this.second.value = String(this.quantity.max);
    this.first.hidden = ends === 'none';
    this.second.hidden = ends !== 'both';
    this.unit.hidden = ends === 'none';
  }
}
