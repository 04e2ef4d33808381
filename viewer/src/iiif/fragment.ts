// Media Fragments 1.0 (basic): the temporal and the spatial dimension of `#t=12,30&xywh=0,0,100,100`.
// A dimension that is not written as the recommendation says is ignored as a whole; of several valid ones the last counts.
// IIIF practice is wider in one thing: decimals in xywh, which are units of the canvas.
// https://www.w3.org/TR/media-frags/#naming-syntax
import type { Box, Span } from "./program";

export interface Fragment {
  readonly span: Span | undefined; // `t=5` has end Infinity
  readonly box: Box | undefined;
  readonly percent: boolean; // the box is in hundredths of the whole
}

// Of an address, of a hash, or of the value of a FragmentSelector.
export function readFragment(address: string): Fragment {
  const at = address.indexOf("#");
  let span: Span | undefined, box: Box | undefined, percent = false;
  for (const part of address.slice(at + 1).split("&")) {
    const equals = part.indexOf("=");
    if (equals < 1) continue;
    const name = decode(part.slice(0, equals)), value = decode(part.slice(equals + 1));
    if (name === "t") span = readTime(value) ?? span;
    if (name !== "xywh") continue;
    const found = readBox(value);
    if (found) [box, percent] = [found, value.startsWith("percent:")];
  }
  return { span, box, percent };
}

// The part of a whole of this size; nothing where the box lies outside of it.
export function boxWithin({ box, percent }: Fragment, width: number, height: number): Box | undefined {
  if (!box) return undefined;
  const scaled = percent ? { x: (box.x * width) / 100, y: (box.y * height) / 100, width: (box.width * width) / 100, height: (box.height * height) / 100 } : box;
  if (!width || !height) return percent ? undefined : box;
  const x = Math.max(0, scaled.x), y = Math.max(0, scaled.y);
  const clipped = { x, y, width: Math.min(width, scaled.x + scaled.width) - x, height: Math.min(height, scaled.y + scaled.height) - y };
  return clipped.width > 0 && clipped.height > 0 ? clipped : undefined;
}

function readTime(value: string): Span | undefined {
  const match = /^(?:npt:)?([^,]*)(?:,([^,]+))?$/.exec(value);
  if (!match || (match[1] === "" && match[2] === undefined)) return undefined;
  const start = match[1] === "" ? 0 : seconds(match[1]!);
  const end = match[2] === undefined ? Infinity : seconds(match[2]);
  return start === undefined || end === undefined || end <= start ? undefined : { start, end };
}

// Normal play time: 12.5, 01:30.5 or 1:02:03.5.
export function seconds(value: string): number | undefined {
  const match = /^(?:(?:(\d+):)?([0-5]\d):([0-5]\d(?:\.\d*)?)|(\d+(?:\.\d*)?))$/.exec(value);
  if (!match) return undefined;
  return match[4] !== undefined ? Number(match[4]) : Number(match[1] ?? 0) * 3600 + Number(match[2]) * 60 + Number(match[3]);
}

function readBox(value: string): Box | undefined {
  const match = /^(?:pixel:|(percent:))?(-?\d+(?:\.\d*)?),(-?\d+(?:\.\d*)?),(\d+(?:\.\d*)?),(\d+(?:\.\d*)?)$/.exec(value);
  if (!match) return undefined;
  const [x, y, width, height] = match.slice(2).map(Number) as [number, number, number, number];
  const impossible = width === 0 || height === 0 || x < 0 || y < 0 || (match[1] && (x + width > 100 || y + height > 100));
  return impossible ? undefined : { x, y, width, height };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}
