// Public changes while an embed can be seen: title, list, credit and map become those of
// the present, at most once a minute. Focus and what is unfolded stay; what cannot be
// had leaves the embed as it is. Loaded by the frame once it is there.

import { loadOutlines } from '../map/outlines';
import type { MapView } from '../map/view';
import { listen } from '../page/events';
import { loadShown, type Shown } from './incidents';

/** What the page of an embed holds for its scripts; see frame.ts. */
interface FrameData extends Shown {
  self: string;
  events?: string;
  /** There as soon as the map is. */
  map?: MapView;
}

/** Between two refreshes, in milliseconds. */
const seldom = 60_000;
/** Readers of one article need not all ask at the same moment. */
const spread = 10_000;

/** Keeps an embed up to date while the reader sees it. */
export function follow(data: FrameData): void {
  let seen = false;
  let timer = 0;
  let last = -seldom;
  const refreshed = async (): Promise<void> => {
    timer = 0;
    last = performance.now();
    await refresh(data).catch(() => {});
  };
  const told = (): void => {
    timer ||= window.setTimeout(() => void refreshed(), Math.max(last + seldom - performance.now(), 0) + spread * Math.random());
  };
  const turn = listen(data.base, data.events ?? '', told, () => seen);
  new IntersectionObserver(([entry]) => {
    const now = entry?.isIntersecting ?? false;
    if (now === seen) return;
    seen = now;
    turn();
  }).observe(document.body);
}

/** Takes over the page as the server makes it now. */
async function refresh(data: FrameData): Promise<void> {
  const answer = await fetch(data.self);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const text = page.getElementById('data')?.textContent;
  if (!text) return;
  const { marks, query, limit } = JSON.parse(text) as FrameData;
  const before = JSON.stringify([data.marks, data.query]);
  Object.assign(data, { marks, query, limit });
  const symbols = document.getElementById('symbols');
  symbols?.append(...[...page.querySelectorAll('#symbols > *')].filter(({ id }) => !document.getElementById(id)));
  for (const part of ['#head', '#list', '#legend', '.words', '#credit']) replace(part, page);
  if (data.map && (query !== undefined || JSON.stringify([marks, query]) !== before)) await showOnMap(data, data.map, areasOf(page));
}

/** Puts the present content into a part of the page; the focus goes to the same link. */
function replace(part: string, page: Document): void {
  const [old, now] = [document.querySelector(part), page.querySelector(part)];
  if (!old || !now || old.innerHTML === now.innerHTML) return;
  const focused = old.contains(document.activeElement) ? document.activeElement?.closest('[data-id]')?.getAttribute('data-id') : null;
  const more = now.querySelector('details');
  if (more) more.open = old.querySelector('details')?.open ?? false;
  old.replaceChildren(...[...now.childNodes].map((node) => document.adoptNode(node)));
  if (focused) old.querySelector<HTMLElement>(`[data-id="${CSS.escape(focused)}"] a`)?.focus({ preventScroll: true });
}

/** Ids of the areas that stand for places: the page asks for their outlines. */
function areasOf(page: Document): string[] {
  const address = page.querySelector('link[rel="preload"][href*="/areas.json"]')?.getAttribute('href');
  return address ? (new URL(address, location.href).searchParams.get('id')?.split(',') ?? []) : [];
}

async function showOnMap(data: FrameData, map: MapView, areas: string[]): Promise<void> {
  map.setIncidents({ type: 'FeatureCollection', features: await loadShown(data) });
  if (areas.length) map.setAreas({ type: 'FeatureCollection', features: await loadOutlines(data.base, areas) });
}
