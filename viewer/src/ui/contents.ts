// The contents: the parts of a recording, and its sections as a tree. The section that is heard is lit and shows how
// far it has come.
import type { Canvas, Picture, Place, Program, Range, Span } from "../iiif/program";
import { toNavigate } from "../iiif/ranges";
import { clock } from "../media/time";
import { derived, effect } from "../signal";
import { icon, iconButton, make } from "./dom";
import { firstPlace, RangeTree, type RangeRow } from "./range_rows";
import { pictureAddress } from "./values";
import type { Part, View } from "./view";
import { WindowList } from "./window_list";

const PART_ROW = 64;
const RANGE_ROW = 44;
const PICTURE = 160; // px

export function createContents(view: View): Part & { readonly has: () => boolean } {
  const { session, words } = view;
  const tree = derived(() => new RangeTree(asProgram(view)?.ranges ?? []));
  const parts = partsList(view);
  const ranges = rangesList(view, tree);
  const choice = make("div", { className: "either", role: "group", ariaLabel: words.say("contents") });
  const element = make("div", { className: "contents" }, choice, ranges.element, parts.element);
  const program = () => asProgram(view);
  const show = (which: "parts" | "sections") => {
    parts.element.hidden = which !== "parts";
    ranges.element.hidden = which !== "sections";
    for (const button of choice.querySelectorAll("button")) button.ariaPressed = String(button.dataset["which"] === which);
  };
  const stop = effect(() => {
    const document = program();
    const divided = document !== undefined && hasSections(document, tree());
    const both = divided && document.canvases.length > 1;
    const button = (which: "parts" | "sections") => {
      const made = make("button", { type: "button", textContent: words.say(which), onclick: () => show(which) });
      made.dataset["which"] = which;
      return made;
    };
    choice.hidden = !both;
    choice.replaceChildren(button("sections"), button("parts"));
    show(divided ? "sections" : "parts");
  });
  return {
    element,
    stop() {
      stop();
      parts.stop();
      ranges.stop();
      tree.stop();
    },
    has: () => {
      session.document();
      const document = program();
      return document !== undefined && (document.canvases.length > 1 || hasSections(document, tree()));
    },
  };
}

// A single range that holds all of it divides nothing, and one for each part says what the parts say.
function hasSections({ canvases }: Program, tree: RangeTree): boolean {
  const rows = tree.rows();
  const isPart = ({ range }: RangeRow) => range.children.length === 0 && range.places.length === 1 && isWhole(range.places[0]!, canvases);
  return rows.length > 1 && !(rows.length === canvases.length && rows.every(isPart));
}

const isWhole = ({ canvas, span }: Place, canvases: readonly Canvas[]): boolean => !span || (span.start === 0 && span.end >= (canvases[canvas]?.duration ?? 0) - 0.001);

function asProgram({ session }: View): Program | undefined {
  const document = session.document();
  return document?.kind === "manifest" ? document : undefined;
}

// ---- parts

function partsList(view: View): Part {
  let canvases: readonly Canvas[] = [];
  const list = new WindowList((index) => drawPart(view, canvases[index]!, index), PART_ROW);
  let current = -1;
  const stops = [
    effect(() => {
      canvases = asProgram(view)?.canvases ?? [];
      current = view.session.canvasIndex.peek();
      list.reset(canvases.length);
      list.reveal(current, false);
    }),
    effect(() => {
      const index = view.session.canvasIndex();
      if (index === current) return;
      list.row(current)?.removeAttribute("aria-current");
      list.row(index)?.setAttribute("aria-current", "true");
      current = index;
      list.reveal(index, true);
    }),
  ];
  return { element: list.scroller, stop: () => (stops.forEach((stop) => stop()), list.stop()) };
}

// Sound is known by the picture that goes with it; without any by its number alone.
function picturesOf({ thumbnail, accompanying, placeholder }: Canvas): readonly Picture[] {
  if (thumbnail.length) return thumbnail;
  for (const other of [accompanying, placeholder]) {
    if (other?.thumbnail.length) return other.thumbnail;
    const painted = other?.layers.flatMap((layer) => layer.choices.slice(0, 1)).find((body) => body.kind === "image");
    if (painted) return [painted];
  }
  return [];
}

function drawPart(view: View, canvas: Canvas, index: number): HTMLLIElement {
  const { session, words } = view;
  const address = pictureAddress(picturesOf(canvas), PICTURE);
  const picture = make("span", { className: "thumb" }, address ? make("img", { src: address, alt: "", loading: "lazy", decoding: "async" }) : String(index + 1));
  const button = make("button", { type: "button", className: "part" }, picture, make("span", { className: "name", textContent: words.of(canvas.label) || words.say("part", { n: index + 1 }), dir: "auto" }));
  if (canvas.duration > 0) button.append(make("span", { className: "time", textContent: clock(canvas.duration) }));
  button.onclick = () => session.show({ canvas: index, span: undefined, box: undefined });
  const row = make("li", {}, button);
  if (index === session.canvasIndex.peek()) row.setAttribute("aria-current", "true");
  return row;
}

// ---- sections

function rangesList(view: View, treeOf: () => RangeTree): Part {
  const { session } = view;
  let tree = new RangeTree([]);
  let rows: readonly RangeRow[] = [];
  let places = new Map<Range, number>(); // of the rows
  let lit: readonly Range[] = [];
  let litRow = -1;
  const list = new WindowList((index) => draw(index), RANGE_ROW);
  const rowOf = (range: Range | undefined): number => (range && places.get(range)) ?? -1;

  const draw = (index: number): HTMLLIElement => {
    const { range, depth } = rows[index]!;
    const row = drawRange(view, range, depth, tree.open.has(range), () => toggle(index));
    light(row, range);
    return row;
  };
  const light = (row: HTMLElement | undefined, range: Range): void => {
    const at = lit.indexOf(range);
    row?.classList.toggle("is-on-path", at > 0);
    if (at === 0) row?.setAttribute("aria-current", "true");
    else row?.removeAttribute("aria-current");
    if (at === 0) row?.style.setProperty("--at", `${progress(view, range) * 100}%`);
  };
  const show = (stay = false): void => {
    rows = tree.rows();
    list.list.classList.toggle("is-flat", rows.every(({ range }) => toNavigate(range.children).length === 0)); // nothing to unfold: no room for it
    places = new Map(rows.map(({ range }, index) => [range, index]));
    litRow = rowOf(lit[0]);
    list.reset(rows.length, stay);
  };
  const toggle = (index: number): void => {
    const { range } = rows[index]!;
    if (!tree.open.delete(range)) tree.open.add(range);
    show(true);
    list.focus(index);
  };

  list.list.addEventListener("keydown", (event) => {
    const row = event.target instanceof Element ? event.target.closest("li") : null;
    const index = Number(row?.ariaPosInSet) - 1;
    const here = rows[index];
    if (!here) return;
    const isOpen = tree.open.has(here.range);
    const wants = { ArrowRight: !isOpen, ArrowLeft: isOpen }[event.key];
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (wants === undefined && to === undefined) return;
    event.preventDefault();
    if (wants && toNavigate(here.range.children).length) toggle(index);
    if (to !== undefined) list.focus(Math.max(0, Math.min(rows.length - 1, to)));
  });

  const stops = [
    effect(() => {
      tree = treeOf();
      show();
    }),
    effect(() => {
      session.time();
      session.canvasIndex();
      const path = tree.path(session.range());
      if (path[0] !== lit[0]) {
        const before = lit;
        lit = path;
        litRow = rowOf(path[0]);
        for (const range of new Set([...before, ...path])) light(list.row(rowOf(range)), range);
      }
      const [current] = path;
      if (current) list.row(litRow)?.style.setProperty("--at", `${progress(view, current) * 100}%`);
    }),
  ];
  return { element: list.scroller, stop: () => (stops.forEach((stop) => stop()), list.stop()) };
}

function progress({ session }: View, range: Range): number {
  const time = session.time.peek();
  const index = session.canvasIndex.peek();
  const place = range.places.find((one) => one.canvas === index && (!one.span || (time >= one.span.start && time < one.span.end)));
  const span: Span = place?.span ?? { start: 0, end: session.duration() };
  const end = Math.min(span.end, session.duration());
  return end > span.start ? Math.max(0, Math.min(1, (time - span.start) / (end - span.start))) : 0;
}

function drawRange(view: View, range: Range, depth: number, open: boolean, toggle: () => void): HTMLLIElement {
  const { session, words } = view;
  const place = firstPlace(range);
  const title = words.of(range.label) || words.say("unnamed");
  const go = (to: Place) => () => session.show(to);
  const fold = iconButton("open", title, toggle, "fold");
  fold.setAttribute("aria-expanded", String(open));
  const start = place?.span?.start;
  const from = place && { ...place, span: { start: start ?? 0, end: Infinity } };
  const name = make("button", { type: "button", className: "name", textContent: title, dir: "auto", disabled: !from, ...(from ? { onclick: go(from) } : {}) });
  const row = make("li", { className: "range" }, toNavigate(range.children).length ? fold : make("span", { className: "fold" }), name);
  row.setAttribute("aria-level", String(depth + 1));
  row.style.setProperty("--depth", String(Math.min(depth, 8)));
  if (start !== undefined) row.append(make("span", { className: "time", textContent: clock(start) }));
  const [own] = range.places;
  if (own?.span) {
    const play = make("button", { type: "button", className: "tool", ariaLabel: words.say("playRange", { title }), title: words.say("playRange", { title }) }, icon("through"));
    play.onclick = () => {
      session.show(own);
      session.play();
    };
    row.append(play);
  }
  return row;
}
