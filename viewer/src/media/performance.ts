// One canvas being played: its parts, the media among them that are near in time, and the clock they share.
import type { Canvas, Span } from "../iiif/program";
import { effect, signal } from "../signal";
import { Clock } from "./clock";
import { isSeen, Part, partsOf } from "./parts";
import { MediaVoice } from "./voice";

const AHEAD = 20; // seconds before it is due that a medium is opened
const BEHIND = 60; // seconds after its end that it is let go

// Which member of a Choice the reader wants, of those a part has; undefined: the publisher's.
export type Preference = (part: Part) => number | undefined;

export class Performance {
  readonly parts: readonly Part[];
  readonly clock = new Clock();
  readonly voices = signal<readonly MediaVoice[]>([]);
  readonly duration = signal(0);
  onState: (voice: MediaVoice) => void = () => {};
  #prefer: Preference;
  #open = new Map<Part, { voice: MediaVoice; forget: () => void }>();

  constructor(readonly canvas: Canvas, prefer: Preference) {
    this.#prefer = prefer;
    this.parts = [...partsOf(canvas), ...(canvas.accompanying && !isSeen(canvas) ? partsOf(canvas.accompanying).filter((part) => !part.timed) : [])];
    this.#measure();
    this.prepare();
  }

  // The one that most is about: the picture's for frames and qualities, else the sound's.
  get principal(): MediaVoice | undefined {
    const here = this.voices.peek();
    const video = here.filter((voice) => voice.part.kind === "video");
    return (video.length ? video : here).reduce<MediaVoice | undefined>((best, one) => (!best || one.weight > best.weight ? one : best), undefined);
  }

  // Nothing of what plays can.
  get failed(): boolean {
    const voices = this.voices.peek();
    return voices.length > 0 && voices.every((voice) => voice.failure && !voice.failure.pictureOnly);
  }

  tick(now: number): void {
    this.prepare();
    this.clock.tick(now);
  }

  seek(time: number): void {
    this.clock.time = time;
    this.prepare();
    this.clock.seek(time);
  }

  // For the canvas that follows another without a pause: it begins to run before its time has come, for media take a
  // moment to; `rest` takes that back.
  begun = false;

  begin(rate: number): void {
    this.begun = true;
    this.clock.begin(rate);
  }

  rest(): void {
    if (!this.begun) return;
    this.begun = false;
    for (const voice of this.voices.peek()) voice.halt();
    this.seek(0);
  }

  get lag(): number {
    return Math.max(0, ...this.voices.peek().map((voice) => voice.lag));
  }

  // Opens what will soon be needed at its beginning, and lets go of what is long past.
  prepare(): void {
    const time = this.clock.time;
    let changed = false;
    for (const part of this.parts) {
      if (!part.timed) continue;
      const near = time >= part.span.start - AHEAD && time < part.span.end;
      const far = time < part.span.start - BEHIND || time > part.span.end + BEHIND;
      if (near && !this.#open.has(part)) changed = this.#add(part, time);
      else if (far && this.#open.has(part)) changed = this.#remove(part);
    }
    if (!changed) return;
    const voices = [...this.#open.values()].map(({ voice }) => voice);
    this.clock.voices = voices;
    this.voices.set(voices);
  }

  // What of the canvas' time has arrived, of the medium that leads.
  get buffered(): readonly Span[] {
    const voice = this.principal;
    const placed = voice?.at(this.clock.time);
    if (!voice || !placed) return [];
    const ranges = voice.element.buffered;
    const when = (position: number) => this.clock.time + (position - placed.position) / placed.rate;
    const limit = (time: number) => Math.max(voice.part.span.start, Math.min(voice.part.span.end, time));
    return Array.from({ length: ranges.length }, (_, i) => ({ start: limit(when(ranges.start(i))), end: limit(when(ranges.end(i))) })).filter(({ start, end }) => end > start);
  }

  close(): void {
    for (const part of this.#open.keys()) this.#remove(part);
    this.clock.voices = [];
    this.voices.set([]);
  }

  #add(part: Part, time: number): true {
    const voice = new MediaVoice(part, this.#prefer(part));
    voice.seek((part.at(Math.max(time, part.span.start)) ?? { position: 0 }).position);
    const forget = effect(() => {
      voice.state();
      this.#measure();
      this.onState(voice);
    });
    this.#open.set(part, { voice, forget });
    return true;
  }

  #remove(part: Part): true {
    const { voice, forget } = this.#open.get(part)!;
    forget();
    voice.close();
    this.#open.delete(part);
    return true;
  }

  // What the canvas says holds; a canvas that says nothing lasts as long as what is on it.
  #measure(): void {
    const ends = this.parts.filter((part) => part.timed).map((part) => part.span.start + part.length);
    this.duration.set(this.canvas.duration || Math.max(0, ...ends));
  }
}
