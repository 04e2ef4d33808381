// What lies along the time as bars: chapters, turns of speaking, notes. Ordered by their start; those that overlap lie
// in rows below one another.
import type { Canvas, LanguageMap, Note, Range } from "../iiif/program";
import { toNavigate } from "../iiif/ranges";

export interface Bar {
  readonly start: number;
  readonly end: number;
  readonly label: string;
  readonly hue: number; // one of four; -1: none
  readonly row: number;
}

export interface Bars {
  readonly list: readonly Bar[];
  readonly longest: number;
  readonly rows: number;
}

const MAX_ROWS = 3;

export function layRows(bars: readonly Omit<Bar, "row">[]): Bars {
  const ends: number[] = [];
  let longest = 0;
  const list = [...bars].sort((a, b) => a.start - b.start || b.end - a.end).map((bar) => {
    longest = Math.max(longest, bar.end - bar.start);
    let row = ends.findIndex((end) => end <= bar.start);
    if (row < 0) row = ends.length < MAX_ROWS ? ends.length : MAX_ROWS - 1;
    ends[row] = Math.max(ends[row] ?? 0, bar.end);
    return { ...bar, row };
  });
  return { list, longest, rows: Math.max(1, ends.length) };
}

// The innermost ranges of a canvas; they are what people call chapters.
export function chaptersOf(ranges: readonly Range[], index: number, canvas: Canvas, name: (label: LanguageMap) => string): readonly Omit<Bar, "row">[] {
  const bars: Omit<Bar, "row">[] = [];
  const gather = (range: Range): boolean => {
    let covered = false;
    for (const child of toNavigate(range.children)) covered = gather(child) || covered;
    const here = range.places.filter((place) => place.canvas === index);
    if (!covered) for (const { span } of here) {
      const end = Math.min(span?.end ?? Infinity, canvas.duration);
      // A range that is all of the canvas tells nothing about it.
      if (span && (span.start > 0 || end < canvas.duration)) bars.push({ start: span.start, end, label: name(range.label), hue: 0 });
    }
    return covered || here.length > 0;
  };
  for (const range of toNavigate(ranges)) gather(range);
  return bars;
}

export const notesOf = (notes: readonly Note[], duration: number): readonly Omit<Bar, "row">[] =>
  notes.flatMap(({ span, text, html }) => {
    const label = html ? text.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim() : text;
    return span ? [{ start: span.start, end: Math.min(span.end, duration), label, hue: 3 }] : [];
  });
