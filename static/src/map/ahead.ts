// What the head of the page asks for before any script runs: the tiles, names and
// outlines of the view that the map opens with. Everything there that fits the window
// is taken up by the map: the browser complains of what nobody takes.

/** The addresses in the head that fit this window and hold a piece of text. */
export function ahead(part: string): string[] {
  const links = [...document.querySelectorAll<HTMLLinkElement>('link[rel="preload"][as="fetch"]')];
  return links.filter(({ media }) => !media || matchMedia(media).matches).flatMap((link) => link.getAttribute('href')?.includes(part) ? (link.getAttribute('href') ?? []) : []);
}
