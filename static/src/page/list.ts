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

export interface ListActions {
  open(id: string): void;
  hover(id: string | null): void;
}

export class IncidentList {
  private shown = pageLength;
  private incidents: readonly Incident[] = [];

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
  show(incidents: readonly Incident[], empty: Node): void {
    const before = this.incidents;
    this.incidents = sortByDay(incidents);
    // The same rows stay as they are, with their focus and scroll.
    if (incidents.length && before.length === incidents.length && this.incidents.every((incident, i) => incident === before[i])) return;
    this.shown = pageLength;
    const focused = this.body.contains(document.activeElement) ? idOf(document.activeElement as Element) : '';
    this.render(empty);
    if (focused) this.focusOn(focused);
  }

  focusOn(id: string): boolean {
    const link = this.body.querySelector<HTMLAnchorElement>(`[data-id="${CSS.escape(id)}"] a.row-title`);
    link?.focus();
    return link !== null;
  }

  private render(empty: Node): void {
    if (!this.incidents.length) {
      this.body.replaceChildren(empty);
      return;
    }
    const days: HTMLElement[] = [];
    let rows: HTMLElement | null = null;
    let key = '';
    for (const incident of this.incidents.slice(0, this.shown)) {
      const zone = incident.properties.time_zone ?? '';
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
    if (this.incidents.length > this.shown) this.body.append(this.more(empty));
  }

  private more(empty: Node): HTMLElement {
    const { words } = this;
    const button = make('button', { type: 'button', class: 'button' }, words.t('home.older'));
    button.addEventListener('click', () => {
      const next = this.incidents[this.shown];
      this.shown += pageLength;
      this.render(empty);
      if (next) this.focusOn(next.properties.id);
    });
    return make('p', { class: 'pager' }, `${words.t('home.shownOf', { from: 1, to: words.number(this.shown), total: words.number(this.incidents.length) })} `, button);
  }

  private row({ properties: p, from, to }: Incident): HTMLElement {
    const { words, data } = this;
    const spot = this.spot(p);
    const link = make('a', { class: 'row-title', href: `${data.base}/incidents/${p.id}${data.known_at ? `?known_at=${data.known_at}` : ''}` }, p.title);
    const place = make('p', { class: 'row-place' }, make('span', { class: 'unseen' }, `${words.code('kind', p.kind)}. `), `${placeName(words, spot)} · ${placePrecision(words, spot)}`);
    const time = timePhrase(words, { from, to, precision: p.time_precision ?? '', zone: p.time_zone ?? '' }, false);
    const facts = make('p', { class: 'row-facts' }, make('span', {}, time), ' · ', make('span', { class: 'row-status' }, statusPhrase(words, this.standing(p))), ' · ', make('span', {}, words.n('row.sources', p.source_families ?? 0)));
    return make('li', { class: 'row', 'data-id': p.id }, glyphSVG(p.kind, p.status), make('div', { class: 'row-text' }, link, place, facts));
  }

  private spot(p: Incident['properties']): Spot {
    return {
      label: p.place ?? '',
      admin1: p.admin1 ?? '',
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
function sortByDay(incidents: readonly Incident[]): Incident[] {
  const keyed = incidents.map((incident) => ({ incident, key: dayKey(incident.from, incident.properties.time_zone ?? '') }));
  keyed.sort((a, b) => (a.key < b.key ? 1 : a.key > b.key ? -1 : 0));
  return keyed.map(({ incident }) => incident);
}

function idOf(element: Element): string {
  return element.closest<HTMLElement>('[data-id]')?.dataset['id'] ?? '';
}
