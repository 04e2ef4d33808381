// What lies over a moment, found among any number of stretches of time in logarithmic time and that of what is found:
// ordered by their start, each middle knows the latest end of its half.
import type { Span } from "./program";

export class Intervals<T> {
  #list: readonly { readonly span: Span; readonly of: T }[];
  #latest: Float64Array;

  constructor(things: readonly T[], spanOf: (thing: T) => Span) {
    this.#list = things.map((of) => ({ of, span: spanOf(of) })).sort((a, b) => a.span.start - b.span.start);
    this.#latest = new Float64Array(things.length);
    this.#build(0, things.length);
  }

  // Ordered by their start; at most `most`.
  at(time: number, most = 64): readonly T[] {
    const found: T[] = [];
    this.#gather(0, this.#list.length, time, most, found);
    return found;
  }

  #build(low: number, high: number): number {
    if (low >= high) return -Infinity;
    const middle = (low + high) >> 1;
    return (this.#latest[middle] = Math.max(this.#list[middle]!.span.end, this.#build(low, middle), this.#build(middle + 1, high)));
  }

  #gather(low: number, high: number, time: number, most: number, found: T[]): void {
    const middle = (low + high) >> 1;
    if (low >= high || !(this.#latest[middle]! > time) || found.length >= most) return;
    this.#gather(low, middle, time, most, found);
    const { span, of } = this.#list[middle]!;
    if (span.start > time) return;
    if (span.end > time && found.length < most) found.push(of);
    this.#gather(middle + 1, high, time, most, found);
  }
}
