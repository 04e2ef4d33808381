// The deck: one time axis shared by all lanes, with the playhead through them. It is a slider for the keyboard and for
// screen readers, and a map for the eye; the canvas is drawn only when what it shows has changed, the playhead moves
// over it as an element of its own.
import { clock } from "../media/time";
import { effect, signal } from "../signal";
import { iconButton, make } from "../ui/dom";
import { openShare } from "../ui/sheets";
import type { Part, View } from "../ui/view";
import { isZoomed, pan, ticks, toTime, toX, turnTo, whole, zoom, type Axis } from "./axis";
import { listenToHands, type Hand } from "./gestures";
import { readPalette, type Palette } from "./palette";
import type { Preview } from "./preview";
import { Previews } from "./previews";
import { GAP, Scene } from "./scene";

const SETTLED = 140; // ms without change after which pictures are asked for
const KEY_ZOOM = 1.6;
const NARROW = 820; // px, as in deck.css
const LEAST_SELECTION = 0.02; // seconds

export function createDeck(view: View): Part & { previewOver(bar: HTMLElement): void } {
  const deck = new Deck(view);
  return { element: deck.element, stop: () => deck.stop(), previewOver: (bar) => deck.previews.over(bar) };
}

export class Deck {
  readonly element = make("section", { className: "deck" });
  readonly scene: Scene;
  readonly axis = signal<Axis>(whole(0, 1));
  #view: View;
  #canvas = make("canvas");
  #playhead = make("div", { className: "playhead" });
  #loop = make("div", { className: "veil loop", hidden: true });
  #selection = make("div", { className: "veil selection", hidden: true });
  #tools = make("div", { className: "selection-tools", hidden: true });
  #slider: HTMLElement;
  #labels = make("div", { className: "labels" });
  readonly previews: Previews;
  #preview: Preview;
  #palette: Palette | undefined;
  #settled = 0;
  #frame = 0;
  #changedAt = 0;
  #life = new AbortController();
  #observer: ResizeObserver;
  #stops: (() => void)[] = [];

  constructor(view: View) {
    this.#view = view;
    const { words } = view;
    this.scene = new Scene(view, () => this.#again());
    this.previews = new Previews(this.scene);
    this.#preview = this.previews.make();
    this.#slider = make("div", { className: "axis", role: "slider", tabIndex: 0, ariaLabel: words.say("timeline"), dir: "ltr" }, this.#canvas, this.#loop, this.#selection, this.#playhead, this.#preview.element);
    const fold = iconButton("fold", words.say("unfold"), () => this.#toggle(fold), "tool unfold");
    fold.setAttribute("aria-expanded", "false");
    this.element.ariaLabel = words.say("timeline");
    this.element.append(this.#labels, make("div", { className: "over" }, this.#slider, this.#tools), fold);
    listenToHands(this.#slider, this.#hand());
    this.#slider.addEventListener("keydown", (event) => this.#key(event));
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(this.#slider);
    for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)", "(prefers-contrast: more)"])
      matchMedia(query).addEventListener("change", () => this.#recolour(), { signal: this.#life.signal });
    this.#stops.push(effect(() => this.#newCanvas()), effect(() => this.#layOut()), effect(() => this.#move()), effect(() => this.#veils()));
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.scene.stop();
    this.#observer.disconnect();
    this.#life.abort();
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#settled);
  }

  // ---- drawing

  draw(): void {
    const ctx = this.#canvas.getContext("2d");
    const { width } = this.axis.peek();
    const height = this.scene.height;
    if (!ctx || width <= 1) return;
    const ratio = devicePixelRatio || 1;
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.#canvas.width !== w || this.#canvas.height !== h) [this.#canvas.width, this.#canvas.height] = [w, h];
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, width, height);
    this.#palette ??= readPalette(this.#playhead);
    this.scene.draw(ctx, this.axis.peek(), this.#palette, performance.now() - this.#changedAt > SETTLED);
  }

  #again(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.draw();
      this.previews.again();
    });
  }

  #setAxis(axis: Axis): void {
    this.axis.set(axis);
    this.#changedAt = performance.now();
    this.scene.images.forget();
    this.#again();
    clearTimeout(this.#settled);
    this.#settled = setTimeout(() => this.#again(), SETTLED + 20);
  }

  #recolour(): void {
    this.#palette = undefined;
    this.#again();
  }

  // ---- what changes

  #newCanvas(): void {
    this.#view.session.document();
    this.#view.session.canvasIndex();
    const duration = this.#view.session.duration();
    this.element.hidden = !(duration > 0 && Number.isFinite(duration));
    this.#setAxis(whole(duration, Math.max(1, this.#slider.clientWidth)));
  }

  #resize(): void {
    if (this.element.clientWidth === 0) return; // not shown: nothing is known of its room
    const narrow = this.element.clientWidth < NARROW;
    this.scene.slim.set(narrow && !this.element.classList.contains("is-open"));
    const width = this.#slider.clientWidth;
    this.#palette = undefined; // the theme may have changed with it
    if (width > 0 && width !== this.axis.peek().width) this.#setAxis({ ...this.axis.peek(), width });
    else this.#again();
  }

  #layOut(): void {
    const { words } = this.#view;
    const folded = this.scene.folded();
    const buttons = this.scene.lanes().map((lane) => {
      const height = this.scene.heightOf(lane);
      if (lane.key === "ruler") return this.#zoomTools(height);
      const button = make("button", { type: "button", textContent: words.say(lane.label), ariaExpanded: String(!folded.has(lane.key)) });
      button.onclick = () => {
        const next = new Set(folded);
        if (!next.delete(lane.key)) next.add(lane.key);
        this.scene.folded.set(next);
        this.#labels.querySelector<HTMLElement>(`[data-lane=${lane.key}]`)?.focus();
      };
      button.dataset["lane"] = lane.key;
      button.style.blockSize = `${height + GAP}px`;
      return button;
    });
    this.#labels.replaceChildren(...buttons);
    this.#slider.style.blockSize = `${this.scene.height}px`;
    this.#again();
  }

  #zoomTools(height: number): HTMLElement {
    const { words } = this.#view;
    const middle = () => toX(this.axis.peek(), this.#view.session.time.peek());
    const tools = make("div", { className: "zoom" },
      iconButton("minus", words.say("zoomOut"), () => this.#zoom(1 / KEY_ZOOM, middle())),
      iconButton("fit", words.say("zoomFit"), () => this.#zoom(0, 0)),
      iconButton("plus", words.say("zoomIn"), () => this.#zoom(KEY_ZOOM, middle())));
    tools.style.blockSize = `${height + GAP}px`;
    return tools;
  }

  #seen = false; // whether the playhead was in sight: one that the reader has left is not followed
  #move(): void {
    const time = this.#view.session.time();
    const duration = this.#view.session.duration();
    const playing = this.#view.session.playing();
    const axis = this.axis();
    const inside = time >= axis.from && time <= axis.from + axis.span;
    if (!inside && this.#seen && playing) return this.#setAxis(turnTo(axis, time));
    this.#seen = inside;
    this.#playhead.hidden = !inside;
    this.#playhead.style.transform = `translateX(${toX(axis, time)}px)`;
    const slider = this.#slider;
    const title = this.#view.words.of(this.#view.session.range()?.label ?? {});
    const said = `${this.#view.words.say("valueText", { time: clock(time), total: clock(duration) })}${title ? `, ${title}` : ""}`;
    if (slider.ariaValueText === said) return;
    Object.assign(slider, { ariaValueMin: "0", ariaValueMax: String(duration), ariaValueNow: String(Math.round(time * 100) / 100), ariaValueText: said });
  }

  #veils(): void {
    const axis = this.axis();
    const { loop, selection } = this.#view.session;
    const lay = (veil: HTMLElement, span: { readonly start: number; readonly end: number } | undefined) => {
      const [left, right] = span ? [toX(axis, span.start), toX(axis, span.end)] : [0, 0];
      veil.hidden = !span || right < 0 || left > axis.width;
      veil.style.insetInlineStart = `${Math.max(-2, left)}px`;
      veil.style.inlineSize = `${Math.min(axis.width + 2, right) - Math.max(-2, left)}px`;
    };
    lay(this.#loop, loop());
    lay(this.#selection, selection()?.span);
    this.#offer(selection()?.span, axis);
  }

  #offer(span: { readonly start: number; readonly end: number } | undefined, axis: Axis): void {
    const { session, words } = this.#view;
    this.#tools.hidden = !span;
    if (!span) return;
    const tool = (name: "loopSelection" | "shareSelection" | "clearSelection", act: () => void) => make("button", { type: "button", textContent: words.say(name), onclick: act });
    this.#tools.replaceChildren(
      make("output", { textContent: words.say("selected", { time: `${clock(span.start)}–${clock(span.end)}` }) }),
      tool("loopSelection", () => {
        session.loop.set(span);
        session.seek(span.start);
      }),
      tool("shareSelection", () => openShare(this.#view, "selection")),
      tool("clearSelection", () => session.selection.set(undefined)),
    );
    const left = Math.max(0, Math.min(axis.width - this.#tools.offsetWidth, toX(axis, span.start)));
    this.#tools.style.left = `${left}px`;
  }

  #toggle(button: HTMLButtonElement): void {
    const open = this.element.classList.toggle("is-open");
    button.setAttribute("aria-expanded", String(open));
    button.ariaLabel = button.title = this.#view.words.say(open ? "fold" : "unfold");
    this.#resize();
  }

  // ---- hands and keys

  #zoom(factor: number, x: number): void {
    const axis = this.axis.peek();
    this.#setAxis(factor === 0 ? whole(axis.duration, axis.width) : zoom(axis, factor, x));
  }

  #hand(): Hand {
    const { session } = this.#view;
    const time = (x: number) => toTime(this.axis.peek(), x);
    return {
      seek: (x) => session.seek(time(x)),
      press: (_, y) => (this.scene.laneAt(y) === "ruler" && !this.scene.slim.peek() ? "select" : isZoomed(this.axis.peek()) ? "pan" : "scrub"),
      tap: (x, y) => {
        const note = this.scene.laneAt(y) === "notes" ? this.scene.noteAt(time(x)) : undefined;
        session.seek(note ?? time(x));
        if (note !== undefined) this.#view.note.set(session.notes.peek().find(({ span }) => span?.start === note));
      },
      select: (from, to) => this.#select(time(from), time(to)),
      pan: (pixels) => this.#setAxis(pan(this.axis.peek(), pixels)),
      zoom: (factor, x) => this.#zoom(factor, x),
      hover: (x) => {
        if (x === undefined) return this.#preview.hide();
        const { width, span } = this.axis.peek();
        this.previews.show(this.#preview, Math.max(0, Math.min(width, x)), width, time(x), span / width);
      },
    };
  }

  #select(a: number, b: number): void {
    const [start, end] = a < b ? [a, b] : [b, a];
    this.#view.session.selection.set(end - start < LEAST_SELECTION ? undefined : { span: { start, end }, box: undefined });
  }

  #key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { session } = this.#view;
    const axis = this.axis.peek();
    const now = session.time.peek();
    const big = ticks(axis).step;
    const step = Math.min(5, Math.max(0.1, big / 5));
    const moves: Readonly<Record<string, number>> = { ArrowLeft: now - step, ArrowDown: now - step, ArrowRight: now + step, ArrowUp: now + step, PageDown: now - big, PageUp: now + big, Home: 0, End: axis.duration };
    const acts: Readonly<Record<string, () => void>> = {
      "+": () => this.#zoom(KEY_ZOOM, toX(axis, now)),
      "=": () => this.#zoom(KEY_ZOOM, toX(axis, now)),
      "-": () => this.#zoom(1 / KEY_ZOOM, toX(axis, now)),
      "0": () => this.#zoom(0, 0),
      Escape: () => session.selection.set(undefined),
    };
    const to = moves[event.key];
    const act = acts[event.key];
    if (event.key === "Escape" && !session.selection.peek()) return; // nothing of ours to close
    if (to === undefined && !act) return;
    event.preventDefault();
    event.stopPropagation();
    act?.();
    if (to === undefined) return;
    const time = Math.max(0, Math.min(axis.duration, to));
    if (event.shiftKey) this.#stretch(now, time);
    session.seek(time);
    this.#setAxis(turnTo(axis, time));
  }

  // With Shift the end that is at the playhead goes along with it.
  #stretch(from: number, to: number): void {
    const span = this.#view.session.selection.peek()?.span;
    const fixed = !span ? from : Math.abs(span.start - from) < Math.abs(span.end - from) ? span.end : span.start;
    this.#select(fixed, to);
  }
}
