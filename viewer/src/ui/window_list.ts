// A list of any length of which only what is seen exists. Rows may be of any height: those not yet seen count with an
// estimate, and what is being looked at stays where it is when the estimate proves wrong.
import { make } from "./dom";

const MARGIN = 400; // px beyond the window, above and below

export class WindowList {
  readonly list: HTMLUListElement = make("ul", { className: "rows" });
  readonly scroller: HTMLElement = make("div", { className: "scroller" }, this.list);
  #row: (index: number) => HTMLLIElement;
  #estimate: number;
  #heights = new Float64Array(0);
  #tops = new Float64Array(1); // of every row, and the end
  #rows = new Map<number, HTMLLIElement>();
  #observer: ResizeObserver;
  #width = 0;
  #printing = new AbortController();

  constructor(row: (index: number) => HTMLLIElement, estimate: number) {
    this.#row = row;
    this.#estimate = estimate;
    this.list.role = "list"; // Safari forgets that it is one where it has no bullets
    this.scroller.addEventListener("scroll", () => this.#update(), { passive: true });
    this.#observer = new ResizeObserver(() => this.#resized());
    this.#observer.observe(this.scroller);
    // On paper all of it: rows in the flow of the page, as long as printing lasts.
    addEventListener("beforeprint", () => this.#print(true), { signal: this.#printing.signal });
    addEventListener("afterprint", () => this.#print(false), { signal: this.#printing.signal });
  }

  stop(): void {
    this.#observer.disconnect();
    this.#printing.abort();
  }

  get count(): number {
    return this.#heights.length;
  }

  // Begins anew with `count` rows.
  reset(count: number): void {
    this.#heights = new Float64Array(count).fill(this.#estimate);
    this.#clear();
    this.scroller.scrollTop = 0;
    this.#layOut();
    this.#update();
  }

  // Makes the rows that exist anew: something in them has changed.
  refresh(): void {
    const focused = this.#focused();
    this.#clear();
    this.#update();
    if (focused !== undefined) this.focus(focused);
  }

  row(index: number): HTMLLIElement | undefined {
    return this.#rows.get(index);
  }

  // Brings a row to `share` of the height of the window, if it is not comfortably in it.
  reveal(index: number, smooth: boolean, share = 0.3): void {
    if (index < 0 || index >= this.count) return;
    const { scrollTop, clientHeight } = this.scroller;
    const [top, bottom] = [this.#tops[index]! - scrollTop, this.#tops[index + 1]! - scrollTop];
    if (top >= clientHeight * 0.08 && bottom <= clientHeight * 0.75) return;
    const behavior = smooth && !matchMedia("(prefers-reduced-motion: reduce)").matches && Math.abs(top) < clientHeight * 3 ? "smooth" : "instant";
    this.scroller.scrollTo({ top: this.#tops[index]! - clientHeight * share, behavior });
    if (behavior === "instant") this.#update();
  }

  // Puts the focus on the control of a row, wherever it is.
  focus(index: number): void {
    const { scrollTop, clientHeight } = this.scroller;
    if (this.#tops[index]! < scrollTop || this.#tops[index + 1]! > scrollTop + clientHeight) this.scroller.scrollTop = this.#tops[index]! - clientHeight / 3;
    this.#update();
    this.#rows.get(index)?.querySelector<HTMLElement>("button, a, [tabindex]")?.focus({ preventScroll: true });
  }

  #focused(): number | undefined {
    const root = this.list.getRootNode() as Document | ShadowRoot;
    for (const [index, row] of this.#rows) if (row.contains(root.activeElement)) return index;
    return undefined;
  }

  #clear(): void {
    this.#rows.clear();
    this.list.replaceChildren();
  }

  #layOut(): void {
    const tops = new Float64Array(this.count + 1);
    for (let i = 0; i < this.count; i++) tops[i + 1] = tops[i]! + this.#heights[i]!;
    this.#tops = tops;
    this.list.style.blockSize = `${tops[this.count]}px`;
  }

  #indexAt(y: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#tops[middle + 1]! <= y) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #update(): void {
    const { scrollTop, clientHeight } = this.scroller;
    if (clientHeight === 0 || this.list.classList.contains("printing")) return;
    const first = this.#indexAt(scrollTop - MARGIN);
    const last = Math.min(this.count - 1, this.#indexAt(scrollTop + clientHeight + MARGIN));
    const focused = this.#focused();
    for (const [index, row] of this.#rows) {
      if ((index >= first && index <= last) || index === focused) continue;
      row.remove();
      this.#rows.delete(index);
    }
    const fresh: number[] = [];
    for (let index = first; index <= last; index++) if (!this.#rows.has(index)) fresh.push(index);
    for (const index of fresh) this.#insert(index);
    if (fresh.length) this.#measure(fresh);
  }

  #insert(index: number): void {
    const row = this.#row(index);
    row.ariaSetSize = String(this.count);
    row.ariaPosInSet = String(index + 1);
    this.#rows.set(index, row);
    // In the order of reading, for the Tab key and for screen readers.
    let next: HTMLLIElement | null = null;
    let nearest = Infinity;
    for (const [other, element] of this.#rows) if (other > index && other < nearest) [next, nearest] = [element, other];
    this.list.insertBefore(row, next);
  }

  #measure(fresh: readonly number[]): void {
    const { scrollTop } = this.scroller;
    const anchor = this.#indexAt(scrollTop);
    const within = scrollTop - (this.#tops[anchor] ?? 0);
    let changed = false;
    for (const index of fresh) {
      const height = this.#rows.get(index)!.offsetHeight;
      if (height === 0 || height === this.#heights[index]) continue;
      this.#heights[index] = height;
      changed = true;
    }
    if (changed) this.#layOut();
    for (const [index, row] of this.#rows) row.style.insetBlockStart = `${this.#tops[index]}px`;
    if (!changed) return;
    const wanted = (this.#tops[anchor] ?? 0) + within;
    if (Math.abs(wanted - scrollTop) > 1) this.scroller.scrollTop = wanted;
  }

  #resized(): void {
    const width = this.scroller.clientWidth;
    if (width === 0) return;
    if (width !== this.#width && this.#width > 0) {
      const anchor = this.#indexAt(this.scroller.scrollTop);
      this.#heights.fill(this.#estimate);
      this.#clear();
      this.#layOut();
      this.scroller.scrollTop = this.#tops[anchor] ?? 0;
    }
    this.#width = width;
    this.#update();
  }

  #print(on: boolean): void {
    this.#clear();
    this.list.classList.toggle("printing", on);
    if (on) this.list.append(...Array.from({ length: this.count }, (_, index) => this.#row(index)));
    else this.#update();
  }
}
