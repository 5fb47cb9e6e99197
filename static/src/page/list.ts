// The list of incidents by day: the same rows that the server makes for pages
// without scripts.

import { glyphSVG } from '../glyph';
import type { Catalogue } from './catalogue';
import { make } from './dom';
import type { PageData } from './page-data';
import type { Incident } from './record';
import { dayKey, heading, placeName, placePrecision, statusPhrase, timePhrase, type Spot, type Standing } from './words';

/** Rows made at a time; more come by a button. */
const pageLength = 100;

/** How rows say it: as of when they lead to pages, and by which clock. */
export interface ListManner {
  knownAt: string;
  utc: boolean;
}

/** The rest of a list that the server gives in pages. */
export interface Rest {
  /** How many there are in all. */
  total: number;
  /** Loads the next page, and then shows the list anew. */
  load(): Promise<void>;
}

export interface ListActions {
  open(id: string): void;
  hover(id: string | null): void;
}

export class IncidentList {
  shown = pageLength;
  private incidents: readonly Incident[] = [];
  private manner: ListManner = { knownAt: '', utc: false };
  private rest: Rest | null = null;
  private loading = false;

  constructor(
    private readonly body: HTMLElement,
    private readonly words: Catalogue,
    private readonly data: PageData,
    actions: ListActions,
  ) {
    body.addEventListener('click', (event) => {
      const link = (event.target as Element).closest<HTMLAnchorElement>('a.row-title');
      if (!link || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      actions.open(idOf(link));
    });
    body.addEventListener('keydown', (event) => this.walk(event));
    for (const kind of ['pointerover', 'focusin']) body.addEventListener(kind, (event) => actions.hover(idOf(event.target as Element) || null));
    for (const kind of ['pointerleave', 'focusout']) body.addEventListener(kind, () => actions.hover(null));
  }

  /** Shows incidents, newest day first, or what to do when there are none. */
  show(incidents: readonly Incident[], empty: Node, manner: ListManner, rest: Rest | null = null): void {
    const [before, mannerBefore, restBefore] = [this.incidents, this.manner, this.rest];
    this.manner = manner;
    this.rest = rest;
    this.incidents = sortByDay(incidents, (incident) => this.zone(incident));
    const same = (list: readonly Incident[]): boolean => list.every((incident, i) => incident === this.incidents[i]);
    const alike = mannerBefore.knownAt === manner.knownAt && mannerBefore.utc === manner.utc && restBefore?.total === rest?.total;
    // The same rows stay as they are, with their focus and scroll.
    if (incidents.length && alike && before.length === incidents.length && same(before)) return;
    // What only goes on keeps its length too.
    if (!(rest && alike && before.length && same(before))) this.shown = pageLength;
    const focused = this.body.contains(document.activeElement) ? idOf(document.activeElement as Element) : '';
    this.render(empty);
    if (focused) this.focusOn(focused);
  }

  focusOn(id: string): boolean {
    const link = this.body.querySelector<HTMLAnchorElement>(`[data-id="${CSS.escape(id)}"] a.row-title`);
    link?.focus();
    return link !== null;
  }

  render(empty: Node): void {
    if (!this.incidents.length) {
      this.body.replaceChildren(empty);
      return;
    }
    const days: HTMLElement[] = [];
    let rows: HTMLElement | null = null;
    let key = '';
    for (const incident of this.incidents.slice(0, this.shown)) {
      const zone = this.zone(incident);
      const day = dayKey(incident.from, zone);
      if (day !== key || !rows) {
        key = day;
        const name = heading(this.words, incident.from, zone);
        rows = make('ul', { class: 'rows' });
        days.push(make('section', { class: 'day', 'aria-label': name }, make('h2', {}, name), rows));
      }
      rows.append(this.row(incident));
    }
    this.body.replaceChildren(...days);
    if (this.total > this.shown) this.body.append(this.more(empty));
  }

  get total(): number {
    return Math.max(this.incidents.length, this.rest?.total ?? 0);
  }

  private more(empty: Node): HTMLElement {
    const { words } = this;
    const button = make('button', { type: 'button', class: 'button' }, words.t('home.older'));
    button.addEventListener('click', () => void this.goOn(button, empty));
    return make('p', { class: 'pager' }, `${words.t('home.shownOf', { from: 1, to: words.number(this.shown), total: words.number(this.total) })} `, button);
  }

  /** Shows the next rows, which may have to come from the server first, and puts the focus on the first of them. */
  private async goOn(button: HTMLButtonElement, empty: Node): Promise<void> {
    if (this.loading) return;
    const from = this.shown;
    if (this.incidents.length <= from) {
      this.loading = true;
      button.setAttribute('aria-busy', 'true');
      try {
        await this.rest?.load();
      } finally {
        this.loading = false;
        button.removeAttribute('aria-busy');
      }
    }
    const next = this.incidents[from];
    if (!next) return;
    this.shown = from + pageLength;
    this.render(empty);
    this.focusOn(next.properties.id);
  }

  /** By whose clock days begin and times are said. */
  private zone({ properties }: Incident): string {
    return this.manner.utc ? 'UTC' : (properties.time_zone ?? '');
  }

  private time({ properties: p, from, to }: Incident): string {
    if (!this.manner.utc) return timePhrase(this.words, { from, to, precision: p.time_precision ?? '', zone: p.time_zone ?? '' }, false);
    // By another clock than that of the place, "overnight" and "25 Dec" say the wrong thing: the span itself does not.
    const precision = p.time_precision === 'minute' ? 'minute' : 'hour';
    return `${timePhrase(this.words, { from, to, precision, zone: 'UTC' }, false)} UTC`;
  }

  private row(incident: Incident): HTMLElement {
    const { properties: p } = incident;
    const { words, data } = this;
    const spot = this.spot(p);
    const link = make('a', { class: 'row-title', href: `${data.base}/incidents/${p.id}${this.manner.knownAt ? `?known_at=${encodeURIComponent(this.manner.knownAt)}` : ''}`, lang: p.title_language ?? data.record_language ?? '', dir: 'auto' }, p.title);
    const place = make('p', { class: 'row-place' }, make('span', { class: 'unseen' }, `${words.code('kind', p.kind)}. `), `${placeName(words, spot)} · ${placePrecision(words, spot)}`);
    const time = this.time(incident);
    const facts = make('p', { class: 'row-facts' }, make('span', {}, time), ' · ', make('span', { class: 'row-status' }, statusPhrase(words, this.standing(p))), ' · ', make('span', {}, words.n('row.sources', p.source_families ?? 0)));
    return make('li', { class: 'row', 'data-id': p.id }, glyphSVG(p.kind, p.status), make('div', { class: 'row-text' }, link, place, facts));
  }

  private spot(p: Incident['properties']): Spot {
    return {
      label: this.words.proper('place', p.place ?? ''),
      admin1: this.words.proper('place', p.admin1 ?? ''),
      country: this.country(p.country),
      holder: this.country(p.control),
      precision: p.precision,
      uncertainty: p.uncertainty_m ?? 0,
    };
  }

  /** The name of a country; of one the page does not know, the browser's. */
  private country(code: string | null): string {
    if (!code) return '';
    const known = this.data.countries?.[code];
    if (known) return known;
    try {
      return new Intl.DisplayNames(this.data.language, { type: 'region' }).of(code) ?? code;
    } catch {
      return code;
    }
  }

  private standing(p: Incident['properties']): Standing {
    const names = (codes: string | null): string[] => (codes ?? '').split(',').filter(Boolean).map((code) => this.data.parties?.[code] ?? code);
    return { status: p.status, claimed: names(p.claimed_by), confirmed: names(p.confirmed_by), denied: names(p.denied_by) };
  }

  /** Arrow keys, Home and End walk the list. */
  private walk(event: KeyboardEvent): void {
    const links = [...this.body.querySelectorAll<HTMLAnchorElement>('a.row-title')];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
    if (at < 0 || target === undefined || !links[target]) return;
    event.preventDefault();
    links[target].focus();
  }
}

/** By the local day, newest first, and within a day as they come. */
function sortByDay(incidents: readonly Incident[], zone: (incident: Incident) => string): Incident[] {
  const keyed = incidents.map((incident) => ({ incident, key: dayKey(incident.from, zone(incident)) }));
  keyed.sort((a, b) => (a.key < b.key ? 1 : a.key > b.key ? -1 : 0));
  return keyed.map(({ incident }) => incident);
}

function idOf(element: Element): string {
  return element.closest<HTMLElement>('[data-id]')?.dataset['id'] ?? '';
}
