// The script in the frame: the live map over the picture that the server drew, and the
// height. Without it the page is whole.

import { createMap } from '../map';
import type { AreaCollection, AreaFeature, IncidentFeature } from '../map/incident';
import type { Bounds, MapView } from '../map/view';
import { viewOf } from '../page/map-options';
import { tellHeight } from './height';

/** An incident as the page holds it: id, kind, status, precision, longitude, latitude, metres of uncertainty, area. */
type Mark = [id: string, kind: IncidentFeature['properties']['kind'], status: IncidentFeature['properties']['status'], precision: IncidentFeature['properties']['precision'], lon: number | null, lat: number | null, uncertainty: number, area: string];

interface FrameData {
  language: string;
  words: Record<'mapLabel' | 'zoomIn' | 'zoomOut' | 'resetView' | 'attribution', string>;
  /** Prefix of every path. */
  base: string;
  box: Bounds | null;
  /** Address of this embed. */
  self: string;
  marks?: Mark[];
  /** Ids of areas that stand for places. */
  areas?: string[];
  /** The API's question for the incidents, where they are too many for the page. */
  query?: string;
  limit?: number;
}

const find = (id: string): HTMLElement | null => document.getElementById(id);
const data = JSON.parse(find('data')?.textContent ?? 'null') as FrameData | null;

tellHeight();
const place = find('map');
if (data?.box && place) whenSeen(place, () => start(data, data.box as Bounds, place));

/** Calls once the element is near what the reader sees and the page has been painted. */
function whenSeen(element: HTMLElement, call: () => void): void {
  const watcher = new IntersectionObserver(([entry]) => {
    if (!entry?.isIntersecting) return;
    watcher.disconnect();
    requestAnimationFrame(() => setTimeout(call));
  });
  watcher.observe(element.parentElement ?? element);
}

function start({ base, language, words, ...data }: FrameData, box: Bounds, place: HTMLElement): void {
  leaveOneFingerToPage(place);
  const { clientWidth, clientHeight } = place.parentElement ?? place;
  const map = createMap(place, {
    basemap: `${base}/basemap/{z}/{x}/{y}.mvt`,
    labels: `${base}/basemap/labels.json?language=${language}`,
    language,
    // All of the box is to be seen, with the symbols at its edges: zooms are whole ones.
    view: viewOf(box, clientWidth * 0.75, clientHeight * 0.75),
    messages: { label: words.mapLabel, zoomIn: words.zoomIn, zoomOut: words.zoomOut, reset: words.resetView, attribution: words.attribution },
    gestures: 'cooperative',
  });
  void load(base, data).then((features) => {
    map.setIncidents({ type: 'FeatureCollection', features });
    whenDrawn(place, () => {
      place.classList.add('drawn');
      const sketch = find('sketch');
      if (sketch) sketch.hidden = true;
    });
  });
  readyRows(map);
  readyCard(map, data.self);
  if (data.areas?.length) void loadAreas(base, data.areas).then((features) => map.setAreas({ type: 'FeatureCollection', features } as AreaCollection));
}

/** Calls once the basemap is there, or should have been long ago: until then the picture shows more. */
function whenDrawn(place: HTMLElement, call: () => void): void {
  const watcher = setInterval(() => {
    const tiles = [...place.querySelectorAll('.leaflet-tile')];
    if ((!tiles.length || !tiles.every((tile) => tile.classList.contains('leaflet-tile-loaded'))) && performance.now() < last) return;
    clearInterval(watcher);
    call();
  }, 30);
  const last = performance.now() + 4000;
}

async function load(base: string, { marks, query, limit }: Pick<FrameData, 'marks' | 'query' | 'limit'>): Promise<IncidentFeature[]> {
  if (query === undefined) return (marks ?? []).map(featureOf);
  const answer = await fetch(`${base}/api/v1/collections/incidents/items?${query}&limit=${limit}&properties=id,title,kind,status,precision,uncertainty_m,area_id,time_from`);
  return answer.ok ? ((await answer.json()) as { features: IncidentFeature[] }).features : [];
}

function featureOf([id, kind, status, precision, lon, lat, uncertainty_m, area_id]: Mark): IncidentFeature {
  const geometry = lon === null || lat === null ? null : { type: 'Point', coordinates: [lon, lat] };
  return { type: 'Feature', id, geometry, properties: { id, title: '', kind, status, precision, uncertainty_m, area_id: area_id || null } } as unknown as IncidentFeature;
}

/** Ids of areas hold letters, digits and hyphens only. */
async function loadAreas(base: string, ids: readonly string[]): Promise<AreaFeature[]> {
  const filter = `id IN (${ids.map((id) => `'${id}'`).join(',')})`;
  const answer = await fetch(`${base}/api/v1/collections/areas/items?limit=1000&filter=${encodeURIComponent(filter)}`);
  return answer.ok ? ((await answer.json()) as { features: AreaFeature[] }).features : [];
}

/** One finger scrolls the page around the map, on screens that have a pointer too; two fingers reach the map. */
function leaveOneFingerToPage(place: HTMLElement): void {
  const hint = find('hint');
  let calm = 0;
  const show = (): void => {
    hint?.classList.add('asked');
    clearTimeout(calm);
    calm = window.setTimeout(() => hint?.classList.remove('asked'), 1500);
  };
  place.addEventListener('touchstart', (event) => { if (event.touches.length === 1) event.stopPropagation(); }, { capture: true, passive: true });
  place.addEventListener('touchmove', (event) => { if (event.touches.length === 1) show(); }, { capture: true, passive: true });
  place.addEventListener('wheel', (event) => { if (!event.ctrlKey && !event.metaKey) show(); }, { capture: true, passive: true });
}

/** A row under the pointer or the focus is marked on the map. */
function readyRows(map: MapView): void {
  const list = find('list');
  const idOf = (event: Event): string | null => (event.target as Element).closest<HTMLElement>('[data-id]')?.dataset['id'] ?? null;
  for (const kind of ['pointerover', 'focusin']) list?.addEventListener(kind, (event) => map.setHover(idOf(event)));
  for (const kind of ['pointerleave', 'focusout']) list?.addEventListener(kind, () => map.setHover(null));
  map.onHover((ids) => {
    for (const row of document.querySelectorAll<HTMLElement>('#list .row')) row.classList.toggle('lit', ids.includes(row.dataset['id'] ?? ''));
  });
}

/** The incidents of a symbol, on a card over the map, in the words of the list. */
function readyCard(map: MapView, self: string): void {
  const [card, chosen, close] = [find('card'), find('chosen'), find('close')];
  if (!card || !chosen) return;
  const end = (): void => {
    card.hidden = true;
    map.setSelected(null);
  };
  let wanted = '';
  map.onSelect((ids) => {
    wanted = ids.join();
    const [only] = ids;
    if (only === undefined) return end();
    map.setSelected(only);
    void rowsOf(ids, self).then((rows) => {
      if (wanted !== ids.join()) return;
      chosen.replaceChildren(...rows);
      card.hidden = false;
      card.scrollTop = 0;
    });
  });
  close?.addEventListener('click', () => {
    end();
    place?.querySelector<HTMLElement>('[tabindex]')?.focus({ preventScroll: true });
  });
  document.addEventListener('keydown', ({ key }) => { if (key === 'Escape') end(); });
}

/** The rows of incidents: copies of those in the list, else asked for. */
async function rowsOf(ids: string[], self: string): Promise<Node[]> {
  const here = ids.map((id) => document.querySelector(`#list [data-id="${CSS.escape(id)}"]`));
  if (here.every((row) => row !== null)) return here.map((row) => row.cloneNode(true));
  const { searchParams: p } = new URL(self, location.href);
  const query = new URLSearchParams({ show: 'list', incident: ids.slice(0, 50).join() });
  for (const name of ['known_at', 'lang']) if (p.get(name)) query.set(name, p.get(name) ?? '');
  const answer = await fetch(`${self.split('?')[0]}?${query}`);
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  // Symbols that this page lacks.
  find('symbols')?.append(...[...page.querySelectorAll('#symbols > *')].filter(({ id }) => !find(id)));
  return [...page.querySelectorAll('#list .row')];
}
