// The map's colours come from the style sheet, so that themes are its business.

import { kinds, type Kind } from '../glyph/geometry';

export interface Palette {
  land: string;
  water: string;
  river: string;
  border: string;
  admin1: string;
  label: string;
  seaLabel: string;
  ink: string;
  paper: string;
  /** Text on a circle filled with a kind's colour. */
  onKind: string;
  kind: Record<Kind, string>;
  /** The kind's colour where text stands on it. */
  count: Record<Kind, string>;
  /** The family of the type, as in CSS. */
  font: string;
}

/** Reads the colours that hold for an element at this moment. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const byKind = (prefix: string): Record<Kind, string> =>
    Object.fromEntries(kinds.map((kind) => [kind, colour(`${prefix}${kind}`)])) as Record<Kind, string>;
  return {
    land: colour('--map-land'),
    water: colour('--map-water'),
    river: colour('--map-river'),
    border: colour('--map-border'),
    admin1: colour('--map-admin1'),
    label: colour('--map-label'),
    seaLabel: colour('--map-sea-label'),
    ink: colour('--map-ink'),
    paper: colour('--glyph-paper'),
    onKind: colour('--map-on-kind'),
    kind: byKind('--kind-'),
    count: byKind('--count-'),
    font: style.fontFamily,
  };
}
