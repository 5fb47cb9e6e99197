// Draws the names that place-labels.ts laid out.

import { copies, worldSize } from './mercator';
import type { Frame } from './overlay';
import type { Palette } from './palette';
import { dotRadius, fontSize, lineHeight, overlap, type Box, type LabelKind, type Measure, type PlacedLabel } from './place-labels';

/** The type of a kind of name, as a CSS font. */
function font(kind: LabelKind, major: boolean, family: string): string {
  const style = kind === 'sea' ? 'italic ' : '';
  const weight = kind === 'country' ? '600 ' : '';
  return `${style}${weight}${fontSize(kind, major)}px ${family}`;
}

/** Space between the letters of a kind, in pixels. */
function spacing(kind: LabelKind): number {
  if (kind === 'country') return 1.2;
  return kind === 'sea' ? 0.4 : 0;
}

/** Makes a measure that remembers the widths it found. */
export function measurer(family: string): Measure {
  const ctx = document.createElement('canvas').getContext('2d');
  const widths = new Map<string, number>();
  return (line, kind, major) => {
    const key = `${kind} ${major} ${line}`;
    let width = widths.get(key);
    if (width === undefined && ctx) {
      ctx.font = font(kind, major, family);
      width = ctx.measureText(line).width + spacing(kind) * line.length;
      widths.set(key, width);
    }
    return width ?? 0;
  };
}

/** How far names keep from the map's edge, in pixels. */
const rim = 4;

/**
 * Draws what of the names is in the frame and touches neither the box that has to
 * stay free nor one of those covered (in pixels of the map), nor the map's edge:
 * no name is cut.
 */
export function drawLabels(frame: Frame, labels: readonly PlacedLabel[], palette: Palette, free: Box | null, covered: readonly Box[]): void {
  const { ctx, zoom, left, top, width, height, margin } = frame;
  ctx.save();
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  for (const copy of copies(left, left + width, zoom)) {
    const shift = copy * worldSize(zoom);
    const [west, north] = [left - shift + margin, top + margin];
    const map = { left: west + rim, top: north + rim, right: west + width - 2 * margin - rim, bottom: north + height - 2 * margin - rim };
    const hidden = covered.map((box) => ({ left: box.left + west, top: box.top + north, right: box.right + west, bottom: box.bottom + north }));
    for (const label of labels) {
      if (!within(label.box, map) || (free && overlap(label.box, free))) continue;
      if (hidden.some((box) => overlap(label.box, box))) continue;
      drawLabel(ctx, label, left - shift, top, palette);
    }
  }
  ctx.restore();
}

function within(inner: Box, outer: Box): boolean {
  return inner.left >= outer.left && inner.right <= outer.right && inner.top >= outer.top && inner.bottom <= outer.bottom;
}

function drawLabel(ctx: CanvasRenderingContext2D, label: PlacedLabel, left: number, top: number, palette: Palette): void {
  const { kind, major, lines, box, anchor } = label;
  ctx.font = font(kind, major, palette.font);
  if ('letterSpacing' in ctx) ctx.letterSpacing = `${spacing(kind)}px`;
  ctx.textAlign = anchor === 'middle' ? 'center' : 'left';
  ctx.fillStyle = kind === 'sea' ? palette.seaLabel : palette.label;
  ctx.strokeStyle = kind === 'sea' ? palette.water : palette.land;
  ctx.lineWidth = 3;
  const height = lineHeight(kind, major);
  const x = (anchor === 'middle' ? (box.left + box.right) / 2 : box.left) - left;
  lines.forEach((line, i) => {
    const y = box.top + (i + 0.5) * height - top;
    ctx.strokeText(line, x, y);
    ctx.fillText(line, x, y);
  });
  if (!label.dot) return;
  ctx.beginPath();
  ctx.arc(label.x - left, label.y - top, dotRadius, 0, 2 * Math.PI);
  ctx.lineWidth = 2;
  ctx.stroke();
  ctx.fill();
}
