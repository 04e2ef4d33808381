// Notes: what people have said about the recording, at its times and places.
import { plainText } from "../iiif/html";
import { Intervals } from "../iiif/intervals";
import type { Box, Note, Place, Span } from "../iiif/program";
import { clock } from "../media/time";
import { effect } from "../signal";
import { iconButton, make } from "./dom";
import { drawLink, drawValue } from "./values";
import type { Part, View } from "./view";
import { WindowList } from "./window_list";

const ROW = 80; // px, a guess
const MOST_REGIONS = 64; // at a time: more cannot be told apart
const spanOf = (note: Note): Span => note.span!;
const MOMENT = 5; // seconds that a moment without an end lasts

export function createNotes(view: View): Part & { readonly has: () => boolean; readonly count: () => number } {
  let notes: readonly Note[] = [];
  const list = new WindowList((index) => drawNote(view, notes[index]!), ROW);
  const element = make("div", { className: "notes" }, list.scroller);
  const stops = [
    effect(() => {
      // Those of a time in its order, then those of the whole.
      notes = [...view.session.notes()].sort((a, b) => (a.span?.start ?? Infinity) - (b.span?.start ?? Infinity));
      list.reset(notes.length);
    }),
    effect(() => {
      const chosen = view.note();
      list.refresh();
      if (chosen) list.reveal(notes.indexOf(chosen), true);
    }),
  ];
  return {
    element,
    stop() {
      for (const stop of stops) stop();
      list.stop();
    },
    has: () => view.session.notes().length > 0,
    count: () => view.session.notes().length,
  };
}

function drawNote(view: View, note: Note): HTMLLIElement {
  const { session, words } = view;
  const go = () => {
    view.note.set(note);
    if (note.span) session.seek(note.span.start);
  };
  const { span } = note;
  const when = span ? (span.end > span.start + 0.5 && span.end !== Infinity ? `${clock(span.start)}–${clock(span.end)}` : clock(span.start)) : words.say("allTime");
  const row = make("li", { className: "note" });
  if (view.note.peek() === note) row.setAttribute("aria-current", "true");
  const facts = [note.creator, note.box ? words.say("region") : "", ...note.motivations.filter((one) => one !== "commenting" && one !== "supplementing")].filter(Boolean);
  row.append(
    make("button", { type: "button", className: "at", textContent: when, onclick: go }),
    make("div", { className: "words", lang: note.language }, drawValue(note.text, note.html)),
    ...(facts.length ? [make("small", { textContent: facts.join(" · ") })] : []),
    ...note.links.map((link) => drawLink(link, words)),
  );
  return row;
}

// The regions of the notes of this moment, over the picture. The stage lays this element over the canvas, edge to edge.
export function createNoteLayer(view: View): Part {
  const pointed = make("div");
  const noted = make("div");
  const element = make("div", { className: "note-layer" }, noted, pointed);
  let drawn: readonly Note[] = [];
  let lit: Note | undefined;
  let whole: readonly Note[] = [];
  let timed = new Intervals<Note>([], spanOf);
  const stopReading = effect(() => {
    const boxed = view.session.notes().filter((note) => note.box);
    whole = boxed.filter((note) => !note.span).slice(0, MOST_REGIONS);
    timed = new Intervals(boxed.filter((note) => note.span), spanOf);
  });
  const stop = effect(() => {
    const time = view.session.time();
    const canvas = view.session.canvas();
    const chosen = view.note();
    view.session.notes();
    const now = canvas?.width ? [...whole, ...timed.at(time, MOST_REGIONS)] : [];
    const same = now.length === drawn.length && now.every((note, i) => note === drawn[i]) && chosen === lit;
    if (same || !canvas) return;
    [drawn, lit] = [now, chosen];
    noted.replaceChildren(...now.map((note) => drawRegion(note, canvas, note === chosen)));
  });
  const stopPointing = effect(() => {
    const { session } = view;
    const region = session.region(), canvas = session.canvas();
    if (region && !isHere(region, session.canvasIndex(), session.time())) session.region.set(undefined);
    else if (!region || !canvas?.width) pointed.replaceChildren();
    else if (pointed.dataset["box"] !== JSON.stringify(region.box) || !pointed.firstChild) pointed.replaceChildren(drawPointed(view, region.box!, canvas));
    pointed.dataset["box"] = JSON.stringify(region?.box);
  });
  return { element, stop: () => (stopReading(), stop(), stopPointing()) };
}

// Whoever was shown something in the picture sees it until the moment has passed, or until it is taken away.
const isHere = ({ canvas, span }: Place, index: number, time: number): boolean =>
  canvas === index && (!span || (time >= span.start - 0.25 && time <= (span.end === Infinity ? span.start + MOMENT : span.end) + 0.25));

function drawPointed({ session, words }: View, box: Box, canvas: Size): HTMLElement {
  const away = iconButton("close", words.say("hideRegion"), () => session.region.set(undefined), "tool");
  const region = make("div", { className: "region-note is-lit is-pointed" }, away);
  place(region, box, canvas);
  return region;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function place(region: HTMLElement, { x, y, width, height }: Box, canvas: Size): void {
  const share = (value: number, of: number) => `${(value / of) * 100}%`;
  Object.assign(region.style, { left: share(x, canvas.width), top: share(y, canvas.height), width: share(width, canvas.width), height: share(height, canvas.height) });
}

function drawRegion(note: Note, canvas: Size, lit: boolean): HTMLElement {
  const label = (note.html ? plainText(note.text) : note.text).slice(0, 120);
  const region = make("div", { className: lit ? "region-note is-lit" : "region-note" }, ...(label ? [make("b", { textContent: label, dir: "auto" })] : []));
  place(region, note.box!, canvas);
  region.classList.toggle("is-low", (note.box!.y + note.box!.height) / canvas.height > 0.85); // its label goes above it
  return region;
}
