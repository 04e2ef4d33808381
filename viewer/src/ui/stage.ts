// The stage: what is painted on the canvas, each layer in its box at its time, in the canvas' own proportions, so that
// nothing jumps while things load. Before the first play the placeholder lies over it. Captions, notes and the words
// about a trouble are laid over by others.
import type { Canvas } from "../iiif/program";
import { isSeen, type Part as Painted } from "../media/parts";
import type { Performance } from "../media/performance";
import type { MediaVoice } from "../media/voice";
import type { LiveSession } from "../session_live";
import { effect } from "../signal";
import type { Words } from "../messages/messages";
import { icon, make } from "./dom";
import { frameOf, imageOf, textOf } from "./layers";
import type { Part } from "./view";

const SOON = 20; // seconds before a picture is due that it is asked for
const PATIENCE = 300; // milliseconds of waiting before it is shown

export interface Stage extends Part {
  readonly picture: HTMLElement; // as large as the canvas is drawn: where captions and notes belong
}

export function createStage(session: LiveSession, words: Words): Stage {
  const layers = make("div", { className: "layers" });
  const before = make("div", { className: "before" });
  const picture = make("div", { className: "picture" }, layers, before);
  const start = make("button", { type: "button", className: "start", ariaLabel: words.say("play"), title: words.say("play"), onclick: () => session.play() }, icon("play"));
  const spinner = make("div", { className: "spinner", hidden: true, role: "status", ariaLabel: words.say("loading") });
  const element = make("div", { className: "stage" }, picture, spinner, start);
  layers.onclick = before.onclick = () => (session.playing.peek() ? session.pause() : session.play());
  const stops = [
    effect(() => shape(element, session.canvas())),
    draw(layers, session),
    effect(() => showBefore(before, session.started() ? undefined : session.canvas())),
    effect(() => (start.hidden = session.started() || session.duration() === 0)),
    watchWaiting(spinner, session),
  ];
  return { element, picture, stop: () => stops.forEach((stop) => stop()) };
}

// Proportions come from the document, never from what has loaded. Sound with a picture beside it takes that one's.
function shape(element: HTMLElement, canvas: Canvas | undefined): void {
  const shown = canvas && isSeen(canvas) ? canvas : canvas?.accompanying;
  element.classList.toggle("of-sound", canvas !== undefined && !shown?.width);
  element.style.setProperty("--aspect", shown?.width ? `${shown.width / shown.height}` : "16 / 9");
}

// ---- layers

function draw(layers: HTMLElement, session: LiveSession): () => void {
  let performed: Performance | undefined;
  const drawn = new Map<Painted, HTMLElement>();
  return effect(() => {
    const performance = session.performance();
    if (performance !== performed) {
      layers.replaceChildren();
      drawn.clear();
      performed = performance;
    }
    if (!performance) return;
    const time = session.time();
    const voices = new Map(performance.voices().map((voice) => [voice.part, voice]));
    performance.parts.forEach((part, order) => {
      const voice = voices.get(part);
      const due = part.timed ? voice !== undefined : time >= part.span.start - SOON && time < part.span.end + SOON;
      const frame = drawn.get(part);
      if (!due) {
        frame?.remove();
        drawn.delete(part);
      } else if (frame) frame.classList.toggle("away", !isThere(part, time));
      else {
        const made = frameOf(part, order, contentOf(part, voice, layers, session));
        made.classList.toggle("away", !isThere(part, time));
        drawn.set(part, made);
        layers.append(made);
      }
    });
  });
}

// A canvas has come to its end when its time is its duration: what was there last stays.
const isThere = (part: Painted, time: number): boolean => part.at(time) !== undefined || (time >= part.span.end && part.at(part.span.end - 0.001) !== undefined && time - part.span.end < 0.002);

function contentOf(part: Painted, voice: MediaVoice | undefined, layers: HTMLElement, session: LiveSession): HTMLElement {
  const [body] = part.choices;
  if (voice) return voice.element;
  return body!.kind === "image" ? imageOf(body!, layers.clientWidth * part.box.width, (image) => session.miss(image)) : textOf(body!);
}

// ---- before the first play

function showBefore(before: HTMLElement, canvas: Canvas | undefined): void {
  before.replaceChildren();
  before.hidden = true;
  if (!canvas) return;
  const painted = canvas.placeholder?.layers.flatMap((layer) => layer.choices.slice(0, 1)).filter((body) => body.kind === "image") ?? [];
  const [picture] = painted;
  const [thumbnail] = canvas.thumbnail;
  if (picture) before.append(imageOf(picture, before.parentElement!.clientWidth, () => before.replaceChildren()));
  else if (thumbnail && canvas.layers.some((layer) => layer.choices[0]!.kind === "video")) before.append(make("img", { src: thumbnail.id, alt: "" }));
  before.hidden = before.childElementCount === 0;
}

// ---- waiting

function watchWaiting(spinner: HTMLElement, session: LiveSession): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return effect(() => {
    const waits = session.stalled() || session.readiness() === "loading";
    clearTimeout(timer);
    if (!waits) spinner.hidden = true;
    else timer = setTimeout(() => (spinner.hidden = false), PATIENCE);
  });
}
