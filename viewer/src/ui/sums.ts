// Heights of rows, and how far down each begins: a sum of the first n, a change, and the row at a height each take
// logarithmic time (a Fenwick tree), for there may be tens of thousands of rows. Pure.
export class Sums {
  readonly count: number;
  #values: Float64Array;
  #tree: Float64Array; // [i] holds the sum of the i & -i values before i

  constructor(count: number, each: number) {
    this.count = count;
    this.#values = new Float64Array(count).fill(each);
    this.#tree = new Float64Array(count + 1);
    for (let i = 1; i <= count; i++) this.#tree[i] = each * (i & -i);
  }

  value(index: number): number {
    return this.#values[index]!;
  }

  set(index: number, value: number): void {
    const change = value - this.#values[index]!;
    this.#values[index] = value;
    for (let i = index + 1; i <= this.count; i += i & -i) this.#tree[i]! += change;
  }

  // Of the first `n`: where row n begins.
  before(n: number): number {
    let sum = 0;
    for (let i = Math.max(0, Math.min(n, this.count)); i > 0; i -= i & -i) sum += this.#tree[i]!;
    return sum;
  }

  // The row that a height lies in; `count` beyond the last.
  at(height: number): number {
    let [index, left] = [0, height];
    for (let step = 2 ** Math.floor(Math.log2(Math.max(1, this.count))); step >= 1; step /= 2) {
      if (index + step > this.count || this.#tree[index + step]! > left) continue;
      index += step;
      left -= this.#tree[index]!;
    }
    return index;
  }
}
