// Between a session and the media it plays: what they tell, what can be chosen in them, which frame is the next.
import { pick } from "./iiif/language";
import { findOut } from "./media/find_out";
import { nameOf } from "./media/ladder";
import type { Performance } from "./media/performance";
import type { Failure, MediaVoice } from "./media/voice";
import type { Choices } from "./session";
import { rememberChoice } from "./session_preference";
import type { SessionState } from "./session_state";

export function hear(state: SessionState, performance: Performance, voice: MediaVoice): void {
  voice.onRefused = () => state.playing.set(false);
  if (voice.failure && !asked.has(voice.failure)) mourn(state, performance, voice.failure);
  if (voice.unseekable) state.tell({ kind: "ranges", address: voice.element.currentSrc, what: "The server gives this recording only as a whole: it plays, but moving about in it does not work.", whose: "server", detail: "no byte ranges" });
  if (voice !== performance.principal) return;
  state.buffered.set(performance.buffered);
  const tellRate = () => state.frameRate.set(voice.frames?.rate || voice.stream?.frameRate || 0);
  if (voice.frames) voice.frames.onRate = tellRate;
  tellRate();
  offer(state, voice);
}

const asked = new WeakSet<Failure>(); // about a failure it is asked once

function mourn(state: SessionState, performance: Performance, failure: Failure): void {
  asked.add(failure);
  // Without anything that runs, a clock that goes on would be a lie.
  if (performance.voices.peek().every((voice) => voice.failure && !voice.failure.pictureOnly)) state.playing.set(false);
  void findOut(failure).then((trouble) => performance === state.performance.peek() && state.tell(trouble));
}

export function applySound({ performance, rate, volume, muted }: SessionState): void {
  const current = performance.peek();
  if (!current) return;
  current.clock.rate = rate.peek();
  for (const voice of current.voices.peek()) {
    voice.element.volume = volume.peek();
    voice.element.muted = muted.peek() || rate.peek() < 0 || voice.silent;
  }
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
  const quality = stream?.qualities ?? [];
  const alternatives = part.choices.length > 1 ? part.choices.map((body) => nameOf(body, pick(body.label))) : [];
  const choices: Choices = { quality: quality.length ? ["auto", ...quality] : [], sound: stream?.sounds ?? [], alternatives };
  if (JSON.stringify(choices) !== JSON.stringify(state.choices.peek())) state.choices.set(choices);
  const chosen = { ...state.chosen.peek(), sound: stream?.sound ?? 0, alternative: voice.choice };
  if (JSON.stringify(chosen) !== JSON.stringify(state.chosen.peek())) state.chosen.set(chosen);
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
