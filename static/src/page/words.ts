// Status, place and time in words. The server has the same rules (for pages
// without scripts); both are tested against words.golden.json.

import type { Catalogue } from './catalogue';

/** Who asserts the headline, who confirms it and who denies it, by name. */
export interface Standing {
  status: string;
  claimed: readonly string[];
  confirmed: readonly string[];
  denied: readonly string[];
}

/** How sure an incident is, in a few words that name the speaker. */
export function statusPhrase(c: Catalogue, { status, claimed, confirmed, denied }: Standing): string {
  // Who confirms what nobody else says is a speaker like any other.
  const speakers = [...claimed, ...confirmed.filter((name) => !claimed.includes(name))];
  // Of several some confirmed what another verified.
  if (status === 'verified' && confirmed.length) return c.t(`status.${confirmed.length === 1 ? 'verifiedBy' : 'verifiedSaid'}`, { parties: c.joinBrief(confirmed) });
  if (status === 'confirmed' && confirmed.length) return c.t('status.confirmedBy', { parties: c.joinBrief(confirmed) });
  if (status === 'claimed' && speakers.length) return c.t('status.claimedBy', { parties: c.joinBrief(speakers) });
  if (status === 'disputed' && denied.length && speakers.length) {
    return c.t('status.disputedBetween', { claimants: c.joinBrief(speakers), deniers: c.joinBrief(denied) });
  }
  if (status === 'disputed' && denied.length) return c.t('status.disputedBy', { deniers: c.joinBrief(denied) });
  return c.code('status', status);
}

export interface Spot {
  label: string;
  admin1: string;
  /** Names, not codes. */
  country: string;
  holder: string;
  precision: string;
  /** Metres. */
  uncertainty: number;
}

/** From the small to the large: "Temryuk, Krasnodar Krai, Russia". */
export function placeName(c: Catalogue, spot: Spot): string {
  const country = spot.holder && spot.country ? c.t('place.held', { country: spot.country, holder: spot.holder }) : spot.country;
  return [spot.label, ...[spot.admin1, country].filter((part) => part && !spot.label.includes(part))].join(', ');
}

/** How well a place is known: "town or surroundings, within 3 km". */
export function placePrecision(c: Catalogue, { precision, uncertainty }: Spot): string {
  if (precision === 'sea-area' && uncertainty <= 0) return c.t('place.sea-area-open');
  return c.t(`place.${precision}`, { distance: distance(c, uncertainty) });
}

/** Whole metres below a kilometre, one decimal below ten. */
export function distance(c: Catalogue, metres: number): string {
  if (metres < 1000) return c.t('place.m', { n: Math.round(metres) });
  const km = metres / 1000;
  const tenth = Math.round(km * 10);
  if (km < 10 && tenth % 10 !== 0) return c.t('place.km', { n: (tenth / 10).toFixed(1).replace('.', c.t('number.decimal')) });
  return c.t('place.km', { n: c.number(Math.round(km)) });
}

/** A half-open span in milliseconds since 1970, how well it is known, and its IANA zone. */
export interface Moment {
  from: number;
  to: number;
  precision: string;
  zone: string;
}

/** When, in the local time of the place, as well as it is known. A month always has its year. */
export function timePhrase(c: Catalogue, { from: start, to: end, precision, zone }: Moment, withYear: boolean): string {
  const [from, to, last] = [local(start, zone), local(end, zone), local(end - 1, zone)];
  if (precision === 'month') return months(c, from, last);
  if (precision === 'day') return days(c, from, last, withYear);
  if (precision === 'part-of-day') {
    const part = partOfDay(from, last, end - start);
    if (part === 'overnight') return c.t('time.overnight', { days: days(c, from, last, withYear) });
    if (part) return c.t('time.part', { date: day(c, from, withYear), part: c.t(`time.${part}`) });
  }
  const length = end - start;
  const clock = (at: Local): string => c.t('time.clock', { date: day(c, at, withYear), time: time(at) });
  if (precision === 'hour' && (length === hour || length <= minute)) return c.t('time.about', { date: day(c, from, withYear), time: time(from) });
  if (length <= minute) return clock(from);
  if (sameDay(from, to)) return c.t('time.clocks', { date: day(c, from, withYear), from: time(from), to: time(to) });
  return c.t('time.range', { from: clock(from), to: clock(to) });
}

/** The local day of an instant, in full: "Thursday 25 Dec 2025". */
export function heading(c: Catalogue, start: number, zone: string): string {
  const at = local(start, zone);
  const weekday = new Date(Date.UTC(at.year, at.month, at.day)).getUTCDay();
  return c.t('time.heading', { weekday: c.item('time.weekdays', weekday), day: at.day, month: c.item('time.months', at.month), year: at.year });
}

/** The local day of an instant, for sorting: "2025-12-25". */
export function dayKey(start: number, zone: string): string {
  const { year, month, day: number } = local(start, zone);
  return new Date(Date.UTC(year, month, number)).toISOString().slice(0, 10);
}

/** A UTC day as "25 Dec 2025". */
export function utcDay(c: Catalogue, at: number): string {
  return day(c, local(at, 'UTC'), true);
}

const minute = 60_000;
const hour = 60 * minute;

interface Local {
  year: number;
  /** From 0. */
  month: number;
  day: number;
  hour: number;
  minute: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const options = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', hourCycle: 'h23' } as const;
  let made;
  try {
    made = new Intl.DateTimeFormat('en', { ...options, timeZone: zone || 'UTC' });
  } catch {
    // A browser older than the zone.
    made = new Intl.DateTimeFormat('en', { ...options, timeZone: 'UTC' });
  }
  formats.set(zone, made);
  return made;
}

function local(at: number, zone: string): Local {
  // What needs no rules of time zones is a hundred times as fast without.
  if (zone === 'UTC') {
    const date = new Date(at);
    return { year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate(), hour: date.getUTCHours(), minute: date.getUTCMinutes() };
  }
  const parts = { year: 0, month: 0, day: 0, hour: 0, minute: 0 };
  for (const { type, value } of formatOf(zone).formatToParts(at)) if (type in parts) parts[type as keyof typeof parts] = Number(value);
  return { ...parts, month: parts.month - 1 };
}

function sameDay(a: Local, b: Local): boolean {
  return a.day === b.day && a.month === b.month && a.year === b.year;
}

function partOfDay(from: Local, last: Local, length: number): string {
  if (!sameDay(from, last)) return length <= 14 * hour && from.hour >= 18 ? 'overnight' : '';
  if (from.minute !== 0 || last.minute !== 59) return '';
  const parts: Record<string, string> = { '0-8': 'early', '4-12': 'morning', '12-18': 'afternoon', '18-24': 'evening' };
  return parts[`${from.hour}-${last.hour + 1}`] ?? '';
}

function time({ hour: h, minute: m }: Local): string {
  return `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`;
}

function day(c: Catalogue, at: Local, withYear: boolean): string {
  return c.t(withYear ? 'time.dateYear' : 'time.date', { day: at.day, month: c.item('time.months', at.month), year: at.year });
}

function days(c: Catalogue, first: Local, last: Local, withYear: boolean): string {
  if (sameDay(first, last)) return day(c, first, withYear);
  if (first.year === last.year && first.month === last.month) {
    return c.t(withYear ? 'time.daysYear' : 'time.days', { first: first.day, day: last.day, month: c.item('time.months', last.month), year: last.year });
  }
  return c.t('time.range', { from: day(c, first, withYear && first.year !== last.year), to: day(c, last, withYear) });
}

function months(c: Catalogue, first: Local, last: Local): string {
  const name = (at: Local): string => c.t('time.month', { month: c.item('time.monthsAlone', at.month), year: at.year });
  if (first.year === last.year && first.month === last.month) return name(first);
  return c.t('time.range', { from: name(first), to: name(last) });
}
