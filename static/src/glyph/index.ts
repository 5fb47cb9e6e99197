export { drawGlyph, type GlyphColours } from './canvas';
export { kinds, statuses, type Kind, type Status } from './geometry';
export { glyphSVG } from './svg';
