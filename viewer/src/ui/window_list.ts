// A list of any length of which only what is seen exists. Rows may be of any height: those not yet seen count with an
// estimate, and what is being looked at stays where it is when the estimate proves wrong. Changes of one turn are
// made good together in the next frame: every look at the layout costs one.
import { make } from "./dom";
import { Sums } from "./sums";

const MARGIN = 400; // px beyond the window, above and below

export class WindowList {
  readonly list: HTMLUListElement = make("ul", { className: "rows" });
  readonly scroller: HTMLElement = make("div", { className: "scroller" }, this.list);
  #row: (index: number) => HTMLLIElement;
  #estimate: number;
  #heights: Sums;
  #rows = new Map<number, HTMLLIElement>();
  #observer: ResizeObserver;
  #width = 0;
  #frame = 0; // the one in which what has changed will be drawn
  #fresh = false; // it begins anew, at its top
  #stale = false; // its rows are to be made anew
  #wanted: { readonly index: number; readonly share: number } | undefined; // to be brought into sight then
  #printing = new AbortController();

  constructor(row: (index: number) => HTMLLIElement, estimate: number) {
    this.#row = row;
    this.#estimate = estimate;
    this.#heights = new Sums(0, estimate);
    this.list.role = "list"; // Safari forgets that it is one where it has no bullets
    this.scroller.addEventListener("scroll", () => this.#update(), { passive: true });
    this.#observer = new ResizeObserver(() => this.#resized());
    this.#observer.observe(this.scroller);
    // On paper all of it: rows in the flow of the page, as long as printing lasts.
    addEventListener("beforeprint", () => this.#print(true), { signal: this.#printing.signal });
    addEventListener("afterprint", () => this.#print(false), { signal: this.#printing.signal });
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    this.#observer.disconnect();
    this.#printing.abort();
  }

  get count(): number {
    return this.#heights.count;
  }

  // Begins anew with `count` rows, at the top or, where most of them are the same, where the reader is.
  reset(count: number, stay = false): void {
    this.#heights = new Sums(count, this.#estimate);
    this.#clear();
    this.#layOut();
    this.#fresh = !stay;
    this.#wanted = undefined;
    this.#soon();
  }

  // Makes the rows that exist anew: something in them has changed.
  refresh(): void {
    this.#stale = true;
    this.#soon();
  }

  #soon(): void {
    this.#frame ||= requestAnimationFrame(() => this.#redraw());
  }

  #redraw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (this.#onPaper) {
      this.#stale = this.#fresh = false;
      return this.#print(true);
    }
    if (this.scroller.clientHeight === 0) return; // not on the screen: when it comes there
    const focused = this.#stale ? this.#focused() : undefined;
    if (this.#stale) this.#clear();
    if (this.#fresh) this.scroller.scrollTop = 0;
    this.#stale = this.#fresh = false;
    const wanted = this.#wanted;
    this.#wanted = undefined;
    if (wanted) this.reveal(wanted.index, false, wanted.share);
    this.#update();
    if (focused !== undefined) this.focus(focused);
  }

  row(index: number): HTMLLIElement | undefined {
    return this.#rows.get(index);
  }

  // Brings a row to `share` of the height of the window, if it is not comfortably in it.
  reveal(index: number, smooth: boolean, share = 0.3): void {
    if (index < 0 || index >= this.count) return;
    if (this.#frame) return void (this.#wanted = { index, share });
    const { scrollTop, clientHeight } = this.scroller;
    const [top, bottom] = [this.#top(index) - scrollTop, this.#top(index + 1) - scrollTop];
    if (top >= clientHeight * 0.08 && bottom <= clientHeight * 0.75) return;
    const behavior = smooth && !matchMedia("(prefers-reduced-motion: reduce)").matches && Math.abs(top) < clientHeight * 3 ? "smooth" : "instant";
    this.scroller.scrollTo({ top: top + scrollTop - clientHeight * share, behavior });
    if (behavior === "instant") this.#update();
  }

  // Puts the focus on the control of a row, wherever it is.
  focus(index: number): void {
    if (this.#frame) this.#redraw();
    const { scrollTop, clientHeight } = this.scroller;
    if (this.#top(index) < scrollTop || this.#top(index + 1) > scrollTop + clientHeight) this.scroller.scrollTop = this.#top(index) - clientHeight / 3;
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
    this.list.style.blockSize = `${this.#top(this.count)}px`;
  }

  #top(index: number): number {
    return this.#heights.before(index);
  }

  #update(): void {
    const { scrollTop, clientHeight } = this.scroller;
    if (clientHeight === 0 || this.#onPaper) return;
    const first = this.#heights.at(scrollTop - MARGIN);
    const last = Math.min(this.count - 1, this.#heights.at(scrollTop + clientHeight + MARGIN));
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
    const anchor = this.#heights.at(scrollTop);
    const within = scrollTop - this.#top(anchor);
    let changed = false;
    for (const index of fresh) {
      const height = this.#rows.get(index)!.offsetHeight;
      if (height === 0 || height === this.#heights.value(index)) continue;
      this.#heights.set(index, height);
      changed = true;
    }
    if (changed) this.#layOut();
    for (const [index, row] of this.#rows) row.style.insetBlockStart = `${this.#top(index)}px`;
    if (!changed) return;
    const wanted = this.#top(anchor) + within;
    if (Math.abs(wanted - scrollTop) > 1) this.scroller.scrollTop = wanted;
  }

  #resized(): void {
    const width = this.scroller.clientWidth;
    if (width === 0 || this.#onPaper) return; // paper has another width than the window, which comes back
    if (width !== this.#width && this.#width > 0) {
      const anchor = this.#heights.at(this.scroller.scrollTop);
      this.#heights = new Sums(this.count, this.#estimate);
      this.#clear();
      this.#layOut();
      this.scroller.scrollTop = this.#top(anchor);
    }
    this.#width = width;
    this.#redraw();
  }

  get #onPaper(): boolean {
    return this.list.classList.contains("printing");
  }

  #print(on: boolean): void {
    this.#clear();
    this.list.classList.toggle("printing", on);
    if (on) this.list.append(...Array.from({ length: this.count }, (_, index) => this.#row(index)));
    else this.#update();
  }
}
