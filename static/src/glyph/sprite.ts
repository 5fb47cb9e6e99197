// The symbols as one SVG file, for HTML made by the server:
//
//   <svg class="glyph strike" width="16" height="16"><use href="glyphs.svg#strike-confirmed"></use></svg>
//
// Colours are not in the file. They come from the page through `color` and
// `--glyph-paper`, which reach into what <use> shows.

import { box, kinds, marks, statuses } from './geometry';
import { attributes } from './svg';

/** The text of the file: one symbol for each kind and status, such as "strike-confirmed". */
export function sprite(): string {
  const symbols = kinds.flatMap((kind) =>
    statuses.map((status) => {
      const paths = marks(kind, status).map((mark) => {
        const list = Object.entries(attributes(mark)).map(([name, value]) => `${name}="${value}"`);
        return `<path ${list.join(' ')}/>`;
      });
      return `<symbol id="${kind}-${status}" viewBox="0 0 ${box} ${box}">${paths.join('')}</symbol>`;
    }),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('\n')}</svg>\n`;
}
