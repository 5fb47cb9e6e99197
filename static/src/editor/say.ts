// A draft in words, by the same rules as the public pages.

import type { Catalogue } from '../page/catalogue';
import { placeName, placePrecision, statusPhrase, timePhrase, type Spot } from '../page/words';
import { firstNumber } from './amount';
import type { Draft, IncidentRecord, Location, Quantity } from './draft';

export class Say {
  private readonly added = new Map<string, string>();

  constructor(
    private readonly words: Catalogue,
    private readonly parties: Readonly<Record<string, string>>,
  ) {}

  /** Notes the names of parties that a text adds. */
  know(parties: readonly { code: string; name: string }[]): void {
    for (const { code, name } of parties) this.added.set(code, name);
  }

  party(code: string): string {
    return this.parties[code] ?? this.added.get(code) ?? code;
  }

  code(group: string, code: string | undefined): string {
    return code ? this.words.code(group, code) : '';
  }

  status({ feature: { properties: p } }: Draft): string {
    if (!p.status) return 'nobody says so outright';
    const names = (list: string | null): string[] => (list ?? '').split(/[,;]\s*/).filter(Boolean).map((code) => this.party(code));
    return statusPhrase(this.words, { status: p.status, claimed: names(p.claimed_by), confirmed: names(p.confirmed_by), denied: names(p.denied_by) });
  }

  place(location: Location): string {
    return placeName(this.words, this.spot(location));
  }

  precision(location: Location): string {
    return placePrecision(this.words, this.spot(location));
  }

  /** When, in the local time of the place; nothing for a span that is none. */
  time({ time: { from, to, precision, zone } }: IncidentRecord): string {
    const [start, end] = [Date.parse(from), Date.parse(to)];
    if (Number.isNaN(start) || Number.isNaN(end) || end <= start) return '';
    return timePhrase(this.words, { from: start, to: end, precision, zone: zone ?? 'UTC' }, true);
  }

  /** A number as it is understood: "about 2,000 m2, area on fire". */
  amount(quantity: Quantity): string {
    const { measure, qualifier, min, max, unit } = quantity;
    const number = (value: number | undefined): string => (value === undefined ? '…' : value.toLocaleString('en'));
    const count = this.words.t(`quantity.${qualifier}`, { n: number(firstNumber(quantity)), min: number(min), max: number(max) });
    return `${count}${unit && qualifier !== 'vague' ? ` ${unit}` : ''}, ${this.code('measure', measure)}`;
  }

  private spot({ label, admin1, country, control, precision, uncertainty_m }: Location): Spot {
    return {
      label, admin1: admin1 ?? '', country: this.code('countryName', country), holder: this.code('countryName', control),
      precision, uncertainty: uncertainty_m ?? 0,
    };
  }
}
