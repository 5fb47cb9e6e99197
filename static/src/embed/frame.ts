// The script in the frame: the live map over the picture that the server drew, and the
// height. Without it the page is whole.

import { createMap } from '../map';
import { ahead } from '../map/ahead';
import type { AreaFeature, IncidentFeature } from '../map/incident';
import { loadOutlines, outlinesAt } from '../map/outlines';
import type { Bounds, MapView } from '../map/view';
import { viewOf } from '../page/map-options';
import { tellHeight } from './height';
import { loadShown, type Shown } from './incidents';

interface FrameData extends Shown {
  language: string;
  words: Record<'mapLabel' | 'zoomIn' | 'zoomOut' | 'resetView' | 'attribution', string>;
  box: Bounds | null;
  /** Address of this embed. */
  self: string;
  /** Address of the script that follows public changes. */
  live?: string;
  /** For it, as soon as there is one. */
  map?: MapView;
}

const find = (id: string): HTMLElement | null => document.getElementById(id);
const data = JSON.parse(find('data')?.textContent ?? 'null') as FrameData | null;

tellHeight();
const place = find('map');
if (data?.box && place) whenSeen(place, () => (data.map = start(data, data.box as Bounds, place)));
if (data?.live) setTimeout(() => void import(data.live ?? '').then(({ follow }) => follow(data)), 8000);

/** Calls once the element is near what the reader sees and the page has been painted. */
function whenSeen(element: HTMLElement, call: () => void): void {
  const watcher = new IntersectionObserver(([entry]) => {
    if (!entry?.isIntersecting) return;
    watcher.disconnect();
    if (performance.getEntriesByName('first-contentful-paint').length) call();
    else requestAnimationFrame(() => setTimeout(call));
  });
  watcher.observe(element.parentElement ?? element);
}

function start({ base, language, words, ...data }: FrameData, box: Bounds, place: HTMLElement): MapView {
  leaveOneFingerToPage(place);
  const { clientWidth, clientHeight } = place.parentElement ?? place;
  const map = createMap(place, {
    basemap: `${base}/basemap/{z}/{x}/{y}.mvt`,
    tilesAhead: ahead('.mvt'),
    labels: `${base}/basemap/labels.json?language=${language}`,
    labelsAhead: ahead('/labels.json')[0],
    language,
    // All of the box is to be seen, with the symbols at its edges: zooms are whole ones.
    view: viewOf(box, clientWidth * 0.75, clientHeight * 0.75),
    messages: { label: words.mapLabel, zoomIn: words.zoomIn, zoomOut: words.zoomOut, reset: words.resetView, attribution: words.attribution },
    gestures: 'cooperative',
    covers: [...document.querySelectorAll('#hint')],
  });
  const incidents = loadShown({ base, ...data });
  void Promise.all([incidents, showAreas(map, base, incidents)]).then(([features]) => {
    map.setIncidents({ type: 'FeatureCollection', features });
    whenDrawn(place, () => {
      place.classList.add('drawn');
      const sketch = find('sketch');
      if (sketch) sketch.hidden = true;
    });
  }, () => {}); // what cannot be had leaves the picture
  readyRows(map);
  readyCard(map, data.self);
  return map;
}

/** Calls once the basemap is there, or should have been long ago: until then the picture shows more. */
function whenDrawn(place: HTMLElement, call: () => void): void {
  const last = performance.now() + 4000;
  const look = (): void => {
    const whole = place.querySelector('.leaflet-tile') && !place.querySelector('.leaflet-tile:not(.leaflet-tile-loaded)');
    if (whole || performance.now() > last) call();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Shows the areas whose outlines the page asked for, and finer ones once the map comes closer; where they were too many for that, the finest of those that incidents name. */
async function showAreas(map: MapView, base: string, incidents: Promise<IncidentFeature[]>): Promise<void> {
  const [first] = ahead('/areas.json');
  const asked = first && new URL(first, location.href).searchParams;
  // Without outlines the incidents stay in the list.
  const show = (loaded: Promise<AreaFeature[]>): Promise<void> => loaded.then((features) => map.setAreas({ type: 'FeatureCollection', features }), () => {});
  if (!asked) {
    const named = (await incidents).flatMap(({ geometry, properties }) => (geometry ? [] : (properties.area_id ?? [])));
    return show(loadOutlines(base, [...new Set(named)]));
  }
  const leave = map.onMove(({ zoom }) => {
    if (zoom <= Number(asked.get('zoom'))) return;
    leave();
    void show(loadOutlines(base, asked.get('id')?.split(',') ?? []));
  });
  await show(outlinesAt(first));
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
