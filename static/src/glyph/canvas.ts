import { box, marks, outline, type Ink, type Kind, type Status } from './geometry';

/** The colours of one symbol, as CSS colours. */
export interface GlyphColours {
  kind: string;
  paper: string;
  /** A line around the symbol that lifts it off the map; none if left out. */
  halo?: string;
}

/** Draws a symbol with its centre at the origin of the context, `size` pixels wide. */
export function drawGlyph(ctx: CanvasRenderingContext2D, kind: Kind, status: Status, size: number, colours: GlyphColours): void {
  ctx.save();
  ctx.scale(size / box, size / box);
  ctx.translate(-box / 2, -box / 2);
  ctx.lineJoin = 'miter';
  ctx.lineCap = 'butt';
  if (colours.halo) {
    ctx.strokeStyle = colours.halo;
    ctx.lineWidth = 4.6;
    ctx.stroke(new Path2D(outline(kind)));
  }
  const ink = (name: Ink): string => (name === 'kind' ? colours.kind : colours.paper);
  for (const mark of marks(kind, status)) {
    const path = new Path2D(mark.path);
    if ('fill' in mark) {
      ctx.fillStyle = ink(mark.fill);
      ctx.fill(path);
    } else {
      ctx.strokeStyle = ink(mark.stroke);
      ctx.lineWidth = mark.width;
      ctx.stroke(path);
    }
  }
  ctx.restore();
}
