// The map page: filters, list, map and strip are views of one selection. A
// change of the selection goes through choose(), which writes the address and
// shows everything anew.

import { createMap } from '../map';
import { ahead } from '../map/ahead';
import type { AreaCollection, AreaFeature } from '../map/incident';
import { loadOutlines, outlinesAt } from '../map/outlines';
import type { Bounds, Crowd, MapView, Theme } from '../map/view';
import { answerOf, type Answer } from './answer';
import type { Catalogue } from './catalogue';
import { nextDay } from './days';
import { byId, make, quiet } from './dom';
import { readyEmbedCode } from './embed-code';
import { Filters } from './filters';
import { InWords } from './in-words';
import { KnownAt } from './known-at';
import { IncidentList, type Rest } from './list';
import type * as Many from './many';
import { mapOptions, sameView } from './map-options';
import { readyMenu } from './menu';
import type { PageData } from './page-data';
import { IncidentPanel } from './panel';
import type * as PlaceSearching from './place-search';
import { Player } from './player';
import { apiQuery, areaBoxes, centre, holds, inView, loadIncident, loadIncidents, loadPage, retitle, searchIds, withRoom, type Incident, type Loaded } from './record';
import { readSelection, spanOf, viewAddress, writeSelection, type Selection, type Span } from './selection';
import { readyShare } from './share';
import { narrow, Sheet } from './sheet';
import { readyTheme } from './theme';
import { Timeline } from './timeline';
import { ListTools } from './tools';
import { utcDay } from './words';

/** Rows that the server gives at a time. */
const listPage = 100;
/** Ids that the server takes in one question. */
const idsAtOnce = 100;

const nothing: Loaded = { incidents: [], total: 0, cursor: '' };

export class HomePage {
  selection: Selection = readSelection(location.search);
  /** Everything public, if a page can hold it; else nothing, and the server is asked. */
  all: readonly Incident[] = [];
  answer: Answer | null = null;
  /** A part of the answer that the server gave for the list, where the answer has no incidents of its own. */
  private listed: Loaded = nothing;
  /** Incidents of the view that are known to an area only, where tiles show the others. */
  private vague: Many.Vague = { total: 0, incidents: [] };
  /** What does it where the record holds more than a page can; loaded when it is wanted. */
  ways: typeof Many | null = null;
  /** By id; null while one is asked for, or where there is none. */
  private readonly areas = new Map<string, AreaFeature | null>();
  private boxes = new Map<string, Bounds>();
  /** The zoom up to which the outlines at hand are fine enough. */
  private detail = Infinity;
  /** Incidents and outlines that the page asked for before its script ran. */
  private readonly ahead = { incidents: ahead('/incidents/items?'), areas: this.takeAreas(ahead('/areas.json')[0]) };
  /** Areas that are being loaded. */
  private drawing: Promise<void> = Promise.resolve();
  /** Ids found by the words asked for; null while no words are, or none were found yet. */
  found: Set<string> | null = null;
  private searching: AbortController | null = null;
  private asking: AbortController | null = null;
  private listing: AbortController | null = null;
  tilesOf = '';
  /** Incidents of one symbol, to choose from: by their ids, or as a crowd whose ids are not at hand. */
  chooser: readonly string[] | Crowd | null = null;
  /** The span of time before the reader stepped through days. */
  private outer: Pick<Selection, 'window' | 'from' | 'to'> | null = null;
  private opened: { id: string; scroll: number } | null = null;
  private started = false;
  /** Of the map, when it last moved. */
  private size = '';
  private adaptsUntil = 0;

  private readonly app = byId('app');
  readonly column = byId('column');
  private readonly countLine = byId('count');
  private readonly said = byId('said');
  private readonly noPlace = byId('no-place');
  private readonly notice = byId('notice');
  private readonly live = byId('live');
  private readonly chip = make('button', { type: 'button', class: 'time-chip', 'aria-expanded': 'false', 'aria-controls': 'strip' });

  private readonly map: MapView;
  private readonly sheet: Sheet;
  private readonly filters: Filters;
  readonly list: IncidentList;
  readonly panel: IncidentPanel;
  private readonly timeline: Timeline;
  readonly player: Player;
  private readonly knownAt: KnownAt;
  private readonly tools: ListTools;
  readonly inWords: InWords;
  newest: number;

  readonly say = (text: string): void => {
    this.live.textContent = text;
  };
  private readonly sayCount = quiet(600, () => {
    // Days that are played would be said faster than they can be listened to.
    if (!this.player.playing) this.say(this.countLine.textContent ?? '');
  });
  readonly findSoon = quiet(200, () => void this.find());
  private readonly askSoon = quiet(120, () => void this.ask());
  private readonly listSoon = quiet(200, () => void this.askList());

  constructor(
    private readonly data: PageData,
    private readonly words: Catalogue,
  ) {
    this.newest = data.newest ? Date.parse(data.newest) : Number.NaN;
    // The server has read it; a day stays a day, for its end.
    if (!data.known_at) this.selection.knownAt = '';
    this.inWords = new InWords(data.base, this.selection);
    if (narrow.matches) byId<HTMLDetailsElement>('filter-groups').open = false;

    this.sheet = new Sheet(this.app, this.column, words, () => this.sheetMoved());
    this.panel = new IncidentPanel(byId('incident-pane'), words, data.base, () => this.close(), (article) => readyShare(article, words, this.say));
    this.filters = new Filters(words, (part) => this.choose(part));
    this.list = new IncidentList(byId('list-body'), words, data, {
      open: (id) => this.open(id),
      hover: (id) => this.map.setHover(id),
    });
    this.timeline = new Timeline(byId('histogram'), words, { choose: (from, to) => this.choose(from || to ? { from, to, window: '' } : { from: '', to: '', window: 'all' }) });
    this.player = new Player(byId('player'), words, {
      next: (step) => this.nextDay(step),
      show: (day) => this.showDay(day),
      leave: () => this.choose(this.outer ?? {}),
      turned: (playing) => {
        if (!playing) this.sayCount();
      },
    });
    this.knownAt = new KnownAt(words, (knownAt) => this.turnBack(knownAt));
    this.tools = new ListTools(byId('list-tools'), words, data.base, {
      choose: (part) => this.choose(part),
      toast: (text) => this.toast(text),
      query: () => this.listQuery(),
      cite: () => viewAddress(`${data.base}/cite`, this.selection, this.askedBox()),
      endChooser: () => this.endChooser(),
      zoomToChooser: () => this.zoomToChooser(),
    });
    byId('map').parentElement?.append(this.chip);
    this.chip.addEventListener('click', () => this.toggleStrip());
    readyMenu(byId<HTMLDetailsElement>('legend'), () => narrow.matches);

    const options = mapOptions(byId('map'), data, words, () => this.showNotice(words.t('client.basemapFailed')));
    this.map = createMap(byId('map'), { ...options, start: this.selection.view, theme: 'auto' satisfies Theme, covers: [...document.querySelectorAll('.legend > summary, .time-chip')] });
    this.started = true;
    this.adapted();
    for (const kind of ['pointerdown', 'wheel', 'keydown']) byId('map').addEventListener(kind, () => (this.adaptsUntil = 0), { capture: true, passive: true });
    this.map.onSelect((ids, crowd) => this.picked(ids, crowd));
    this.map.onMove((view) => {
      // A window or a sheet that moves the map is not the reader's wish to look elsewhere.
      if (!this.adapted() || this.selection.view) {
        this.selection.view = sameView(view, options.view) ? null : view;
        this.write('replace');
      }
      if (view.zoom > this.detail) void this.refineAreas();
      if (this.answer && !this.answer.incidents) this.listSoon();
      else this.showList();
    });

    readyTheme(words, (theme) => {
      this.selection.theme = theme;
      this.write('replace');
      this.map.setTheme('auto');
    });
    this.listenToPage();
    this.filters.show(this.selection);
    this.knownAt.show(this.selection.knownAt);
    this.showTools();
    if (this.selection.incident) this.showOpen(this.panel.holds(this.selection.incident));
    readyShare(byId('incident-pane'), words, this.say);
    readyEmbedCode(data.base, () => {
      // Of one incident the frame knows best what is around it.
      const box = this.selection.view && !this.selection.incident ? this.map.getBounds() : null;
      const open = byId('incident-pane').querySelector('h1, h2')?.textContent;
      const title = this.selection.incident && open ? open : `${document.querySelector('.brand')?.textContent}: ${this.said.textContent}`;
      const picture = this.selection.incident ? new URLSearchParams({ incident: this.selection.incident }) : apiQuery(this.selection, this.span(), box);
      return { address: location.href, title, box, picture };
    });
    void this.load();
  }

  private listenToPage(): void {
    byId('q').addEventListener('focus', () => void this.offerPlaces(), { once: true });
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

  /** From the first use of the search box on, it offers places too. */
  private async offerPlaces(): Promise<void> {
    const { search, base } = this.data;
    if (!search) return;
    const { PlaceSearch } = (await import(search)) as typeof PlaceSearching;
    new PlaceSearch(byId<HTMLInputElement>('q'), base, this.words, {
      say: this.say,
      go: (box, place) => {
        this.choose({ q: '' });
        if (this.sheet.stop === 'full') this.sheet.set('half');
        this.adaptsUntil = 0;
        this.map.fitTo(box);
        this.toast(this.words.t('client.shows', { place }));
      },
    });
  }

  // Loading.

  /** More are public than a page can hold: then the server answers each question. */
  get many(): boolean {
    return (this.data.total ?? 0) > this.limit;
  }

  get limit(): number {
    return this.data.limit ?? 5000;
  }

  async load(): Promise<void> {
    this.app.setAttribute('aria-busy', 'true');
    const slow = setTimeout(() => this.showNotice(this.words.t('client.loading')), 500);
    try {
      await (this.many ? this.ask() : this.loadAll());
      await this.drawing;
    } catch {
      this.loadFailed();
    } finally {
      clearTimeout(slow);
      if (this.notice.textContent?.trim() === this.words.t('client.loading')) this.showNotice('');
      this.app.removeAttribute('aria-busy');
    }
    this.keepSelectedInView();
  }

  private async loadAll(): Promise<void> {
    const { knownAt } = this.selection;
    const address = knownAt ? undefined : this.ahead.incidents.pop();
    const { incidents, total } = await (address ? loadPage(address) : loadIncidents(this.data.base, this.limit, new URLSearchParams(knownAt ? { known_at: knownAt } : {})));
    if (total > incidents.length) {
      // There are more than when the page was made.
      this.data.total = total;
      await this.ask();
      return;
    }
    await this.translate(incidents, new URLSearchParams(knownAt ? { known_at: knownAt } : {}));
    this.all = incidents;
    const [newest] = incidents;
    // What was the newest then, the time counts back from.
    if (newest) this.newest = newest.from;
    this.showNotice('');
    this.showAll();
    if (this.selection.q) this.findSoon();
  }

  /** Draws the areas that stand for the places of incidents; those that are not at hand are loaded first. */
  private async showAreasOf(incidents: readonly Incident[]): Promise<void> {
    await this.ahead.areas;
    const named = new Set(incidents.flatMap(({ geometry, properties }) => (geometry ? [] : (properties.area_id ?? []))));
    const missing = [...named].filter((id) => !this.areas.has(id));
    if (!missing.length) return;
    await this.loadAreas(missing);
    const open = this.known(this.selection.incident)?.properties.area_id;
    if (open && missing.includes(open)) this.keepSelectedInView();
  }

  /** Takes the outlines at an address that the page asked for already. */
  private async takeAreas(address: string | undefined): Promise<void> {
    if (!address) return;
    const features = await outlinesAt(address).catch(() => []);
    this.detail = Number(new URL(address, location.href).searchParams.get('zoom') ?? Infinity);
    this.keepAreas(features);
    if (this.started) this.keepSelectedInView();
  }

  private async loadAreas(missing: string[]): Promise<void> {
    // Asked for once; without its area an incident stays in the list.
    for (const id of missing) if (!this.areas.get(id)) this.areas.set(id, null);
    const loaded = await loadOutlines(this.data.base, missing, this.detail).catch(() => {
      for (const id of missing) if (!this.areas.get(id)) this.areas.delete(id);
      return [];
    });
    this.keepAreas(loaded);
  }

  /** Loads the outlines anew, as fine as they are, for a map that has come closer. */
  private async refineAreas(): Promise<void> {
    this.detail = Infinity;
    await this.loadAreas([...this.areas.keys()].filter((id) => this.areas.get(id)));
  }

  private keepAreas(features: readonly AreaFeature[]): void {
    for (const feature of features) this.areas.set(feature.properties.id, feature);
    const areas: AreaCollection = { type: 'FeatureCollection', features: [...this.areas.values()].filter((area) => area !== null) };
    this.boxes = areaBoxes(areas);
    this.map.setAreas(areas);
    this.showList();
  }

  private loadFailed(): void {
    const retry = make('button', { type: 'button', class: 'button' }, this.words.t('client.retry'));
    retry.addEventListener('click', () => void this.load());
    this.showNotice(this.words.t(this.answer ? 'client.stale' : navigator.onLine ? 'client.failed' : 'client.offline'), retry);
  }

  /** Asks the server about the selection, where the record holds more than a page can. */
  async ask(): Promise<void> {
    this.asking?.abort();
    const controller = new AbortController();
    this.asking = controller;
    try {
      this.ways ??= (await import(this.data.many ?? '')) as typeof Many;
      const query = apiQuery(this.selection, this.span(), null);
      const answer = await this.ways.askMany(this.data.base, this.selection, this.span(), this.newest, this.limit, controller.signal);
      if (controller.signal.aborted) return;
      if (answer.incidents) await this.translate(answer.incidents, query);
      if (controller.signal.aborted) return;
      this.showNotice('');
      this.answer = answer;
      this.listed = nothing;
      this.showAnswer(answer);
      if (!answer.incidents) await this.askList();
    } catch {
      if (!controller.signal.aborted) this.loadFailed();
    }
  }

  /** Asks the server for the first page of the list, and for what the view holds in areas. */
  private async askList(): Promise<void> {
    const { answer, ways } = this;
    if (!answer || answer.incidents || !ways) return;
    this.listing?.abort();
    const { signal } = (this.listing = new AbortController());
    const { base } = this.data;
    const query = apiQuery(this.selection, this.span(), null);
    try {
      const [listed, vague] = await Promise.all([this.listPage('', signal), ways.loadVague(base, query, this.map.getBounds(), signal)]);
      if (signal.aborted) return;
      this.listed = listed;
      this.vague = vague;
      this.map.setIncidents({ type: 'FeatureCollection', features: vague.incidents });
      void this.showAreasOf(vague.incidents);
      this.showList();
    } catch {
      if (!signal.aborted) this.loadFailed();
    }
  }

  /** A page of what the list holds, from a cursor on. */
  private async listPage(cursor: string, signal?: AbortSignal): Promise<Loaded> {
    const { chooser } = this;
    const { base } = this.data;
    if (isIds(chooser)) {
      const { knownAt } = this.selection;
      const pages = await Promise.all(inParts(chooser, idsAtOnce).map((ids) => loadIncidents(base, idsAtOnce, new URLSearchParams({ id: ids.join(','), ...(knownAt ? { known_at: knownAt } : {}) }), signal)));
      const incidents = pages.flatMap((page) => page.incidents).sort((a, b) => b.from - a.from);
      await this.translateFew(incidents);
      return { incidents, total: incidents.length, cursor: '' };
    }
    const query = this.listQuery();
    if (!chooser && !this.selection.listAll) query.set('bbox', this.map.getBounds().join(','));
    if (cursor) query.set('cursor', cursor);
    const page = await loadIncidents(base, listPage, query, signal);
    await this.translateFew(page.incidents);
    return page;
  }

  /** Puts the titles of what answers a question into the language of the page, as far as the record does. */
  async translate(incidents: readonly Incident[], query: URLSearchParams): Promise<void> {
    if (this.data.retitled && incidents.length) await retitle(this.data.base, incidents, query).catch(() => {});
  }

  async translateFew(incidents: readonly Incident[]): Promise<void> {
    const { knownAt } = this.selection;
    await Promise.all(inParts(incidents, idsAtOnce).map((part) => this.translate(part, new URLSearchParams({ id: part.map(({ properties }) => properties.id).join(), ...(knownAt ? { known_at: knownAt } : {}) }))));
  }

  private async listOn(): Promise<void> {
    const before = this.listed;
    const next = await this.listPage(before.cursor);
    if (this.listed !== before) return;
    this.listed = { ...next, incidents: [...before.incidents, ...next.incidents] };
    this.showList();
  }

  /** Asks the server which incidents hold the words: it searches the ledger too. */
  private async find(): Promise<void> {
    this.searching?.abort();
    const { q, knownAt } = this.selection;
    if (!q || this.many) return;
    const controller = new AbortController();
    this.searching = controller;
    try {
      this.found = await searchIds(this.data.base, this.limit, q, knownAt, controller.signal);
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
    const hits = this.all.filter(({ properties: p }) => {
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
    if ('window' in part || 'from' in part || 'to' in part) {
      this.player.pause();
      this.outer = null;
    }
    this.chooser = null;
    if (worded) {
      if (this.selection.q) this.findSoon();
      else this.found = null;
    }
    this.write('replace');
    this.filters.show(this.selection);
    this.showAll();
  }

  /** Shows what was known at the end of a day, or what is known now. */
  private turnBack(knownAt: string): void {
    if (knownAt === this.selection.knownAt) return;
    this.player.pause();
    this.selection.knownAt = knownAt;
    this.chooser = null;
    this.found = null;
    this.write('replace');
    this.knownAt.show(knownAt);
    if (this.selection.incident) this.showOpen(false);
    void this.load();
  }

  // Days one after the other.

  private nextDay(step: 1 | -1): string | null {
    if (!this.answer) return null;
    const span = this.outer ? spanOf({ ...this.selection, ...this.outer }, this.data.opening ?? 'all', this.newest) : this.span();
    const { starts, ends } = this.answer;
    return nextDay({ shown: Date.parse(this.outer ? this.selection.from : ''), span, ends, days: this.many ? null : starts.map(([at]) => at) }, step);
  }

  private showDay(day: string): void {
    const { window, from, to } = this.selection;
    this.outer ??= { window, from, to };
    Object.assign(this.selection, { window: '', from: day, to: day });
    this.chooser = null;
    this.write('replace');
    this.filters.show(this.selection);
    this.showAll();
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
    this.player.pause();
    this.outer = null;
    this.selection = readSelection(location.search);
    this.filters.show(this.selection);
    if (this.selection.q !== before.q) {
      this.found = null;
      if (this.selection.q) this.findSoon();
    }
    if (this.selection.view) this.map.setView(this.selection.view);
    if (this.selection.knownAt === before.knownAt) {
      this.showAll();
    } else {
      this.knownAt.show(this.selection.knownAt);
      void this.load();
    }
    if (this.selection.incident === before.incident) return;
    if (this.selection.incident) this.showOpen(false);
    else this.showClosed();
  }

  span(): Span {
    return spanOf(this.selection, this.data.opening ?? 'all', this.newest);
  }

  // Showing.

  showAll(): void {
    if (this.many) {
      this.askSoon();
      this.showTime(this.span());
      this.showTools();
      return;
    }
    this.answer = answerOf(this.all, this.selection, this.span(), this.selection.q ? this.found : null);
    this.showAnswer(this.answer);
  }

  private showAnswer(answer: Answer): void {
    const span = this.span();
    this.filters.count(answer.counts);
    this.timeline.show(answer.starts, answer.ends, span);
    this.showTiles(answer);
    this.map.setIncidents({ type: 'FeatureCollection', features: answer.incidents ?? this.vague.incidents });
    if (answer.incidents) this.drawing = this.showAreasOf(answer.incidents);
    this.showTime(span);
    this.showList();
  }

  /** Where the answer has no incidents of its own, tiles show them. */
  private showTiles({ incidents, tiles }: Answer): void {
    const wanted = incidents ? '' : `${this.data.base}/tiles/{z}/{x}/{y}.mvt?${tiles}`;
    if (wanted === this.tilesOf) return;
    this.tilesOf = wanted;
    this.map.setTiles((wanted && this.ways?.tilesAt(wanted, () => this.showNotice(this.words.t('client.tilesFailed')))) || null);
  }

  private showList(): void {
    const { words, answer } = this;
    if (!answer) return;
    const { listed, total, rest } = this.rows(answer);
    const count = this.chooser
      ? words.n('client.chooser', total)
      : this.selection.listAll || total === answer.total
        ? words.n('home.incidents', answer.total)
        : words.n('home.inView', total, { total: words.number(answer.total) });
    if (this.countLine.textContent !== count) this.sayCount();
    this.countLine.textContent = count;
    this.list.show(listed, this.empty(answer.total), { knownAt: this.selection.knownAt, utc: this.selection.clock === 'utc' }, rest);
    this.showUndrawn(answer);
    this.inWords.show(this.selection, this.askedBox());
    this.showTools();
  }

  /** The rows of the list, and how many there are in all. */
  private rows({ incidents }: Answer): { listed: readonly Incident[]; total: number; rest: Rest | null } {
    const { chooser, listed: page } = this;
    if (!incidents) return { listed: page.incidents, total: page.total, rest: { total: page.total, load: () => this.listOn() } };
    const view = this.map.getBounds();
    const listed = isIds(chooser)
      ? incidents.filter(({ properties }) => chooser.includes(properties.id))
      : this.selection.listAll
        ? incidents
        : incidents.filter((incident) => inView(incident, view, this.boxes));
    return { listed, total: listed.length, rest: null };
  }

  /** Says how many are in the list that no map can show. */
  private showUndrawn({ incidents, placeless }: Answer): void {
    const { words } = this;
    const { total, incidents: drawn } = this.vague;
    const hidden = incidents ? 0 : total - drawn.length;
    // A part of the map never holds them, unless all incidents are here.
    const beyond = !incidents && !this.selection.listAll;
    const parts = [placeless > 0 && (beyond ? words.t('home.noPlaceHere', { n: words.number(placeless) }) : words.n('home.noPlace', placeless)), hidden > 0 && words.n('home.areasHidden', hidden)].filter((part) => part !== false);
    this.noPlace.hidden = parts.length === 0 || this.chooser !== null;
    this.noPlace.textContent = parts.join(' ');
  }

  private empty(matching: number): Node {
    const { words } = this;
    const action = make('button', { type: 'button', class: 'button' });
    const box = (title: string, help: string): HTMLElement => make('div', { class: 'empty' }, make('p', { class: 'empty-title' }, title), make('p', {}, help), make('p', {}, action));
    if (!this.all.length && !this.many) {
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
    const oneDay = selection.from && selection.from === selection.to;
    const said = oneDay ? ends.from : words.t(`home.windowSaid.${custom ? (!selection.to ? 'since' : !selection.from ? 'until' : 'custom') : name}`, ends);
    this.said.textContent = said;
    const { outer } = this;
    this.player.offer(outer ? words.t('client.wholeSpan', { said: outer.from || outer.to ? words.t('client.spanBefore') : words.t(`home.windowSaid.${outer.window || this.data.opening || 'all'}`) }) : '');
    this.chip.textContent = `${words.t('home.time')}: ${custom ? said : words.t(`home.window.${name}`)}`;
    for (const link of document.querySelectorAll<HTMLAnchorElement>('#windows a')) {
      if (!custom && link.dataset['window'] === name) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
    }
  }

  private showTools(): void {
    this.tools.show(this.selection, this.chooser !== null);
  }

  /** The API's question for what the list holds. */
  private listQuery(): URLSearchParams {
    const { chooser } = this;
    const query = apiQuery(this.selection, this.span(), this.askedBox());
    return chooser && !isIds(chooser) && this.ways ? this.ways.within(query, chooser.box) : query;
  }

  /** The part of the map that the reader looks at, if they chose one and list that only. */
  private askedBox(): Bounds | null {
    return this.selection.view && !this.selection.listAll ? this.map.getBounds() : null;
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

  private toggleStrip(): void {
    const open = this.app.dataset['strip'] !== 'open';
    if (open) this.app.dataset['strip'] = 'open';
    else delete this.app.dataset['strip'];
    this.chip.setAttribute('aria-expanded', String(open));
  }

  // One incident, or the few of one symbol.

  private picked(ids: string[], crowd: Crowd | null): void {
    const [only] = ids;
    if (only === undefined && !crowd) {
      if (this.selection.incident) this.close();
      else if (this.chooser) this.endChooser();
    } else if (only !== undefined && ids.length === 1) {
      this.open(only);
    } else {
      if (this.selection.incident) this.close();
      this.player.pause();
      this.chooser = crowd ?? ids;
      this.showChooser();
      this.sheet.atLeastHalf();
      this.column.scrollTop = 0;
      byId('list').focus({ preventScroll: true });
    }
  }

  private endChooser(): void {
    this.chooser = null;
    this.showChooser();
  }

  private showChooser(): void {
    if (this.answer?.incidents) this.showList();
    else void this.askList();
  }

  private zoomToChooser(): void {
    const { chooser } = this;
    if (!chooser) return;
    if (!isIds(chooser)) this.map.fitTo(chooser.box);
    else this.map.fitTo((this.answer?.incidents ?? this.listed.incidents).filter(({ properties }) => chooser.includes(properties.id)));
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
      const known = this.known(id);
      this.panel.show(id, known?.properties.title ?? '', this.selection.knownAt);
    }
    this.sheet.atLeastHalf();
    this.column.scrollTop = 0;
    this.map.setSelected(id);
    this.keepSelectedInView();
  }

  /** An incident that is at hand. */
  known(id: string): Incident | undefined {
    const at = ({ properties }: Incident): boolean => properties.id === id;
    return this.all.find(at) ?? this.answer?.incidents?.find(at) ?? this.listed.incidents.find(at) ?? this.vague.incidents.find(at);
  }

  private keepSelectedInView(): void {
    const id = this.selection.incident;
    if (!id) return;
    const known = this.known(id);
    if (known) {
      this.bringIntoView(known);
    } else if (this.many) {
      void loadIncident(this.data.base, id, this.selection.knownAt).then(
        (incident) => {
          if (this.selection.incident === id) this.bringIntoView(incident);
        },
        () => {},
      );
    }
  }

  private bringIntoView(incident: Incident): void {
    const box = this.boxes.get(incident.properties.area_id ?? '');
    const [lon, lat] = incident.geometry?.coordinates ?? (box ? centre(box) : []);
    // On a phone, legend and time lie over the upper edge.
    const view = within(this.map.getBounds(), narrow.matches ? 0.18 : 0);
    if (lon !== undefined && lat !== undefined ? holds(view, lon, lat) : inView(incident, view, this.boxes)) return;
    if (incident.geometry && lon !== undefined && lat !== undefined) this.map.setView({ lon, lat, zoom: Math.max(this.map.getView().zoom, 5) });
    else this.map.fitTo(box ? withRoom(box) : [incident]);
  }

  /** The map is as high as the sheet leaves it, and keeps its middle. */
  private sheetMoved(): void {
    if (!this.started || !narrow.matches) return;
    const view = this.map.getView();
    this.adapts();
    this.map.resize();
    this.map.setView(view);
    this.keepSelectedInView();
  }

  /** What moves the map for a while is its new size. */
  private adapts(): void {
    this.adaptsUntil = performance.now() + 400;
  }

  /** Whether the map moves because its size has changed. */
  private adapted(): boolean {
    const { clientWidth, clientHeight } = byId('map');
    const size = `${clientWidth} ${clientHeight}`;
    if (size !== this.size) this.adapts();
    this.size = size;
    return performance.now() < this.adaptsUntil;
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

function isIds(chooser: readonly string[] | Crowd | null): chooser is readonly string[] {
  return Array.isArray(chooser);
}

/** What is left of a box without a share of it on each side. */
function within([west, south, east, north]: Bounds, share: number): Bounds {
  const [across, down] = [(east < west ? east - west + 360 : east - west) * share, (north - south) * share];
  return [west + across, south + down, east - across, north - down];
}

function inParts<T>(list: readonly T[], length: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / length) }, (_, i) => list.slice(i * length, (i + 1) * length));
}
