// The beat of a session that plays: moves the clock on, and sees when a loop, a stretch or the canvas comes to its end.
import type { SessionState } from "./session_state";

const UNSEEN = 100; // milliseconds between beats of a page that is not seen
const PRELOAD = 15; // seconds before the end of a canvas that the next one is opened

export interface Turns {
  moveTo(time: number): void;
  stopAt(time: number): void;
  atEnd(duration: number): void;
  soonAtEnd(left: number): void; // seconds
}

export class Beat {
  #state: SessionState;
  #turns: Turns;
  #hush: () => void = () => {}; // lets the next beat not come
  #life = new AbortController();

  constructor(state: SessionState, turns: Turns) {
    this.#state = state;
    this.#turns = turns;
    // The next beat is asked for anew, of what beats there.
    document.addEventListener("visibilitychange", () => this.run(state.playing.peek()), { signal: this.#life.signal });
  }

  // The first beat is at once: browsers let sound begin only close to the press of a button.
  run(playing: boolean): void {
    const performance = this.#state.performance.peek();
    this.#hush();
    if (performance) performance.clock.playing = playing;
    if (playing && performance) return this.#beat();
    performance?.clock.tick(seconds());
    this.#state.stalled.set(false);
  }

  end(): void {
    this.#hush();
    this.#life.abort();
  }

  #beat(): void {
    this.#advance();
    if (this.#state.playing.peek() && this.#state.performance.peek()) this.#again();
  }

  // Pages that are not seen get no animation frames; sound goes on there, so the clock does too.
  #again(): void {
    this.#hush();
    const seen = document.visibilityState === "visible";
    const beat = () => this.#beat();
    const handle = seen ? requestAnimationFrame(beat) : window.setTimeout(beat, UNSEEN);
    this.#hush = () => (seen ? cancelAnimationFrame(handle) : clearTimeout(handle));
  }

  #advance(): void {
    const state = this.#state, turns = this.#turns;
    const performance = state.performance.peek();
    if (!performance || !state.playing.peek()) return;
    const before = performance.clock.time;
    performance.tick(seconds());
    const time = performance.clock.time;
    state.stalled.set(performance.clock.stalled);
    const [loop, until, duration, backwards] = [state.loop.peek(), state.until.peek(), performance.duration.peek(), state.rate.peek() < 0];
    if (loop && !backwards && before < loop.end && time >= loop.end) return turns.moveTo(loop.start);
    if (loop && backwards && before > loop.start && time <= loop.start) return turns.moveTo(loop.end);
    if (until !== undefined && before < until && time >= until) return turns.stopAt(until);
    if (backwards && time <= 0) return turns.stopAt(0);
    if (duration > 0 && time >= duration - 0.001 && !backwards) return turns.atEnd(duration);
    state.time.set(time);
    if (duration - time < PRELOAD && !backwards && !loop && until === undefined) turns.soonAtEnd((duration - time) / state.rate.peek());
  }
}

const seconds = (): number => performance.now() / 1000;
