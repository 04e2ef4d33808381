// The table of contents as rows: what is open of a tree that may have tens of thousands of ranges. Pure.
import type { Place, Range } from "../iiif/program";
import { toNavigate } from "../iiif/ranges";

export interface RangeRow {
  readonly range: Range;
  readonly depth: number;
}

const ALL_OPEN = 80; // so many are shown open from the beginning

export class RangeTree {
  readonly parents = new Map<Range, Range | undefined>();
  readonly open = new Set<Range>();
  #top: readonly Range[];

  constructor(given: readonly Range[]) {
    const top = toNavigate(given);
    // One range that holds everything else is the title of the contents, not one of them.
    const [only] = top;
    this.#top = top.length === 1 && only && only.children.length > 0 ? toNavigate(only.children) : top;
    const walk = (ranges: readonly Range[], parent: Range | undefined) => {
      for (const range of ranges) {
        this.parents.set(range, parent);
        walk(toNavigate(range.children), range);
      }
    };
    walk(this.#top, undefined);
    if (this.parents.size <= ALL_OPEN) for (const range of this.parents.keys()) if (range.children.length) this.open.add(range);
  }

  rows(): readonly RangeRow[] {
    const rows: RangeRow[] = [];
    const walk = (ranges: readonly Range[], depth: number) => {
      for (const range of ranges) {
        rows.push({ range, depth });
        if (this.open.has(range)) walk(toNavigate(range.children), depth + 1);
      }
    };
    walk(this.#top, 0);
    return rows;
  }

  // The range and those it lies in, innermost first.
  path(range: Range | undefined): readonly Range[] {
    const path: Range[] = [];
    for (let one = range; one && this.parents.has(one); one = this.parents.get(one)) path.push(one);
    return path;
  }
}

// Where a range begins: its own first place, or that of the first below it that has one.
export function firstPlace(range: Range): Place | undefined {
  return range.places[0] ?? range.children.map(firstPlace).find((place) => place !== undefined);
}
