// The time of a canvas, led by what is heard. Of the media that run now the longest audible one is the master: the
// canvas is where it is, and no timer of ours argues with it. The others follow: trimmed by their rate while they are
// near, sought when they are far. Where nothing timed runs (stills, gaps) the time passes by itself.
// Knows no DOM: `tick` is told what time it is, and media are Voices.
import type { Placed } from "./parts";

export interface Voice {
  readonly weight: number; // the heaviest that runs leads; 0: never leads
  at(time: number): Placed | undefined;
  readonly lag: number; // seconds from run() until it moves
  readonly position: number; // seconds into the body, as it plays now
  readonly ready: boolean; // could run now without waiting, and is not on its way somewhere
  readonly over: boolean; // has come to the end of what there is
  readonly running: boolean;
  seek(position: number): void;
  run(rate: number): void;
  halt(): void;
  rewind(): void; // to the beginning of its part
}

const FAR = 0.15; // seconds: beyond it a follower is sought
// A trim begins beyond WIDE and is kept as it is until the drift is less than CLOSE: every change of the rate costs a
// browser a few hundredths of a second of its own.
const WIDE = 0.018;
const CLOSE = 0.004;
const MEND = 0.5; // seconds in which a drift should be gone
const MOST_TRIM = 0.08; // of the rate
const JUST = 0.001; // seconds
const LONGEST_STEP = 0.25; // seconds a timer may pass at once: a tab that slept does not leap

export class Clock {
  time = 0;
  rate = 1;
  playing = false;
  stalled = false;
  voices: readonly Voice[] = [];
  #before: number | undefined;
  #leader: Voice | undefined;
  #trims = new WeakMap<Voice, number>();

  get leader(): Voice | undefined {
    return this.#leader;
  }

  // `now` in seconds, from whatever source runs evenly.
  tick(now: number): void {
    const passed = this.#before === undefined ? 0 : Math.min(LONGEST_STEP, Math.max(0, now - this.#before));
    this.#before = now;
    if (!this.playing) return this.#rest();
    if (this.rate < 0) return this.#reverse(passed);
    const here = this.#here();
    const waiting = here.filter(({ voice, placed }) => placed.moving && !voice.over && !voice.ready);
    this.stalled = waiting.length > 0;
    if (this.stalled) return this.#wait(here);
    this.#lead(here, passed);
    this.#follow();
  }

  // To a moment, whether playing or not. Media that are there go along at once.
  seek(time: number): void {
    this.time = time;
    for (const { voice, placed } of this.#here()) {
      voice.seek(placed.position);
      this.#trims.delete(voice);
    }
    // What ends at this very moment rests on its last frame: it may be the end of the canvas.
    for (const voice of this.voices) {
      const last = voice.at(time) ? undefined : voice.at(time - JUST);
      if (last) voice.seek(last.position);
      else if (!voice.at(time)) voice.rewind();
    }
  }

  // Before the time is there, what is needed at its beginning begins to run: it takes a moment to.
  begin(rate: number): void {
    this.rate = rate;
    for (const { voice, placed } of this.#here()) if (placed.moving && voice.ready) voice.run(placed.rate * rate);
  }

  #here(): { voice: Voice; placed: Placed }[] {
    const here: { voice: Voice; placed: Placed }[] = [];
    for (const voice of this.voices) {
      const placed = voice.at(this.time);
      if (placed) here.push({ voice, placed });
      else if (this.playing && this.#isNear(voice)) this.#runAhead(voice);
      else if (voice.running) voice.halt();
    }
    return here;
  }

  #isNear(voice: Voice): boolean {
    return this.rate > 0 && !this.stalled && voice.ready && voice.at(this.time + voice.lag * this.rate)?.moving === true;
  }

  #runAhead(voice: Voice): void {
    voice.run(voice.at(this.time + voice.lag * this.rate)!.rate * this.rate);
  }

  #rest(): void {
    this.stalled = false;
    for (const voice of this.voices) if (voice.running) voice.halt();
  }

  // Those that could go on wait for those that cannot: they belong together. One alone is told to run: some browsers
  // load nothing before that.
  #wait(here: readonly { voice: Voice; placed: Placed }[]): void {
    const [only] = here;
    if (here.length === 1) return only!.voice.run(only!.placed.rate * this.rate);
    for (const { voice } of here) if (voice.ready && voice.running) voice.halt();
  }

  #lead(here: readonly { voice: Voice; placed: Placed }[], passed: number): void {
    const able = here.filter(({ voice, placed }) => placed.moving && !voice.over && voice.weight > 0);
    const heaviest = able.reduce<(typeof able)[number] | undefined>((best, one) => (!best || one.voice.weight > best.voice.weight ? one : best), undefined);
    this.#leader = heaviest?.voice;
    if (!heaviest) return void (this.time += passed * this.rate);
    const { voice, placed } = heaviest;
    const ahead = (voice.position - placed.position) / placed.rate;
    // It is elsewhere because it has just become the leader, or has leapt to its beginning again: bring it here.
    if (Math.abs(ahead) > FAR && (!voice.running || Math.abs(ahead) > 1)) voice.seek(placed.position);
    else this.time += ahead;
    voice.run(placed.rate * this.rate);
  }

  #follow(): void {
    for (const { voice, placed } of this.#here()) {
      if (voice === this.#leader) continue;
      if (!placed.moving || voice.over) {
        if (voice.running) voice.halt();
        // Rests on its last frame, unless it has to begin again (`loop`).
        if (Math.abs(voice.position - placed.position) > FAR && voice.ready) voice.seek(placed.position);
        continue;
      }
      const drift = voice.position - placed.position;
      if (Math.abs(drift) > FAR * Math.max(1, placed.rate * this.rate)) {
        voice.seek(placed.position);
        this.#trims.delete(voice);
        continue;
      }
      voice.run(placed.rate * this.rate * (1 - this.#trim(voice, drift)));
    }
  }

  #trim(voice: Voice, drift: number): number {
    const kept = this.#trims.get(voice) ?? 0;
    if (kept !== 0 && Math.abs(drift) > CLOSE && Math.sign(kept) === Math.sign(drift)) return kept;
    const trim = Math.abs(drift) > WIDE ? Math.max(-MOST_TRIM, Math.min(MOST_TRIM, drift / MEND)) : 0;
    this.#trims.set(voice, trim);
    return trim;
  }

  // No browser plays backwards: pictures are sought one after the other, as fast as they come.
  #reverse(passed: number): void {
    this.stalled = false;
    this.time = Math.max(0, this.time + passed * this.rate);
    for (const { voice, placed } of this.#here()) {
      if (voice.running) voice.halt();
      if (voice.ready) voice.seek(placed.position);
    }
  }
}
