// The language of the page. It stands in the address, as the theme does; nothing
// is stored.

import { readyMenu } from './menu';

/** Keeps the language that the address names on the way to other pages, and the address's other wishes when the language changes. */
export function keepLanguage(base: string): void {
  for (const kind of ['pointerdown', 'focusin']) document.addEventListener(kind, (event) => aim(event.target, base), { capture: true });
  const menu = document.getElementById('languages');
  if (menu instanceof HTMLDetailsElement) readyMenu(menu);
}

/** Completes the address of a link that is about to be followed or copied. */
function aim(target: EventTarget | null, base: string): void {
  const link = target instanceof Element ? target.closest<HTMLAnchorElement>('a[href]') : null;
  if (!link || link.hasAttribute('download') || link.origin !== location.origin || !link.pathname.startsWith(`${base}/`)) return;
  const chosen = link.dataset['lang'];
  const lang = chosen ?? new URLSearchParams(location.search).get('lang');
  if (!lang || /\/(api|feeds|tiles)\//.test(link.pathname)) return;
  const address = new URL(chosen ? location.href : link.href);
  address.searchParams.set('lang', lang);
  link.href = address.href.replaceAll('%2C', ',');
}

/** For questions whose answer is in words: those of this page's language. */
export function inPageLanguage(): { 'Accept-Language': string } {
  return { 'Accept-Language': document.documentElement.lang };
}
