// Captions over the stage, of sound too: drawn here rather than by the browser, so that they look the same
// everywhere, keep out of the controls' way (the stage says how high those are in --controls) and can be read.
import type { TimedText } from "../iiif/program";
import type { Cue, Session } from "../session";
import { effect, signal } from "../signal";
import { keepReadable } from "../text/contrast";
import { cuesAt } from "../text/cues";
import { drawCue } from "../text/dom";
import { placing } from "../text/placing";
import { styleOf } from "../text/styles";
import { make } from "./dom";
import type { Part, View } from "./view";

const LINE = 1.5; // em, the height of a line with the box around it

export interface Captions extends Part {
  readonly cues: () => readonly Cue[]; // of what is chosen
}

export function createCaptions({ session }: Pick<View, "session">): Captions {
  const stack = make("div", { className: "stack" });
  const element = make("div", { className: "captions" }, stack);
  const cues = cuesOfChosen(session);
  let drawn = "";
  const stopDrawing = effect(() => {
    const list = cues.value();
    const now = cuesAt(list, session.time());
    const key = `${session.canvasIndex()} ${session.captions()} ${now.join()}`;
    if (key === drawn) return;
    drawn = key;
    const canvas = session.canvas();
    element.classList.toggle("of-sound", canvas !== undefined && !canvas.width && !canvas.accompanying?.width);
    element.lang = chosenText(session)?.language ?? "";
    draw(element, stack, now.map((i) => list[i]!));
  });
  return {
    element,
    cues: cues.value,
    stop() {
      stopDrawing();
      cues.stop();
    },
  };
}

const chosenText = (session: Session): TimedText | undefined => session.overlays()[session.captions()];

function cuesOfChosen(session: Session): { value: () => readonly Cue[]; stop: () => void } {
  const cues = signal<readonly Cue[]>([]);
  let asked: TimedText | undefined;
  const stop = effect(() => {
    session.canvasIndex();
    const text = chosenText(session);
    const within = text !== undefined && !session.texts().includes(text);
    if (within) cues.set(session.flowing());
    if (text === asked) return;
    asked = text;
    if (within) return;
    cues.set([]);
    if (text) void session.cues(text).then((list) => text === asked && cues.set(list));
  });
  return { value: cues, stop };
}

function draw(element: HTMLElement, stack: HTMLElement, cues: readonly Cue[]): void {
  element.replaceChildren(stack);
  stack.replaceChildren();
  const regions = new Map<object, HTMLElement>();
  for (const cue of cues) {
    const box = boxOf(cue);
    const { across, vertical } = placing(cue);
    if (cue.region) {
      const region = regions.get(cue.region) ?? regionOf(cue.region);
      if (!regions.has(cue.region)) element.append(region);
      regions.set(cue.region, region);
      region.append(box);
    } else if (across.kind === "stack" && !vertical) {
      stack.append(box);
    } else {
      element.append(box);
      place(box, cue);
    }
    keepReadable(box.firstElementChild as HTMLElement);
  }
  separate(element);
}

function boxOf(cue: Cue): HTMLElement {
  const said = make("span", { className: "said" });
  said.append(drawCue(cue.markup, cue.style));
  if (cue.style) for (const [name, value] of Object.entries(styleOf(cue.style, "", []))) said.style.setProperty(name, value);
  const box = make("div", { className: "box" }, said);
  const { align, from, size, vertical } = placing(cue);
  box.style.textAlign = align;
  // A cue as wide as the picture keeps to the stack's own margins.
  if (!vertical && (from > 0 || size < 100)) Object.assign(box.style, { insetInlineStart: `${from}%`, inlineSize: `${size}%`, position: "relative" });
  return box;
}

function place(box: HTMLElement, cue: Cue): void {
  const { across, from, size, vertical } = placing(cue);
  const [along, length, before, after] = vertical ? (["top", "height", "left", "right"] as const) : (["left", "width", "top", "bottom"] as const);
  const first = vertical === "rl" ? after : before; // the side where line 0 is
  const last = first === before ? after : before;
  box.classList.add("placed");
  if (vertical) box.style.writingMode = `vertical-${vertical}`;
  Object.assign(box.style, { [along]: `${from}%`, [length]: `${size}%`, insetInlineStart: "", inlineSize: "" });
  if (vertical) box.style.left = box.style.right = "";
  if (across.kind === "percent") {
    box.style[first] = `${across.at}%`;
    const shift = { start: 0, center: -50, end: -100 }[across.side] * (first === before ? 1 : -1);
    if (shift) box.style.transform = vertical ? `translateX(${shift}%)` : `translateY(${shift}%)`;
  } else {
    const n = across.kind === "lines" ? across.n : -1;
    box.style[n < 0 ? last : first] = `${(n < 0 ? -1 - n : n) * LINE}em`;
  }
}

function regionOf({ width, lines, anchor, viewport }: NonNullable<Cue["region"]>): HTMLElement {
  const region = make("div", { className: "region" });
  Object.assign(region.style, { width: `${width}%`, height: `${lines * LINE}em`, left: `${viewport[0] - (width * anchor[0]) / 100}%`, top: `${viewport[1]}%`, transform: `translateY(${-anchor[1]}%)` });
  return region;
}

// Cues that say where they stand may stand on one another: the later one gives way towards the middle.
function separate(element: HTMLElement): void {
  const boxes = [...element.querySelectorAll<HTMLElement>(".stack > .box, .placed")].map((box) => ({ box, rect: box.firstElementChild!.getBoundingClientRect() }));
  const ground = element.getBoundingClientRect();
  boxes.forEach(({ box, rect }, i) => {
    if (!box.classList.contains("placed")) return;
    let { top, bottom } = rect;
    const down = (top + bottom) / 2 < (ground.top + ground.bottom) / 2;
    for (const other of boxes.slice(0, i).map((one) => one.rect)) {
      if (rect.left >= other.right || rect.right <= other.left || top >= other.bottom || bottom <= other.top) continue;
      const by = down ? other.bottom - top : other.top - bottom;
      [top, bottom] = [top + by, bottom + by];
    }
    if (top !== rect.top) box.style.translate = `0 ${top - rect.top}px`;
    boxes[i]!.rect = new DOMRect(rect.left, top, rect.width, bottom - top);
  });
}
