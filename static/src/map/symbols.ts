// The symbols of incidents, the circles with counts, and the circles of
// uncertainty around them.

import { drawGlyph } from '../glyph/canvas';
import { kinds, type Kind, type Status } from '../glyph/geometry';
import { dominant, symbolRadius, type Group, type Member } from './group';
import type { IncidentFeature } from './incident';
import { copies, metresToPixels, projectX, projectY, worldSize } from './mercator';
import type { Frame } from './overlay';
import type { Palette } from './palette';

/** The member of a grouping that stands for one incident with a point. */
export interface PointMember extends Member {
  status: Status;
  kind: Kind;
  lat: number;
  /** Metres around the point; 0 if not known. */
  uncertainty: number;
}

/** The incident as a member of a grouping; null if it has no point. */
export function pointMember({ geometry, properties }: IncidentFeature, zoom: number): PointMember | null {
  const [lon, lat] = geometry?.coordinates ?? [];
  if (lon === undefined || lat === undefined) return null;
  const { id, kind, status, uncertainty_m } = properties;
  return {
    ids: [id],
    x: projectX(lon, zoom),
    y: projectY(lat, zoom),
    shares: { [kind]: 1 },
    area: false,
    kind,
    status,
    lat,
    uncertainty: uncertainty_m ?? 0,
  };
}

function isPoint(member: Member | undefined): member is PointMember {
  return member !== undefined && !member.area;
}

const faded = 0.45;
// Half of the least size that a finger or a pointer may have to meet.
const reach = 12;

/** The group under a spot in world pixels; of several the one whose centre is nearest. */
export function groupAt(groups: readonly Group[], x: number, y: number, zoom: number): Group | undefined {
  const size = worldSize(zoom);
  const within = ((x % size) + size) % size;
  let [best, least] = [undefined as Group | undefined, Infinity];
  for (const group of groups) {
    const across = Math.abs(((group.x % size) + size) % size - within);
    const distance = Math.hypot(Math.min(across, size - across), group.y - y);
    if (distance <= Math.max(group.radius, reach) && distance < least) [best, least] = [group, distance];
  }
  return best;
}

export function holds(group: Group, id: string | null): boolean {
  return id !== null && group.members.some(({ ids }) => ids.includes(id));
}

/** Draws groups; keeps ready-made pictures of the symbols for the colours at hand. */
export class SymbolPainter {
  private pictures = new Map<string, HTMLCanvasElement>();
  private compact: Intl.NumberFormat | null = null;

  constructor(
    private palette: Palette,
    private readonly language: string,
  ) {}

  /** A number as short as it can be: "12", "1.2K". A format is made when it is needed: that takes long. */
  private number(count: number): string {
    if (count < 1000) return String(count);
    this.compact ??= new Intl.NumberFormat(this.language, { notation: 'compact', maximumFractionDigits: 1 });
    return this.compact.format(count);
  }

  setPalette(palette: Palette): void {
    this.palette = palette;
    this.pictures = new Map();
  }

  /** The circles of uncertainty that are wider than their symbols; drawn below all names. */
  drawUncertainty(frame: Frame, groups: readonly Group[], selected: string | null): void {
    const { ctx } = frame;
    const rims: { x: number; y: number; radius: number; kind: Kind; strength: number }[] = [];
    this.each(frame, groups, 400, (group, x, y) => {
      const distinct = new Set<string>();
      for (const member of group.members) {
        if (!isPoint(member)) continue;
        const radius = metresToPixels(member.uncertainty, member.lat, frame.zoom);
        const key = `${member.x} ${member.y} ${radius}`;
        if (radius <= group.radius + 2 || distinct.has(key)) continue;
        distinct.add(key);
        const strength = selected === null ? 1 : member.ids[0] === selected ? 1.6 : faded;
        rims.push({ x: x + member.x - group.x, y: y + member.y - group.y, radius, kind: member.kind, strength });
      }
    });
    // Many circles over one another would add up to a blot.
    const crowd = Math.min(1, 40 / Math.max(1, rims.length));
    ctx.save();
    // Dashes take time to draw, and in a crowd nobody could tell them.
    if (rims.length < 150) ctx.setLineDash([3, 3]);
    ctx.lineWidth = 1;
    for (const { x, y, radius, kind, strength } of rims) {
      ctx.beginPath();
      ctx.arc(x, y, radius, 0, 2 * Math.PI);
      ctx.fillStyle = ctx.strokeStyle = this.palette.kind[kind];
      ctx.globalAlpha = 0.08 * crowd * strength;
      ctx.fill();
      ctx.globalAlpha = Math.min(1, (0.25 + 0.5 * crowd) * strength);
      ctx.stroke();
    }
    ctx.restore();
  }

  /** All groups; the selected one last and in full strength, with a ring. */
  drawGroups(frame: Frame, groups: readonly Group[], selected: string | null, hovered: string | null): void {
    const { ctx } = frame;
    const chosen = groups.filter((group) => holds(group, selected));
    ctx.save();
    ctx.globalAlpha = chosen.length > 0 ? faded : 1;
    this.each(frame, groups, 40, (group, x, y) => {
      if (!chosen.includes(group)) this.drawGroup(frame, group, x, y);
    });
    ctx.globalAlpha = 1;
    this.each(frame, groups.filter((group) => holds(group, hovered) && !chosen.includes(group)), 40, (group, x, y) => {
      this.drawGroup(frame, group, x, y);
      this.ring(ctx, x, y, group.radius + 3, 1.5);
    });
    this.each(frame, chosen, 40, (group, x, y) => {
      this.drawGroup(frame, group, x, y);
      this.ring(ctx, x, y, group.radius + 4, 2);
      this.drawChosen(frame, group, x, y, selected);
    });
    ctx.restore();
  }

  /** The selected incident itself, where a circle stands for it that does not reach its place. */
  private drawChosen(frame: Frame, group: Group, x: number, y: number, selected: string | null): void {
    const member = group.members.find(({ ids }) => ids[0] === selected);
    if (!isPoint(member) || group.count === 1) return;
    const [dx, dy] = [member.x - group.x, member.y - group.y];
    if (Math.hypot(dx, dy) < group.radius + symbolRadius) return;
    this.drawPicture(frame, member, x + dx, y + dy);
    this.ring(frame.ctx, x + dx, y + dy, symbolRadius + 4, 2);
  }

  /** Calls for each group that is in the frame, in each copy of the world, with its place in the frame. */
  private each(frame: Frame, groups: readonly Group[], around: number, draw: (group: Group, x: number, y: number) => void): void {
    const { zoom, left, top, width, height } = frame;
    const size = worldSize(zoom);
    for (const copy of copies(left - around, left + width + around, zoom)) {
      for (const group of groups) {
        const x = group.x + copy * size - left;
        const y = group.y - top;
        if (x > -around && x < width + around && y > -around && y < height + around) draw(group, x, y);
      }
    }
  }

  private drawGroup(frame: Frame, group: Group, x: number, y: number): void {
    const [member] = group.members;
    if (group.count === 1 && isPoint(member)) this.drawPicture(frame, member, x, y);
    else if (group.area) this.drawAreaCount(frame.ctx, group, x, y);
    else this.drawCount(frame.ctx, group, x, y);
  }

  private drawPicture({ ctx, ratio }: Frame, { kind, status }: PointMember, x: number, y: number): void {
    const size = 2 * symbolRadius + 6;
    const picture = this.picture(kind, status, size, ratio);
    // On whole pixels of the device, so that edges stay sharp.
    const snap = (value: number): number => Math.round((value - size / 2) * ratio) / ratio;
    ctx.drawImage(picture, snap(x), snap(y), size, size);
  }

  private picture(kind: Kind, status: Status, size: number, ratio: number): HTMLCanvasElement {
    const key = `${kind} ${status} ${ratio}`;
    const known = this.pictures.get(key);
    if (known) return known;
    const canvas = document.createElement('canvas');
    canvas.width = canvas.height = Math.round(size * ratio);
    const ctx = canvas.getContext('2d');
    if (ctx) {
      ctx.scale(ratio, ratio);
      ctx.translate(size / 2, size / 2);
      drawGlyph(ctx, kind, status, 2 * symbolRadius, { kind: this.palette.kind[kind], paper: this.palette.paper, halo: this.palette.land });
    }
    this.pictures.set(key, canvas);
    return canvas;
  }

  /** A disc in the colour of the commonest kind; where there are others, a ring shows the shares. */
  private drawCount(ctx: CanvasRenderingContext2D, group: Group, x: number, y: number): void {
    const { palette } = this;
    const main = dominant(group.shares);
    disc(ctx, x, y, group.radius + 1, palette.land);
    const mixed = (group.shares[main] ?? 0) < group.count;
    disc(ctx, x, y, mixed ? group.radius - 4 : group.radius, palette.count[main]);
    if (mixed) this.drawShares(ctx, group, x, y);
    this.drawNumber(ctx, group.count, x, y, palette.onKind, group.radius);
  }

  private drawShares(ctx: CanvasRenderingContext2D, { shares, count, radius }: Group, x: number, y: number): void {
    let angle = -Math.PI / 2;
    ctx.lineWidth = 2.5;
    for (const kind of kinds) {
      const share = shares[kind] ?? 0;
      if (!share) continue;
      const turn = (share / count) * 2 * Math.PI;
      ctx.beginPath();
      ctx.arc(x, y, radius - 1.25, angle, angle + turn);
      ctx.strokeStyle = this.palette.kind[kind];
      ctx.stroke();
      angle += turn;
    }
  }

  /** The count of an area: on paper and with a broken rim, so that it is not taken for a place. */
  private drawAreaCount(ctx: CanvasRenderingContext2D, group: Group, x: number, y: number): void {
    const { palette } = this;
    disc(ctx, x, y, group.radius + 1, palette.land);
    disc(ctx, x, y, group.radius - 1, palette.paper);
    ctx.save();
    ctx.setLineDash([3, 2]);
    ctx.lineWidth = 1.5;
    ctx.strokeStyle = palette.kind[dominant(group.shares)];
    ctx.beginPath();
    ctx.arc(x, y, group.radius - 1, 0, 2 * Math.PI);
    ctx.stroke();
    ctx.restore();
    this.drawNumber(ctx, group.count, x, y, palette.ink, group.radius);
  }

  private drawNumber(ctx: CanvasRenderingContext2D, count: number, x: number, y: number, colour: string, radius: number): void {
    const text = this.number(count);
    const size = radius < 14 || text.length > 3 ? 11 : radius < 19 ? 12 : 13;
    ctx.font = `600 ${size}px ${this.palette.font}`;
    ctx.textAlign = 'center';
    ctx.textBaseline = 'alphabetic';
    ctx.fillStyle = colour;
    ctx.fillText(text, x, y + size * 0.36);
  }

  private ring(ctx: CanvasRenderingContext2D, x: number, y: number, radius: number, width: number): void {
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    ctx.strokeStyle = this.palette.land;
    ctx.lineWidth = width + 2;
    ctx.stroke();
    ctx.strokeStyle = this.palette.ink;
    ctx.lineWidth = width;
    ctx.stroke();
  }
}

function disc(ctx: CanvasRenderingContext2D, x: number, y: number, radius: number, colour: string): void {
  ctx.beginPath();
  ctx.arc(x, y, radius, 0, 2 * Math.PI);
  ctx.fillStyle = colour;
  ctx.fill();
}
