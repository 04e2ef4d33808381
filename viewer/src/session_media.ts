// Between a session and the media it plays: what they tell, what can be chosen in them, which frame is the next.
import { pick } from "./iiif/language";
import type { TimedText } from "./iiif/program";
import { serviceOf } from "./iiif/service";
import { findOut } from "./media/find_out";
import { nameOf } from "./media/ladder";
import type { Performance } from "./media/performance";
import type { Track } from "./media/streams";
import type { Failure, MediaVoice, Outside } from "./media/voice";
import { load } from "./own_files";
import type { Choices, Session } from "./session";
import { rememberChoice } from "./session_preference";
import type { SessionState } from "./session_state";

type Live = SessionState & Pick<Session, "play" | "pause" | "seek">;

export function hear(state: Live, performance: Performance, voice: MediaVoice): void {
  voice.onRefused = () => state.playing.set(false);
  voice.onOutside = (what) => follow(state, voice, what);
  if (voice.failure && !asked.has(voice.failure)) mourn(state, performance, voice.failure);
  if (voice.unseekable) state.tell({ kind: "ranges", address: voice.element.currentSrc, what: "The server gives this recording only as a whole: it plays, but moving about in it does not work.", whose: "server", detail: "no byte ranges" });
  const { granted } = voice;
  if (granted) state.tell({ kind: "access", address: granted.body.id, what: granted.instead ? "This is a substitute: the recording itself is not open to everyone." : "This recording is open to you by permission.", whose: "server", detail: "", guarded: granted.body });
  if (voice !== performance.principal) return;
  state.buffered.set(performance.buffered);
  const tellRate = () => state.frameRate.set(rateOf(voice));
  if (voice.frames) voice.frames.onRate = tellRate;
  tellRate();
  offer(state, voice);
}

// What was done to one element by others is done to all of the canvas.
function follow(state: Live, voice: MediaVoice, what: Outside): void {
  const { element } = voice, placed = voice.at(state.time.peek());
  if (what === "play") state.play();
  else if (what === "pause") state.pause();
  else if (what === "seek" && placed) state.seek(state.time.peek() + (element.currentTime - placed.position) / placed.rate);
  else if (what === "rate" && placed) state.rate.set(Math.round((element.playbackRate / placed.rate) * 1000) / 1000);
  else if (what === "sound" && !voice.silent && state.rate.peek() > 0) {
    state.volume.set(element.volume);
    state.muted.set(element.muted);
  }
}

const stated = new Map<string, number>(); // frames a second, by the A/V service that says so

function statedBy({ part, state }: MediaVoice): number {
  const service = part.kind === "video" ? part.choices.map(serviceOf).find(Boolean) : undefined;
  if (!service) return 0;
  const rate = stated.get(service);
  if (rate === undefined) {
    stated.set(service, 0);
    const file = load("avocet-viewer.sources.js") as Promise<typeof import("./deck/sources_file")>;
    void file.then(({ readInfo }) => readInfo(service)).then((info) => info?.frameRate && (stated.set(service, info.frameRate), state.set(state.peek() + 1)));
  }
  return rate ?? 0;
}

// What is stated is exact, unless it is untrue.
function rateOf(voice: MediaVoice): number {
  const stated = voice.stream?.frameRate || statedBy(voice), seen = voice.frames?.rate ?? 0;
  return stated && (!seen || Math.abs(stated - seen) / seen < 0.02) ? stated : seen;
}

const asked = new WeakSet<Failure>(); // about a failure it is asked once

function mourn(state: SessionState, performance: Performance, failure: Failure): void {
  asked.add(failure);
  // Without anything that runs, a clock that goes on would be a lie.
  if (performance.failed) state.playing.set(false);
  void findOut(failure).then((trouble) => performance === state.performance.peek() && state.tell(trouble));
}

export function applySound({ rate, volume, muted }: SessionState, performance: Performance | undefined): void {
  if (!performance) return;
  performance.clock.rate = rate.peek();
  for (const voice of performance.voices.peek()) voice.sound(volume.peek(), muted.peek() || rate.peek() < 0 || voice.silent);
}

export function choose(state: SessionState, what: "quality" | "sound" | "alternative", which: number): void {
  const voice = state.performance.peek()?.principal;
  if (!voice) return;
  const chosen = state.chosen.peek();
  if (what === "quality") {
    voice.stream?.setQuality(which - 1);
    state.chosen.set({ ...chosen, quality: state.choices.peek().quality[which] ?? "auto" });
  } else if (what === "sound") {
    voice.stream?.setSound(which);
    state.chosen.set({ ...chosen, sound: which });
  } else {
    rememberChoice(voice.part.choices[which]);
    voice.seek(voice.position);
    voice.open(which);
    offer(state, voice);
  }
}

function offer(state: SessionState, voice: MediaVoice): void {
  const { stream, part } = voice;
  const quality = stream?.qualities ?? [], sound = stream?.sounds ?? [];
  const alternatives = part.choices.length > 1 ? part.choices.map((body) => nameOf(body, pick(body.label))) : [];
  const choices: Choices = { quality: quality.length ? ["auto", ...quality] : [], sound: sound.length > 1 ? sound : [], alternatives };
  if (!alike(choices, state.choices.peek())) state.choices.set(choices);
  const chosen = { ...state.chosen.peek(), sound: stream?.sound ?? 0, alternative: voice.choice };
  if (!alike(chosen, state.chosen.peek())) state.chosen.set(chosen);
  const within = (stream?.texts ?? []).map(textOf);
  if (!alike(within, state.within.peek())) state.within.set(within);
  state.flowing.set(stream?.cues ?? []);
}

const alike = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const textOf = ({ name, language }: Track): TimedText => ({ id: "", format: "", language, label: name ? { none: [name] } : {}, roles: ["captions"], machineMade: false, embedded: [] });

// The captions of the stream itself are asked for when they are chosen.
export function chooseText(state: SessionState): void {
  const index = state.within().indexOf(state.overlays()[state.captions()]!);
  const stream = state.performance.peek()?.principal?.stream;
  if (stream?.texts.length) stream.setText(index);
}

// Where a step led, until it is on the screen.
export interface Step {
  readonly frame: number; // when it begins, seconds of the body
  readonly voice: MediaVoice;
}

export function stepFrom(voice: MediaVoice, frames: number, rate: number, last: Step | undefined): Step {
  // What is on the screen counts, unless it has not yet come where the last step went.
  const shown = voice.frames?.shown, expected = last?.voice === voice ? last.frame : undefined;
  const arrived = shown !== undefined && (expected === undefined || Math.abs(shown - expected) < 0.5 / rate);
  const known = arrived ? shown : (expected ?? Math.floor(voice.position * rate + 1e-4) / rate);
  return { frame: Math.max(0, known + frames / rate), voice };
}
