// The map page: filters, list, map and strip are views of one selection. A
// change of the selection goes through choose(), which writes the address and
// shows everything anew.

import { createMap } from '../map';
import type { AreaCollection } from '../map/incident';
import type { Bounds, MapView, Theme } from '../map/view';
import type { Catalogue } from './catalogue';
import { byId, make, quiet } from './dom';
import { Filters } from './filters';
import { IncidentList } from './list';
import { mapOptions, sameView } from './map-options';
import type { PageData } from './page-data';
import { IncidentPanel } from './panel';
import { apiAddress, apiQuery, areaBoxes, inView, loadAreas, loadIncidents, passes, searchIds, touches, type Incident, type Loaded } from './record';
import { readSelection, spanOf, writeSelection, type Selection, type Span } from './selection';
import { copy, readyShare } from './share';
import { narrow, Sheet } from './sheet';
import { readyTheme } from './theme';
import { Timeline } from './timeline';
import { utcDay } from './words';

export class HomePage {
  private selection: Selection = readSelection(location.search);
  private loaded: Loaded = { incidents: [], total: 0 };
  private ready = false;
  /** More match at the server than it gives at once. */
  private capped = false;
  private boxes = new Map<string, Bounds>();
  /** Ids found by the words asked for; null while no words are, or none were found yet. */
  private found: Set<string> | null = null;
  private searching: AbortController | null = null;
  private reloading: AbortController | null = null;
  /** Incidents of one symbol, to choose from. */
  private chooser: readonly string[] | null = null;
  private opened: { id: string; scroll: number } | null = null;
  private started = false;
  private cappedSaid = false;

  private readonly app = byId('app');
  private readonly column = byId('column');
  private readonly countLine = byId('count');
  private readonly said = byId('said');
  private readonly tools = byId('list-tools');
  private readonly notice = byId('notice');
  private readonly live = byId('live');
  private readonly chip = make('button', { type: 'button', class: 'time-chip', 'aria-expanded': 'false', 'aria-controls': 'strip' });

  private readonly map: MapView;
  private readonly sheet: Sheet;
  private readonly filters: Filters;
  private readonly list: IncidentList;
  private readonly panel: IncidentPanel;
  private readonly timeline: Timeline;
  private readonly newest: number;

  private readonly say = (text: string): void => {
    this.live.textContent = text;
  };
  private readonly sayCount = quiet(600, () => this.say(this.countLine.textContent ?? ''));
  private readonly findSoon = quiet(200, () => void this.find());
  private readonly reloadSoon = quiet(350, () => void this.reload());

  constructor(
    private readonly data: PageData,
    private readonly words: Catalogue,
  ) {
    this.newest = data.newest ? Date.parse(data.newest) : Number.NaN;
    this.selection.knownAt = data.known_at ?? '';
    if (narrow.matches) byId<HTMLDetailsElement>('filter-groups').open = false;

    this.sheet = new Sheet(this.app, this.column, words, () => this.sheetMoved());
    this.panel = new IncidentPanel(byId('incident-pane'), words, data.base, () => this.close(), (article) => readyShare(article, words, this.say));
    this.filters = new Filters(words, (part) => this.choose(part));
    this.list = new IncidentList(byId('list-body'), words, data, {
      open: (id) => this.open(id),
      hover: (id) => this.map.setHover(id),
    });
    this.timeline = new Timeline(byId('histogram'), words, { choose: (from, to) => this.choose(from || to ? { from, to, window: '' } : { from: '', to: '', window: 'all' }) });
    byId('map').parentElement?.append(this.chip);
    this.chip.addEventListener('click', () => this.toggleStrip());

    const options = mapOptions(byId('map'), data, words, () => this.showNotice(words.t('client.basemapFailed')));
    this.map = createMap(byId('map'), { ...options, theme: 'auto' satisfies Theme });
    this.started = true;
    if (this.selection.view) this.map.setView(this.selection.view);
    this.map.onSelect((ids) => this.picked(ids));
    this.map.onMove((view) => {
      this.selection.view = sameView(view, options.view) ? null : view;
      this.write('replace');
      this.showList();
      if (this.capped) this.reloadSoon();
    });

    readyTheme(words, (theme) => {
      this.selection.theme = theme;
      this.write('replace');
      this.map.setTheme('auto');
    });
    this.listenToPage();
    this.filters.show(this.selection);
    this.showTools();
    if (this.selection.incident) this.showOpen(this.panel.holds(this.selection.incident));
    readyShare(byId('incident-pane'), words, this.say);
    void this.load();
  }

  private listenToPage(): void {
    byId('windows').addEventListener('click', (event) => {
      const link = (event.target as Element).closest<HTMLAnchorElement>('a[data-window]');
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      const name = link.dataset['window'] ?? '';
      this.choose({ window: name === this.data.opening ? '' : name, from: '', to: '' });
    });
    byId('reset').addEventListener('click', (event) => {
      event.preventDefault();
      this.reset();
    });
    addEventListener('popstate', () => this.back());
    addEventListener('offline', () => this.showNotice(this.words.t('client.offline')));
    addEventListener('online', () => this.showNotice(''));
    document.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if (this.app.dataset['strip'] === 'open') this.toggleStrip();
      else if (this.selection.incident) this.close();
      else if (this.chooser) this.endChooser();
    });
  }

  // Loading.

  private async load(): Promise<void> {
    this.app.setAttribute('aria-busy', 'true');
    const slow = setTimeout(() => this.showNotice(this.words.t('client.loading')), 500);
    const areas = loadAreas(this.data.base).then(
      (collection) => this.takeAreas(collection),
      () => undefined,
    );
    try {
      const loaded = await loadIncidents(this.data.base, this.data.limit ?? 5000, this.knownAtOnly());
      this.capped = loaded.total > loaded.incidents.length;
      this.showNotice('');
      this.take(loaded);
      if (this.selection.q) this.findSoon();
      if (this.capped && writeSelection(this.selection)) this.reloadSoon();
    } catch {
      this.loadFailed();
    } finally {
      clearTimeout(slow);
      this.app.removeAttribute('aria-busy');
    }
    await areas;
    this.keepSelectedInView();
  }

  private knownAtOnly(): URLSearchParams {
    return new URLSearchParams(this.selection.knownAt ? { known_at: this.selection.knownAt } : {});
  }

  private take(loaded: Loaded): void {
    this.loaded = loaded;
    this.ready = true;
    this.showAll();
  }

  private takeAreas(areas: AreaCollection): void {
    this.boxes = areaBoxes(areas);
    this.map.setAreas(areas);
    this.showList();
  }

  private loadFailed(): void {
    const retry = make('button', { type: 'button', class: 'button' }, this.words.t('client.retry'));
    retry.addEventListener('click', () => void this.load());
    this.showNotice(this.words.t(this.ready ? 'client.stale' : navigator.onLine ? 'client.failed' : 'client.offline'), retry);
  }

  /** Asks the server for what the selection leaves, where it holds more than a page can load. */
  private async reload(): Promise<void> {
    this.reloading?.abort();
    const controller = new AbortController();
    this.reloading = controller;
    const box = this.selection.view && !this.selection.listAll ? this.map.getBounds() : null;
    try {
      this.take(await loadIncidents(this.data.base, this.data.limit ?? 5000, apiQuery(this.selection, this.span(), box), controller.signal));
    } catch {
      if (!controller.signal.aborted) this.loadFailed();
    }
  }

  /** Asks the server which incidents hold the words: it searches the ledger too. */
  private async find(): Promise<void> {
    this.searching?.abort();
    const { q, knownAt } = this.selection;
    if (!q) return;
    const controller = new AbortController();
    this.searching = controller;
    try {
      this.found = await searchIds(this.data.base, this.data.limit ?? 5000, q, knownAt, controller.signal);
    } catch {
      if (controller.signal.aborted) return;
      this.found = this.findHere(q);
    }
    this.showAll();
  }

  /** Without the server, titles and places are all there is to search. */
  private findHere(q: string): Set<string> {
    const fold = (text: string): string => text.normalize('NFKD').replace(/\p{Mn}/gu, '').toLowerCase();
    const asked = fold(q).split(/\s+/);
    const hits = this.loaded.incidents.filter(({ properties: p }) => {
      const text = fold([p.title, p.place, p.admin1].join(' '));
      return asked.every((word) => text.includes(word));
    });
    return new Set(hits.map(({ properties }) => properties.id));
  }

  // The selection.

  private choose(part: Partial<Selection>): void {
    const worded = part.q !== undefined && part.q !== this.selection.q;
    Object.assign(this.selection, part);
    if (part.from || part.to) this.selection.window = '';
    this.chooser = null;
    if (worded) {
      if (this.selection.q) this.findSoon();
      else this.found = null;
    }
    this.write('replace');
    this.filters.show(this.selection);
    this.showAll();
    if (this.capped) this.reloadSoon();
  }

  private reset(): void {
    this.choose({ chosen: { kind: [], status: [], category: [], country: [] }, q: '', window: '', from: '', to: '' });
  }

  private write(how: 'push' | 'replace'): void {
    const address = `${location.pathname}${writeSelection(this.selection)}`;
    if (address === location.pathname + location.search) return;
    history[how === 'push' ? 'pushState' : 'replaceState'](null, '', address);
  }

  /** The reader went back or forward. */
  private back(): void {
    const before = this.selection;
    this.selection = { ...readSelection(location.search), knownAt: before.knownAt };
    this.filters.show(this.selection);
    if (this.selection.q !== before.q) {
      this.found = null;
      if (this.selection.q) this.findSoon();
    }
    if (this.selection.view) this.map.setView(this.selection.view);
    this.showAll();
    if (this.selection.incident === before.incident) return;
    if (this.selection.incident) this.showOpen(false);
    else this.showClosed();
  }

  private span(): Span {
    return spanOf(this.selection, this.data.opening ?? 'all', this.newest);
  }

  // Showing.

  private showAll(): void {
    if (!this.ready) return;
    const span = this.span();
    const worded = this.selection.q && this.found ? this.loaded.incidents.filter(({ properties }) => this.found?.has(properties.id)) : this.loaded.incidents;
    this.filters.count(worded.filter((incident) => touches(incident, span)), this.selection.chosen);
    const coded = worded.filter((incident) => passes(incident, this.selection.chosen));
    const starts = this.loaded.incidents.map(({ from }) => from);
    this.timeline.show(coded.map(({ from }) => from), { from: min(starts), to: max(starts) }, span);
    this.map.setIncidents({ type: 'FeatureCollection', features: this.matching() });
    this.showTime(span);
    this.showList();
  }

  /** The incidents that answer everything but the map's view. */
  private matching(): Incident[] {
    const span = this.span();
    const { q, chosen } = this.selection;
    return this.loaded.incidents.filter((incident) => touches(incident, span) && passes(incident, chosen) && (!q || !this.found || this.found.has(incident.properties.id)));
  }

  private showList(): void {
    if (!this.ready) return;
    const { words } = this;
    const matching = this.matching();
    const view = this.map.getBounds();
    const listed = this.chooser
      ? matching.filter(({ properties }) => this.chooser?.includes(properties.id))
      : this.selection.listAll
        ? matching
        : matching.filter((incident) => inView(incident, view, this.boxes));
    const count = this.chooser
      ? words.n('client.chooser', listed.length)
      : this.selection.listAll || listed.length === matching.length
        ? words.n('home.incidents', matching.length)
        : words.n('home.inView', listed.length, { total: words.number(matching.length) });
    if (this.countLine.textContent !== count) this.sayCount();
    this.countLine.textContent = count;
    this.list.show(listed, this.empty(matching.length));
    this.showTools();
    this.showCapped();
  }

  private empty(matching: number): Node {
    const { words } = this;
    const action = make('button', { type: 'button', class: 'button' });
    const box = (title: string, help: string): HTMLElement => make('div', { class: 'empty' }, make('p', { class: 'empty-title' }, title), make('p', {}, help), make('p', {}, action));
    if (!this.loaded.incidents.length && !this.capped) {
      action.hidden = true;
      return box(words.t('home.noneAtAll'), words.t('home.noneAtAllHelp'));
    }
    if (matching) {
      action.textContent = words.t('home.listAll', { total: words.number(matching) });
      action.addEventListener('click', () => this.choose({ listAll: true }));
      return box(words.t('home.emptyView'), words.t('home.emptyViewHelp'));
    }
    action.textContent = words.t('home.reset');
    action.addEventListener('click', () => this.reset());
    return box(words.t('home.empty'), words.t('home.emptyHelp'));
  }

  private showTime({ from, to }: Span): void {
    const { words, selection } = this;
    const custom = selection.from || selection.to;
    const name = selection.window || this.data.opening || 'all';
    const ends = { from: selection.from ? utcDay(words, from) : '', to: selection.to ? utcDay(words, to - 1) : '' };
    const said = words.t(`home.windowSaid.${custom ? (!selection.to ? 'since' : !selection.from ? 'until' : 'custom') : name}`, ends);
    this.said.textContent = said;
    this.chip.textContent = `${words.t('home.time')}: ${custom ? said : words.t(`home.window.${name}`)}`;
    for (const link of document.querySelectorAll<HTMLAnchorElement>('#windows a')) {
      if (!custom && link.dataset['window'] === name) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  }

  private showTools(): void {
    const { words } = this;
    if (this.chooser) {
      const all = make('button', { type: 'button', class: 'button' }, words.t('client.chooserBack'));
      all.addEventListener('click', () => this.endChooser());
      const zoom = make('button', { type: 'button', class: 'button' }, words.t('client.zoomHere'));
      zoom.addEventListener('click', () => this.zoomToChooser());
      this.tools.replaceChildren(all, zoom);
      return;
    }
    if (this.tools.querySelector('input')) {
      const box = this.tools.querySelector('input');
      if (box) box.checked = !this.selection.listAll;
      this.tools.querySelector('a')?.setAttribute('href', this.apiLink());
      return;
    }
    const box = make('input', { type: 'checkbox', id: 'only-view' });
    box.checked = !this.selection.listAll;
    box.addEventListener('change', () => this.choose({ listAll: !box.checked }));
    const link = make('button', { type: 'button', class: 'link' }, words.t('client.copyView'));
    link.addEventListener('click', () => void copy(location.href, words, this.toast));
    this.tools.replaceChildren(
      make('label', { class: 'tick' }, box, make('span', {}, words.t('home.onlyView'))),
      link,
      make('a', { href: this.apiLink() }, words.t('client.apiView')),
    );
  }

  private apiLink(): string {
    const box = this.selection.view && !this.selection.listAll ? this.map.getBounds() : null;
    return apiAddress(this.data.base, apiQuery(this.selection, this.span(), box));
  }

  private readonly toast = (text: string): void => {
    this.say(text);
    this.showNotice(text);
    setTimeout(() => {
      if (this.notice.textContent === text) this.showNotice('');
    }, 4000);
  };

  private showNotice(text: string, action?: HTMLElement): void {
    this.notice.hidden = !text;
    this.notice.replaceChildren(...[text, action].filter((part) => part !== undefined).flatMap((part) => [part, ' ']));
  }

  private showCapped(): void {
    const { incidents, total } = this.loaded;
    const capped = total > incidents.length;
    if (capped) this.showNotice(this.words.t('client.capped', { n: this.words.number(incidents.length), total: this.words.number(total) }));
    else if (this.cappedSaid) this.showNotice('');
    this.cappedSaid = capped;
  }

  private toggleStrip(): void {
    const open = this.app.dataset['strip'] !== 'open';
    if (open) this.app.dataset['strip'] = 'open';
    else delete this.app.dataset['strip'];
    this.chip.setAttribute('aria-expanded', String(open));
  }

  // One incident, or the few of one symbol.

  private picked(ids: string[]): void {
    const [only] = ids;
    if (only === undefined) {
      if (this.selection.incident) this.close();
      else if (this.chooser) this.endChooser();
    } else if (ids.length === 1) {
      this.open(only);
    } else {
      if (this.selection.incident) this.close();
      this.chooser = ids;
      this.showList();
      this.sheet.atLeastHalf();
      this.column.scrollTop = 0;
      byId('list').focus({ preventScroll: true });
    }
  }

  private endChooser(): void {
    this.chooser = null;
    this.showList();
  }

  private zoomToChooser(): void {
    const chosen = this.loaded.incidents.filter(({ properties }) => this.chooser?.includes(properties.id));
    this.map.fitTo(chosen);
  }

  private open(id: string): void {
    const scroll = this.column.scrollTop;
    const again = this.selection.incident !== '';
    this.selection.incident = id;
    this.write(again ? 'replace' : 'push');
    this.showOpen(false);
    if (!again) this.opened = { id, scroll };
  }

  private showOpen(there: boolean): void {
    const id = this.selection.incident;
    this.app.dataset['open'] = 'incident';
    if (!there) {
      const known = this.loaded.incidents.find(({ properties }) => properties.id === id);
      this.panel.show(id, known?.properties.title ?? '', this.selection.knownAt);
    }
    this.sheet.atLeastHalf();
    this.column.scrollTop = 0;
    this.map.setSelected(id);
    this.keepSelectedInView();
  }

  private keepSelectedInView(): void {
    const id = this.selection.incident;
    const incident = id ? this.loaded.incidents.find(({ properties }) => properties.id === id) : undefined;
    if (!incident) return;
    if (inView(incident, this.map.getBounds(), this.boxes)) return;
    const [lon, lat] = incident.geometry?.coordinates ?? [];
    if (lon !== undefined && lat !== undefined) this.map.setView({ lon, lat, zoom: Math.max(this.map.getView().zoom, 5) });
    else this.map.fitTo([incident]);
  }

  /** The map is as high as the sheet leaves it, and keeps its middle. */
  private sheetMoved(): void {
    if (!this.started || !narrow.matches) return;
    const view = this.map.getView();
    this.map.resize();
    this.map.setView(view);
    this.keepSelectedInView();
  }

  private close(): void {
    // Where the list was left by this page, going back is the same as closing.
    if (this.opened) {
      history.back();
      return;
    }
    this.selection.incident = '';
    this.write('replace');
    this.showClosed();
  }

  private showClosed(): void {
    const from = this.opened;
    this.opened = null;
    delete this.app.dataset['open'];
    this.panel.clear();
    this.map.setSelected(null);
    this.map.setHover(null);
    if (!from) {
      byId('list').focus({ preventScroll: true });
      return;
    }
    this.column.scrollTop = from.scroll;
    if (!this.list.focusOn(from.id)) byId('list').focus({ preventScroll: true });
  }
}

function min(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Infinity);
}

function max(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}
