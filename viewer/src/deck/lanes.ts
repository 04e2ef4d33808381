// Draws the lanes of the deck: functions of what is known and of the axis, each into its own stripe of the canvas.
// Each costs what can be seen of it, however long the recording is.
import { clock } from "../media/time";
import { seen, ticks, toX, type Axis } from "./axis";
import type { Bars } from "./bars";
import type { Palette } from "./palette";
import type { Along } from "./sources";
import type { Sound } from "./sound";
import type { Images, Strip } from "./strip";

export interface Pen {
  readonly ctx: CanvasRenderingContext2D;
  readonly axis: Axis;
  readonly palette: Palette;
  readonly y: number;
  readonly height: number;
}

export function drawRuler({ ctx, axis, palette, y, height }: Pen): void {
  const { step, times } = ticks(axis);
  ctx.font = `11px ${palette.font}`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  for (const time of times) {
    const x = Math.round(toX(axis, time)) + 0.5;
    ctx.fillStyle = palette.line;
    ctx.fillRect(x, y + 4, 1, height - 4);
    if (x > axis.width - 34) continue; // would be cut off
    ctx.fillStyle = palette.dim;
    ctx.fillText(step < 1 ? `${clock(time)}.${Math.round((time % 1) * 10)}` : clock(time), x + 6, y + height / 2 + 1);
  }
}

export function drawStrip({ ctx, axis, palette, y, height }: Pen, strips: readonly Along<Strip>[], images: Images, mayLoad: boolean): void {
  for (const { start, end, shift, of } of strips) {
    const [left, right] = [Math.max(0, toX(axis, start)), Math.min(axis.width, toX(axis, end))];
    if (right <= left) continue;
    ctx.save();
    ctx.beginPath();
    ctx.roundRect(left, y, right - left, height, 6);
    ctx.clip();
    ctx.fillStyle = palette.raise;
    ctx.fillRect(left, y, right - left, height);
    const width = Math.max(24, Math.min(240, height * of.aspect));
    const each = (width / axis.width) * axis.span;
    // Pictures stand at multiples of their own width in time, so that panning moves them and does not change them.
    for (let time = Math.floor(Math.max(start, axis.from) / each) * each; time < Math.min(end, axis.from + axis.span); time += each) {
      const picture = of.at(Math.max(start, time + each / 2) + shift, each);
      const image = picture && images.get(picture.image, mayLoad);
      if (!picture || !image) continue;
      const [sx, sy, sw, sh] = picture.box ?? [0, 0, image.naturalWidth, image.naturalHeight];
      // Filled, not squeezed: what does not fit is cut off evenly.
      const scale = Math.max(width / sw, height / sh);
      const [cw, ch] = [width / scale, height / scale];
      ctx.drawImage(image, sx + (sw - cw) / 2, sy + (sh - ch) / 2, cw, ch, toX(axis, time), y, width + 0.5, height);
    }
    ctx.restore();
  }
}

const COLUMN = 3; // px, a bar of sound and the gap beside it

export function drawSound({ ctx, axis, palette, y, height }: Pen, sounds: readonly Along<Sound>[], mayLoad: boolean): void {
  const middle = y + height / 2;
  ctx.fillStyle = palette.line;
  ctx.fillRect(0, middle, axis.width, 1);
  ctx.fillStyle = palette.wave;
  for (const sound of sounds) {
    const columns = columnsOf(sound, axis, mayLoad);
    for (const [, low, high] of columns) sound.of.loudest = Math.max(sound.of.loudest, -low, high);
    const scale = (height / 2 - 1) / sound.of.loudest;
    for (const [x, low, high] of columns) {
      const top = Math.max(0.75, high * scale);
      ctx.fillRect(x, middle - top, COLUMN - 1, top + Math.max(0.75, -low * scale));
    }
  }
}

// Least and greatest of what each column of pixels that is seen stands for, as far as it is known.
function columnsOf({ start, end, shift, of }: Along<Sound>, axis: Axis, mayLoad: boolean): readonly (readonly [x: number, low: number, high: number])[] {
  const secondsPerPixel = axis.span / axis.width;
  const level = of.level(secondsPerPixel * 2);
  if (!level || level.secondsPerPoint <= 0) return [];
  const [from, to] = [Math.max(start, axis.from), Math.min(end, axis.from + axis.span)];
  const point = (time: number) => (time + shift) / level.secondsPerPoint;
  const pieces = level.peaks(Math.floor(point(from)), Math.ceil(point(to)) + 1, mayLoad);
  const columns: (readonly [number, number, number])[] = [];
  for (let x = Math.max(0, Math.floor(toX(axis, from) / COLUMN) * COLUMN); x < toX(axis, to); x += COLUMN) {
    const first = Math.floor(point(axis.from + x * secondsPerPixel));
    const last = Math.max(first + 1, Math.floor(point(axis.from + (x + COLUMN) * secondsPerPixel)));
    let [low, high] = [128, -129];
    for (const piece of pieces) {
      const until = Math.min(last - piece.first, piece.low.length);
      for (let i = Math.max(0, first - piece.first); i < until; i++) {
        if (piece.low[i]! < low) low = piece.low[i]!;
        if (piece.high[i]! > high) high = piece.high[i]!;
      }
    }
    if (high >= low) columns.push([x, low, high]);
  }
  return columns;
}

const BAR_GAP = 2;
const ROUND_FROM = 8; // px: narrower bars are plain, of which there may be a thousand

// `slim` bars carry no words.
export function drawBars({ ctx, axis, palette, y, height }: Pen, bars: Bars, slim = false): void {
  const [first, last] = seen(bars.list, axis, bars.longest);
  const rowHeight = height / bars.rows;
  ctx.font = `500 12px ${palette.font}`;
  ctx.textBaseline = "middle";
  ctx.textAlign = "left";
  const filled = new Float64Array(bars.rows).fill(-1); // px up to which a row is drawn: of bars closer than a pixel one is enough
  for (let i = first; i < last; i++) {
    const bar = bars.list[i]!;
    const right = Math.min(axis.width, toX(axis, bar.end));
    const left = Math.max(0, toX(axis, bar.start));
    if (right < 0 || right <= filled[bar.row]! || left > axis.width) continue;
    const width = Math.max(1.5, right - left - BAR_GAP);
    filled[bar.row] = left + Math.max(1.5, width);
    const top = y + bar.row * rowHeight;
    const hue = palette.hues[bar.hue] ?? palette.dim;
    ctx.globalAlpha = slim ? 0.85 : width < ROUND_FROM ? 0.5 : 0.22;
    ctx.fillStyle = hue;
    if (width < ROUND_FROM) {
      ctx.fillRect(left, top, width, rowHeight - BAR_GAP);
      continue;
    }
    ctx.beginPath();
    ctx.roundRect(left, top, width, rowHeight - BAR_GAP, slim ? 3 : 5);
    ctx.fill();
    ctx.globalAlpha = 1;
    if (slim) continue;
    ctx.fillRect(left, top + 2, Math.min(3, width), rowHeight - BAR_GAP - 4);
    if (width > 28) write(ctx, bar.label, left + 9, top + (rowHeight - BAR_GAP) / 2 + 0.5, width - 14, palette.ink);
  }
  ctx.globalAlpha = 1;
}

function write(ctx: CanvasRenderingContext2D, text: string, x: number, y: number, room: number, ink: string): void {
  ctx.fillStyle = ink;
  let shown = text.slice(0, Math.ceil(room / 4)); // no letter is narrower
  const width = ctx.measureText(shown).width;
  // Letters are taken to be equally wide: good enough to leave room for the dots, and measured once.
  if (width > room) shown = `${shown.slice(0, Math.max(0, Math.floor((shown.length * (room - 12)) / width))).trimEnd()}…`;
  else if (shown.length < text.length) shown += "…";
  if (shown !== "…") ctx.fillText(shown, x, y);
}

export function drawMarks({ ctx, axis, palette, y, height }: Pen, times: readonly number[]): void {
  ctx.fillStyle = palette.now;
  let last = -9;
  for (const time of times) {
    const x = Math.round(toX(axis, time));
    if (x < 0 || x > axis.width || x - last < 2) continue;
    ctx.fillRect(x, y, 2, height);
    last = x;
  }
}
