// The bar below the stage: play, turn, step, clock, loop, captions, settings, sound, full screen. It reads the session
// and calls its verbs. A plain scrub bar stands above it until a deck is there to do that better.
import { pick } from "../iiif/language";
import { frameNumber, preciseClock, smpte } from "../media/time_words";
import { clock } from "../media/time";
import type { Words } from "../messages/messages";
import type { LiveSession } from "../session_live";
import { effect, signal } from "../signal";
import { iconButton, make, relabel } from "./dom";
import { createSettings } from "./settings";
import type { Part } from "./view";

export interface Transport extends Part {
  toggleCaptions(): void;
}

export function createTransport(session: LiveSession, words: Words, toggleFull: () => void): Transport {
  const captions = captionsButton(session, words);
  const settings = createSettings(session, words);
  const parts = [playButtons(session, words), clockOf(session, words), loopButton(session, words), captions, settings, soundOf(session, words), windowButtons(session, words, toggleFull)];
  const [play, time, loop, , , sound, frame] = parts.map((part) => part.element);
  const row = make("div", { className: "row" }, play!, time!, make("span", { className: "gap" }), loop!, captions.element, settings.element, sound!, frame!);
  const scrub = scrubBar(session, words);
  const element = make("div", { className: "transport", role: "group", ariaLabel: words.say("controls") }, scrub.element, row);
  return {
    element,
    toggleCaptions: captions.toggle,
    stop: () => [...parts, scrub].forEach((part) => part.stop()),
  };
}

function playButtons(session: LiveSession, words: Words): Part {
  const play = iconButton("play", words.say("play"), () => (session.playing.peek() ? session.pause() : session.play()), "play");
  const previous = iconButton("previousPart", words.say("previousPart"), () => session.turn(session.canvasIndex.peek() - 1));
  const next = iconButton("nextPart", words.say("nextPart"), () => session.turn(session.canvasIndex.peek() + 1));
  const back = iconButton("stepBack", words.say("stepBack"), () => session.step(-1), "step");
  const forward = iconButton("stepForward", words.say("stepForward"), () => session.step(1), "step");
  const again = make("button", { type: "button", className: "pill", textContent: words.say("fromTheStart"), hidden: true, onclick: () => session.play() });
  const stops = [
    effect(() => void (session.playing() ? relabel(play, "pause", words.say("pause")) : relabel(play, "play", words.say("play")))),
    effect(() => {
      const count = session.program()?.canvases.length ?? 0, at = session.canvasIndex();
      const [before, after] = [session.beside(-1), session.beside(1)];
      previous.hidden = next.hidden = count < 2 && !before && !after;
      previous.disabled = at <= 0 && !before;
      next.disabled = at >= count - 1 && !after;
    }),
    effect(() => (back.hidden = forward.hidden = !session.canvas()?.width || session.duration() === 0)),
    effect(() => (again.hidden = !(session.ended() && session.program()?.behavior.includes("repeat")))),
    effect(() => (play.disabled = session.duration() === 0)),
  ];
  return { element: make("div", { className: "group" }, previous, play, next, back, forward, again), stop: () => stops.forEach((stop) => stop()) };
}

const COUNT = "avocet.count"; // what is counted, as the reader left it

// 0:12.04 / 0:30 · f301; pressing the frame shows SMPTE time instead.
function clockOf(session: LiveSession, words: Words): Part {
  const now = steady(make("span", { className: "now" })), total = make("span");
  const counts = signal(remembered(COUNT));
  const button = make("button", { type: "button", className: "frame", title: words.say("frameOrSmpte"), onclick: () => counts.set(remember(COUNT, counts.peek() ? "" : "smpte")) });
  const frame = steady(button);
  const stops = [
    effect(() => void (total.textContent = clock(session.duration()))),
    effect(() => {
      const time = session.time(), rate = session.frameRate();
      now(preciseClock(time));
      button.hidden = rate === 0;
      frame(rate > 0 ? ` · ${counts() ? smpte(time, rate) : `f${frameNumber(time, rate)}`}` : "");
    }),
  ];
  return { element: make("div", { className: "clock" }, now.element, " / ", total, button), stop: () => stops.forEach((stop) => stop()) };
}

// Text that changes with every frame: its room is that of its shape (all digits are equally wide), so that nothing around
// it is laid out anew.
function steady(element: HTMLElement): ((text: string) => void) & { readonly element: HTMLElement } {
  const letters = new Text(), room = make("span", { className: "room" });
  element.classList.add("steady");
  element.append(room, make("span", { className: "letters" }, letters));
  const write = (text: string): void => {
    if (letters.data === text) return;
    letters.data = text;
    const shape = text.replace(/\d/g, "0");
    if (room.dataset["shape"] !== shape) room.dataset["shape"] = shape;
  };
  return Object.assign(write, { element });
}

// Storage may be forbidden; then everything begins as it is meant to.
function remembered(name: string): string {
  try {
    return localStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

function remember(name: string, value: string): string {
  try {
    localStorage.setItem(name, value);
  } catch {}
  return value;
}

function loopButton(session: LiveSession, words: Words): Part {
  const element = iconButton("loop", words.say("loop"), () => session.loop.set(session.loop.peek() ? undefined : (session.selection.peek()?.span ?? wholeRange(session))), "loop");
  const stop = effect(() => {
    const loop = session.loop();
    element.ariaPressed = String(loop !== undefined);
    element.title = loop ? `${words.say("loop")} ${clock(loop.start)}–${clock(loop.end)}` : words.say("loop");
    element.hidden = session.duration() === 0;
  });
  return { element, stop };
}

// What there is to loop when nothing is marked: the section that is playing, else all of it.
function wholeRange(session: LiveSession): { start: number; end: number } {
  const place = session.range()?.places.find((one) => one.canvas === session.canvasIndex.peek() && one.span && one.span.end < Infinity);
  return place?.span ?? { start: 0, end: session.duration() };
}

function captionsButton(session: LiveSession, words: Words): Part & { toggle(): void } {
  const element = iconButton("captions", words.say("captions"), () => toggle(), "captions-button");
  let last = 0;
  const toggle = () => {
    const offered = session.captionable();
    if (offered.length === 0) return;
    if (session.captions.peek() >= 0) session.captions.set(-1);
    else session.captions.set(offered.includes(last) ? last : offered[0]!);
  };
  const stop = effect(() => {
    const chosen = session.captions();
    if (chosen >= 0) last = chosen;
    element.ariaPressed = String(chosen >= 0);
    element.hidden = session.captionable().length === 0;
    const text = session.overlays()[chosen];
    element.title = text ? `${words.say("captions")}: ${pick(text.label) || words.nameOf(text.language)}` : words.say("captions");
  });
  return { element, stop, toggle };
}

function soundOf(session: LiveSession, words: Words): Part {
  const mute = iconButton("loud", words.say("mute"), () => session.muted.set(!session.muted.peek()));
  const level = make("input", { type: "range", min: "0", max: "1", step: "0.05", className: "level", ariaLabel: words.say("volume"), title: words.say("volume") });
  level.oninput = () => {
    session.volume.set(Number(level.value));
    session.muted.set(level.value === "0");
  };
  const stop = effect(() => {
    const silent = session.muted() || session.volume() === 0;
    relabel(mute, silent ? "mute" : "loud", words.say(silent ? "unmute" : "mute"));
    level.value = String(session.muted() ? 0 : session.volume());
  });
  return { element: make("div", { className: "group sound" }, mute, level), stop };
}

function windowButtons(session: LiveSession, words: Words, toggleFull: () => void): Part {
  const inset = iconButton("inset", words.say("pictureInPicture"), () => void togglePictureInPicture(session));
  const full = iconButton("full", words.say("fullScreen"), toggleFull);
  full.hidden = !document.fullscreenEnabled && !("webkitEnterFullscreen" in HTMLVideoElement.prototype);
  const stop = effect(() => (inset.hidden = !document.pictureInPictureEnabled || !session.performance()?.voices().some((voice) => voice.part.kind === "video")));
  return { element: make("div", { className: "group" }, inset, full), stop };
}

async function togglePictureInPicture(session: LiveSession): Promise<void> {
  const video = session.performance.peek()?.principal?.element;
  if (document.pictureInPictureElement) return document.exitPictureInPicture();
  if (video instanceof HTMLVideoElement) await video.requestPictureInPicture().catch(() => {});
}

function scrubBar(session: LiveSession, words: Words): Part {
  const element = make("input", { type: "range", min: "0", step: "any", value: "0", className: "rail", ariaLabel: words.say("position") });
  element.oninput = () => session.seek(Number(element.value));
  const stop = effect(() => {
    const time = session.time(), duration = session.duration();
    element.max = String(duration || 1);
    element.value = String(time);
    element.disabled = duration === 0;
    element.style.setProperty("--at", `${duration > 0 ? (time / duration) * 100 : 0}%`);
    element.setAttribute("aria-valuetext", words.say("valueText", { time: clock(time), total: clock(duration) }));
  });
  return { element, stop };
}
