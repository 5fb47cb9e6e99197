import { box, marks, type Ink, type Kind, type Mark, type Status } from './geometry';

const namespace = 'http://www.w3.org/2000/svg';

/** The attributes of a mark as an SVG path. The kind's colour is `color`, the paper's `--glyph-paper`. */
export function attributes(mark: Mark): Record<string, string> {
  if ('fill' in mark) return { d: mark.path, fill: paint(mark.fill) };
  return { d: mark.path, fill: 'none', stroke: paint(mark.stroke), 'stroke-width': String(mark.width) };
}

/** Makes a symbol for HTML. It is hidden from screen readers: the words beside it say the same. */
export function glyphSVG(kind: Kind, status: Status, size = box): SVGSVGElement {
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('class', `glyph ${kind}`);
  svg.setAttribute('viewBox', `0 0 ${box} ${box}`);
  svg.setAttribute('width', String(size));
  svg.setAttribute('height', String(size));
  svg.setAttribute('aria-hidden', 'true');
  for (const mark of marks(kind, status)) {
    const path = document.createElementNS(namespace, 'path');
    for (const [name, value] of Object.entries(attributes(mark))) path.setAttribute(name, value);
    svg.append(path);
  }
  return svg;
}

function paint(ink: Ink): string {
  return ink === 'kind' ? 'currentColor' : 'var(--glyph-paper, #fff)';
}
