// The dialogue that makes the code by which another page shows what this one shows.

import type { Bounds } from '../map/view';
import { byId } from './dom';

/** What is to be shown elsewhere. */
export interface Shared {
  /** Address of this page with its state. */
  address: string;
  title: string;
  /** The part of the map that is looked at; null for the usual one. */
  box: Bounds | null;
  /** What a picture is asked for. */
  picture: URLSearchParams;
}

/** Choices of the dialogue. */
export interface Choices {
  show: string;
  theme: string;
  heading: boolean;
  /** An instant for a map that stays as it was; empty for one that follows the record. */
  pin: string;
  language: string;
}

/** Heights, in pixels, that are kept free for a frame until it tells its own. */
const heights: Record<string, number> = { '': 720, map: 460, list: 520 };

/** The parameters of the page's address that a frame understands too, with the choices. */
export function embedQuery({ address, box }: Pick<Shared, 'address' | 'box'>, { show, theme, heading, pin, language }: Choices): URLSearchParams {
  const page = new URL(address);
  const p = new URLSearchParams(page.search);
  const incident = /\/incidents\/(\w+)$/.exec(page.pathname)?.[1];
  if (incident) p.set('incident', incident);
  for (const name of ['list', 'offset', 'theme', 'lang']) p.delete(name);
  if (box) {
    for (const name of ['lon', 'lat', 'zoom']) p.delete(name);
    p.set('bbox', box.map((edge) => String(Math.round(edge * 1e3) / 1e3)).join());
  }
  const put = (name: string, value: string): void => {
    if (value) p.set(name, value);
  };
  put('show', show);
  put('theme', theme);
  put('title', heading ? '' : 'off');
  if (pin && !p.has('known_at')) p.set('known_at', pin);
  put('lang', language);
  return p;
}

/** Text of an attribute in double quotes. */
export function quoted(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** The three codes: for any page, for pages that take scripts, for systems that take an address; and where it is said how to cite what they show. */
export function codes(root: string, shared: Shared, choices: Choices): { frame: string; script: string; address: string; preview: string; cite: string } {
  const query = embedQuery(shared, choices);
  const preview = addressOf(`${root}/embed`, query);
  const [src, title] = [quoted(preview), quoted(shared.title)];
  const height = heights[choices.show] ?? 720;
  const address = new URL(shared.address);
  address.searchParams.delete('theme');
  for (const [name, value] of query) if (name !== 'incident' || !address.pathname.includes('/incidents/')) address.searchParams.set(name, value);
  return {
    frame: `<iframe src="${src}" title="${title}" width="100%" height="${height}" loading="lazy" style="border:0"></iframe>`,
    script: `<strikemap-embed src="${src}" title="${title}" height="${height}"><a href="${quoted(shared.address)}">${title}</a></strikemap-embed>\n<script async src="${quoted(root)}/embed.js"></script>`,
    address: address.href.replaceAll('%2C', ',').replaceAll('%3A', ':'),
    preview,
    cite: addressOf(`${root}/cite`, embedQuery(shared, { ...choices, show: '', theme: '', heading: true })),
  };
}

function addressOf(path: string, query: URLSearchParams): string {
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%3A', ':');
  return text ? `${path}?${text}` : path;
}

/** Readies the dialogue and the button that opens it. */
export function readyEmbedCode(base: string, shared: () => Shared): void {
  const open = document.getElementById('share-open');
  const dialog = document.getElementById('share') as HTMLDialogElement | null;
  if (!open || !dialog) return;
  const [show, when, theme, heading] = [byId<HTMLSelectElement>('share-show'), byId<HTMLSelectElement>('share-when'), byId<HTMLSelectElement>('share-theme'), byId<HTMLInputElement>('share-heading')];
  const root = location.origin + base;
  let pin = '';
  byId('share-loopback').hidden = !/^(localhost|.*\.localhost|127\.[\d.]+|\[::1\])$/.test(location.hostname);
  byId('share-plain').hidden = location.protocol === 'https:' || !byId('share-loopback').hidden;

  const make = (): void => {
    const what = shared();
    const made = codes(root, what, { show: show.value, theme: theme.value, heading: heading.checked, pin, language: document.documentElement.lang });
    for (const name of ['frame', 'script', 'address'] as const) byId<HTMLTextAreaElement>(`share-${name}`).value = made[name];
    byId<HTMLAnchorElement>('share-preview').href = made.preview;
    byId<HTMLAnchorElement>('share-cite').href = made.cite;
    const knownAt = new URL(made.preview).searchParams.get('known_at');
    if (knownAt) what.picture.set('known_at', knownAt);
    if (theme.value) what.picture.set('theme', theme.value);
    what.picture.set('lang', document.documentElement.lang);
    for (const kind of ['svg', 'png']) byId<HTMLAnchorElement>(`share-${kind}`).href = `${base}/picture.${kind}?${what.picture}`;
    byId('share-pinned').hidden = !pin;
    byId('share-said').textContent = '';
  };
  const choose = async (): Promise<void> => {
    pin = when.value ? pin || (await serverTime(base)) : '';
    make();
  };
  dialog.addEventListener('change', () => void choose());
  dialog.addEventListener('click', (event) => {
    // The backdrop is the dialogue itself.
    if (event.target === dialog && !inside(dialog, event)) dialog.close();
    const code = (event.target as Element).closest<HTMLElement>('[data-code]')?.dataset['code'];
    if (code) void take(byId<HTMLTextAreaElement>(code), byId('share-said'), open.dataset['copied'] ?? '');
  });
  open.hidden = false;
  open.addEventListener('click', () => {
    make();
    dialog.showModal();
  });
}

function inside(dialog: HTMLElement, { clientX, clientY }: MouseEvent): boolean {
  const { left, right, top, bottom } = dialog.getBoundingClientRect();
  return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
}

/** Copies what a field holds and says so; where that is not allowed it is selected, to be copied by hand. */
async function take(field: HTMLTextAreaElement, said: HTMLElement, copied: string): Promise<void> {
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    said.textContent = copied;
  } catch {
    field.focus();
  }
}

/** The time by the server's clock: a reader's own may be ahead, and what is yet to come cannot be asked for. */
async function serverTime(base: string): Promise<string> {
  const answer = await fetch(`${base}/livez`, { method: 'HEAD' }).catch(() => null);
  const date = Date.parse(answer?.headers.get('Date') ?? '') || Date.now() - 60_000;
  return new Date(date).toISOString().replace(/\.\d+Z$/, 'Z');
}
