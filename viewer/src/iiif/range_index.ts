// Which range a moment belongs to, found in logarithmic time however many there are: the innermost of those that hold
// it, of several equally deep ones the one that began last.
import type { Canvas, Range } from "./program";

export interface RangeIndex {
  at(seconds: number): Range | undefined;
}

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly depth: number;
  readonly range: Range;
}

export function indexRanges(ranges: readonly Range[], canvas: number, { duration }: Pick<Canvas, "duration">): RangeIndex {
  const pieces: Piece[] = [];
  const gather = (range: Range, depth: number) => {
    for (const place of range.places) {
      if (place.canvas !== canvas) continue;
      const whole = { start: 0, end: duration || Infinity };
      pieces.push({ ...(place.span ?? whole), depth, range });
    }
    for (const child of range.children) gather(child, depth + 1);
  };
  for (const range of ranges) gather(range, 0);
  const { starts, holders } = sweep(pieces);
  return {
    at(seconds) {
      let low = 0, high = starts.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (starts[middle]! <= seconds) low = middle + 1;
        else high = middle;
      }
      return holders[low - 1];
    },
  };
}

// The time cut at every start and end; for each part who holds it. Deeper pieces are laid over shallower ones.
function sweep(pieces: readonly Piece[]): { starts: number[]; holders: (Range | undefined)[] } {
  const starts = [...new Set(pieces.flatMap((piece) => [piece.start, piece.end]))].sort((a, b) => a - b);
  const position = new Map(starts.map((start, i) => [start, i]));
  const holders: (Range | undefined)[] = starts.map(() => undefined);
  // Painted from the strongest to the weakest; `free` leaps over what is painted already.
  const free = starts.map((_, i) => i);
  const next = (from: number): number => {
    let at = from;
    while (at < free.length && free[at] !== at) at = free[at] = free[free[at]!] ?? free.length;
    return at;
  };
  const strongest = [...pieces].sort((a, b) => b.depth - a.depth || b.start - a.start);
  for (const { start, end, range } of strongest)
    for (let at = next(position.get(start)!); at < position.get(end)!; at = next(at)) {
      holders[at] = range;
      free[at] = at + 1;
    }
  return { starts, holders };
}
