// Public changes while the map is open. Nothing moves until the reader wants it: a button
// over the map says what there is. Where nobody has touched the page for a while, as on a
// wall, it is shown at once. Focus, scroll and what is open stay as they are.
//
// This is a part of the map page that is loaded after it, so that the first view need not
// wait for it. It may use whatever of the page is not private.

import { live as en } from '../../catalogues/en.json';
import { live as pl } from '../../catalogues/pl.json';
import { live as ru } from '../../catalogues/ru.json';
import { live as uk } from '../../catalogues/uk.json';
import { answerOf } from './answer';
import { Catalogue } from './catalogue';
import { byId, make } from './dom';
import { listen, type Change } from './events';
import type { HomePage } from './home';
import { inPageLanguage } from './language';
import type { PageData } from './page-data';
import { apiQuery, loadIncidents, searchIds, type Incident } from './record';
import { spanOf } from './selection';

const wordsOf: Record<string, typeof en> = { en, uk, ru, pl } as never;

/** Changes that come close together are asked about once. */
const settle = 1000;
/** How long nobody has touched a page that shows changes by itself. */
const calm = 30_000;
/** Ids that the server takes in one question. */
const idsAtOnce = 100;

type What = 'new' | 'corrected' | 'updated' | 'withdrawn';
const order: What[] = ['new', 'corrected', 'updated', 'withdrawn'];

/** What is there to be shown. */
interface News {
  /** What changed in the selection, by id. */
  what: Map<string, What>;
  /** Something may have changed that cannot be counted. */
  some: boolean;
  show(): void | Promise<void>;
}

/** Keeps the map page up to date. */
export function follow(page: HomePage, data: PageData): void {
  new Follower(page, data);
}

class Follower {
  private readonly words: Catalogue;
  /** The last change of each incident that is not shown yet. */
  private readonly changed = new Map<string, string>();
  /** Anything may have changed. */
  private anything = false;
  private news: News | null = null;
  private asking: AbortController | null = null;
  private timer = 0;
  private touched = performance.now();
  private readonly button = make('button', { type: 'button', class: 'button', hidden: true });

  constructor(
    private readonly page: HomePage,
    private readonly data: PageData,
  ) {
    this.words = new Catalogue({ ...data.messages, live: wordsOf[data.language] ?? en });
    document.adoptedStyleSheets.push(style());
    this.button.id = 'news';
    this.button.addEventListener('click', () => void this.show());
    document.querySelector('.map-pane')?.prepend(this.button);
    for (const kind of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchmove']) {
      addEventListener(kind, () => (this.touched = performance.now()), { capture: true, passive: true });
    }
    setInterval(() => {
      if (this.news && this.idle()) void this.show();
    }, 5000);
    listen(data.base, data.events ?? '', (changes) => this.told(changes));
  }

  private told(changes: Change[] | null): void {
    // What was known on a day stays what it was; back from there, the page loads all anew.
    if (this.page.selection.knownAt) return;
    if (changes?.length === 0) return;
    if (changes) for (const { id, change } of changes) this.changed.set(id, merged(this.changed.get(id), change));
    else this.anything = true;
    if (this.changed.size > idsAtOnce) this.anything = true;
    clearTimeout(this.timer);
    // All listeners are told at the same moment; they need not all ask at the same one.
    this.timer = window.setTimeout(() => void this.ask(), settle * (1 + Math.random()));
  }

  private async ask(): Promise<void> {
    this.asking?.abort();
    const { signal } = (this.asking = new AbortController());
    try {
      // A page that has no answer yet asks by itself.
      if (!this.page.answer) return;
      const news = await (this.page.many ? this.askMany(signal) : this.askAll(signal));
      if (signal.aborted) return;
      this.news = news;
      this.offer();
    } catch {
      // The next change, or the next visit, brings it.
    }
  }

  /** Compares what there is now with what the page holds, where it holds everything. */
  private async askAll(signal: AbortSignal): Promise<News> {
    const { page, data } = this;
    const before = page.all;
    const ids = [...this.changed.keys()];
    const limit = page.limit;
    const loaded = await (this.anything ? loadIncidents(data.base, limit, new URLSearchParams(), signal) : loadIncidents(data.base, idsAtOnce, new URLSearchParams({ id: ids.join(',') }), signal));
    await (this.anything ? page.translate(loaded.incidents, new URLSearchParams()) : page.translateFew(loaded.incidents));
    const all = this.anything ? renewed(before, loaded.incidents) : joined(before, new Set(ids), loaded.incidents);
    const selection = page.selection;
    const newest = all[0]?.from ?? Number.NaN;
    const { q } = selection;
    const found = q ? await searchIds(data.base, limit, q, '', signal) : null;
    const next = answerOf(all, selection, spanOf(selection, data.opening ?? 'all', newest), found);
    const what = this.compare(byIds(page.answer?.incidents ?? []), byIds(next.incidents ?? []), byIds(before), byIds(all));
    const many = loaded.total > Math.max(limit, loaded.incidents.length) || all.length > limit;
    return {
      what,
      some: false,
      show: () => {
        if (many) return page.load();
        // The page has loaded everything anew meanwhile.
        if (page.all !== before) return undefined;
        page.all = all;
        page.newest = newest;
        if (page.selection.q === q) page.found = found;
        else page.findSoon();
        data.total = all.length;
        return page.showAll();
      },
    };
  }

  /** What is different in the selection, then and now; what only the window of time takes in or leaves behind is no news. */
  private compare(then: ById, now: ById, allThen: ById, allNow: ById): Map<string, What> {
    const what = new Map<string, What>();
    const touched = (id: string): boolean => this.changed.has(id) || allThen.get(id) !== allNow.get(id);
    for (const id of new Set([...then.keys(), ...now.keys()])) {
      if (!touched(id)) continue;
      const kind = !allThen.has(id) ? 'new' : !allNow.has(id) ? 'withdrawn' : kindOf(this.changed.get(id));
      if (kind) what.set(id, kind);
    }
    return what;
  }

  /** Asks which of what changed answer the selection, where the record holds more than a page can. */
  private async askMany(signal: AbortSignal): Promise<News> {
    const { page, data } = this;
    const what = new Map<string, What>();
    const matching = apiQuery(page.selection, page.span(), null);
    matching.set('id', [...this.changed.keys()].join(','));
    const { incidents } = this.anything ? { incidents: [] } : await loadIncidents(data.base, idsAtOnce, matching, signal);
    for (const { properties } of incidents) {
      const change = this.changed.get(properties.id);
      const kind = change === 'publication' ? 'new' : kindOf(change);
      if (kind) what.set(properties.id, kind);
    }
    for (const [id, change] of this.changed) if (gone(change) && page.known(id)) what.set(id, 'withdrawn');
    const newest = Math.max(page.newest, ...incidents.map(({ from }) => from));
    return {
      what,
      some: this.anything || [...this.changed.values()].some(gone),
      show: () => {
        page.ways?.forget();
        page.tilesOf = '';
        page.newest = newest;
        return page.ask();
      },
    };
  }

  /** Says what there is, in a place where nothing else has to move. */
  private offer(): void {
    const { news, words, page } = this;
    const text = news ? this.text(news) : '';
    const before = this.button.dataset['what'] ?? '';
    this.button.dataset['what'] = text;
    this.button.hidden = !text;
    // A number stays with what it counts.
    this.button.replaceChildren(`${text.replace(/(\d) /g, '$1\u00a0')} · `, make('b', {}, words.t('live.show')));
    if (text && text !== before) page.say(`${text}.`);
    this.offerOpen();
  }

  private text({ what, some }: News): string {
    const kinds = [...what.values()];
    const parts = order.flatMap((kind) => {
      const n = kinds.filter((each) => each === kind).length;
      return n ? [this.words.n(`live.${kind}`, n)] : [];
    });
    return parts.length ? parts.join(', ') : some ? this.words.t('live.some') : '';
  }

  /** Says of the incident that is open, beside the way back to the list, what happened to it. */
  private offerOpen(): void {
    const bar = document.querySelector('#incident-pane .pane-back');
    bar?.querySelector('.news-open')?.remove();
    const change = this.changed.get(this.page.selection.incident);
    const kind = gone(change) ? 'withdrawn' : kindOf(change);
    if (!bar || !kind) return;
    const said = this.words.t(kind === 'withdrawn' ? 'live.openWithdrawn' : kind === 'corrected' ? 'live.openCorrected' : 'live.openUpdated');
    const button = make('button', { type: 'button', class: 'link news-open' }, `${said} · ${this.words.t('live.show')}`);
    button.addEventListener('click', () => void this.show());
    bar.append(button);
  }

  /** Whether the page is looked at without being used. */
  private idle(): boolean {
    const { page } = this;
    const unused = !page.selection.incident && !page.chooser && !page.player.playing && !page.column.scrollTop;
    return unused && performance.now() - this.touched > calm && [document.body, null].includes(document.activeElement as HTMLElement | null);
  }

  private async show(): Promise<void> {
    const { news, page, words } = this;
    if (!news) return;
    const open = page.selection.incident;
    const change = this.changed.get(open);
    this.news = null;
    this.asking?.abort();
    this.changed.clear();
    this.anything = false;
    const pressed = document.activeElement === this.button || document.activeElement?.classList.contains('news-open');
    const text = this.text(news);
    this.button.hidden = true;
    delete this.button.dataset['what'];
    // The same words of another place would be asked for only if the question were new.
    page.inWords.asked = '';
    await keepPlace(page, () => news.show());
    if (text) page.say(words.t('live.shown', { what: text }));
    if (open && change) await this.showOpen(open, change);
    if (pressed && [document.body, null].includes(document.activeElement as HTMLElement | null)) {
      const article = document.querySelector<HTMLElement>('#incident-pane article');
      (open && article ? article : byId('list')).focus({ preventScroll: true });
    }
  }

  /** Puts the present article into the place of the open one. */
  private async showOpen(id: string, change: string): Promise<void> {
    const { page, data } = this;
    const panel = page.panel;
    if (gone(change)) {
      panel.show(id, document.querySelector('#incident-pane h1')?.textContent ?? '', '');
      return;
    }
    const answer = await fetch(`${data.base}/incidents/${encodeURIComponent(id)}`, { headers: { Accept: 'text/html', ...inPageLanguage() } }).catch(() => null);
    const parsed = answer?.ok ? new DOMParser().parseFromString(await answer.text(), 'text/html') : null;
    const article = parsed?.querySelector<HTMLElement>('article.incident');
    const old = document.querySelector<HTMLElement>('#incident-pane article.incident');
    if (!article || !old || page.selection.incident !== id) return;
    const focused = old.contains(document.activeElement);
    const scroll = page.column.scrollTop;
    old.replaceWith(document.adoptNode(article));
    panel.readied(article);
    page.column.scrollTop = scroll;
    if (focused) article.focus({ preventScroll: true });
    const bar = document.querySelector('#incident-pane .pane-back');
    bar?.querySelector('.news-open')?.remove();
    const kind = kindOf(change);
    if (kind) bar?.append(make('span', { class: 'news-open' }, this.words.t(kind === 'corrected' ? 'live.openCorrected' : 'live.openUpdated')));
  }
}

/** Changes the list and leaves what the reader looks at where it is. */
async function keepPlace(page: HomePage, change: () => void | Promise<void>): Promise<void> {
  const column = page.column;
  const list = page.list;
  const { top } = column.getBoundingClientRect();
  const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('#list-body .row')];
  const within = byId('list-body').contains(document.activeElement);
  const scroll = column.scrollTop;
  const seen = rows().find((row) => row.getBoundingClientRect().bottom > top);
  // From the top, what is new is seen; from further down, what is read stays.
  const first = rows()[0];
  const down = first !== undefined && first.getBoundingClientRect().top < top;
  const at = seen?.getBoundingClientRect().top ?? 0;
  const length = list.shown;
  await change();
  if (list.shown < length) {
    list.shown = length;
    if (list.total) list.render(make('p'));
  }
  const same = seen && rows().find((row) => row.dataset['id'] === seen.dataset['id']);
  column.scrollTop = down && same ? column.scrollTop + same.getBoundingClientRect().top - at : scroll;
  if (within && document.activeElement === document.body) byId('list').focus({ preventScroll: true });
}

/** What a reader who saw neither has to know of two changes of one incident. */
export function merged(before: string | undefined, change: string): string {
  if (before === undefined || gone(change)) return change;
  if (before === 'publication') return before;
  return kindOf(before) === 'corrected' || (kindOf(before) && !kindOf(change)) ? before : change;
}

function gone(change: string | undefined): boolean {
  return change === 'withdrawal' || change === 'removal';
}

/** How a change of an incident that stays is counted; a mended typo is no news. */
function kindOf(change: string | undefined): 'corrected' | 'updated' | undefined {
  if (change === 'typo') return undefined;
  return change === 'correction' || change === 'clarification' ? 'corrected' : 'updated';
}

type ById = Map<string, Incident>;

function byIds(incidents: readonly Incident[]): ById {
  return new Map(incidents.map((incident) => [incident.properties.id, incident]));
}

/** Newest first, as the server has them. */
function newestFirst(incidents: Incident[]): Incident[] {
  return incidents.sort((a, b) => b.from - a.from || (a.properties.id < b.properties.id ? 1 : -1));
}

/** Everything, with those of some ids replaced by what there is of them now. */
function joined(before: readonly Incident[], ids: Set<string>, now: Incident[]): Incident[] {
  return newestFirst([...before.filter(({ properties }) => !ids.has(properties.id)), ...now]);
}

/** What there is now; what is the same stays the same object, so that nothing is drawn for it. */
function renewed(before: readonly Incident[], now: Incident[]): Incident[] {
  const known = byIds(before);
  return now.map((incident) => {
    const same = known.get(incident.properties.id);
    return same && JSON.stringify(same) === JSON.stringify(incident) ? same : incident;
  });
}

function style(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
#news { position: absolute; z-index: 3; inset-block-start: 12px; inset-inline: 0; width: fit-content; max-width: calc(100% - 300px); min-height: 36px; margin-inline: auto; padding: 6px 16px; border-radius: 18px; color: var(--ink); line-height: 1.3; }
#news[hidden] { display: none; }
#news b { color: var(--link); }
.pane-back { display: flex; flex-wrap: wrap; gap: 0 12px; justify-content: space-between; align-items: center; }
span.news-open { color: var(--muted); font-size: 0.875rem; }
@media (max-width: 760px) {
  #news { inset-block-start: 60px; max-width: calc(100% - 120px); }
  .app[data-stop='full'] #news { visibility: visible; position: fixed; z-index: 7; inset-block: auto 16px; max-width: calc(100% - 32px); }
}
@media print { #news, .news-open { display: none; } }`);
  return sheet;
}
