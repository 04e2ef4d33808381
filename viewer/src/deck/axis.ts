// The time axis of the deck: which stretch of the canvas is seen, and where on it an instant lies. Pure values.
export interface Axis {
  readonly duration: number; // of all
  readonly from: number; // seconds at the left edge
  readonly span: number; // seconds that are seen
  readonly width: number; // CSS pixels
}

const SHORTEST = 0.5; // seconds; closer than that there is nothing more to see

export const whole = (duration: number, width: number): Axis => ({ duration, from: 0, span: Math.max(duration, SHORTEST), width });

export const toX = (axis: Axis, time: number): number => ((time - axis.from) / axis.span) * axis.width;
export const toTime = (axis: Axis, x: number): number => Math.min(axis.duration, Math.max(0, axis.from + (x / axis.width) * axis.span));
export const isZoomed = (axis: Axis): boolean => axis.span < axis.duration;

// Zooms by `factor` (above 1: closer); what is at `x` stays there.
export function zoom(axis: Axis, factor: number, x: number): Axis {
  const fixed = axis.from + (x / axis.width) * axis.span;
  const span = clamp(axis.span / factor, Math.min(SHORTEST, axis.duration), axis.duration);
  return keep({ ...axis, span, from: fixed - (x / axis.width) * span });
}

export const pan = (axis: Axis, pixels: number): Axis => keep({ ...axis, from: axis.from + (pixels / axis.width) * axis.span });

// Turned on so that `time` is seen: as pages are turned, not as paper is pulled.
export function turnTo(axis: Axis, time: number): Axis {
  if (time >= axis.from && time <= axis.from + axis.span) return axis;
  return keep({ ...axis, from: time - axis.span * 0.1 });
}

const keep = (axis: Axis): Axis => ({ ...axis, from: clamp(axis.from, 0, axis.duration - axis.span) });
const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(Math.max(low, high), value));

const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400];
const APART = 72; // px between two labels at least

// Where the ruler is marked, and how far apart in seconds.
export function ticks(axis: Axis): { readonly step: number; readonly times: readonly number[] } {
  const step = STEPS.find((one) => (one / axis.span) * axis.width >= APART) ?? Math.ceil(axis.span / 86_400) * 86_400;
  const times: number[] = [];
  for (let n = Math.max(0, Math.floor(axis.from / step)); n * step <= Math.min(axis.from + axis.span, axis.duration); n++) times.push(n * step);
  return { step, times };
}

// The first and the last (exclusive) of those spans, ordered by their start, that can be seen. `longest` is the
// longest of them all: one that begins that much before the left edge cannot reach it.
export const seen = (spans: readonly { readonly start: number }[], axis: Axis, longest: number): readonly [number, number] => [
  firstFrom(spans, axis.from - longest),
  firstFrom(spans, axis.from + axis.span),
];

function firstFrom(spans: readonly { readonly start: number }[], time: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle]!.start < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
