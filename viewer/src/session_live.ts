// The Session: its verbs, and the way from canvas to canvas. What it fetches comes by session_open.ts and
// session_texts.ts; what it plays is a Performance of one canvas at a time.
import type { Body, Canvas, Collection, Place, TimedText } from "./iiif/program";
import { findOut } from "./media/find_out";
import { Performance } from "./media/performance";
import type { Cue, Session, Trouble } from "./session";
import { Beat } from "./session_beat";
import { applySound, choose, chooseText, hear, stepFrom, type Step } from "./session_media";
import { openAddress, type Opening } from "./session_open";
import { watchWaiting } from "./session_patience";
import { preferenceOf } from "./session_preference";
import { SessionState, type Wish } from "./session_state";
import { effect } from "./signal";

export type { Wish } from "./session_state";

const AT_HAND = 0.3; // seconds before the end that the beginning of the next canvas is planned
const UNKNOWN_RATE = 25; // frames a second, where nobody says

export class LiveSession extends SessionState implements Session {
  #given = ""; // the address, a content state perhaps
  #opening = 0; // number of the newest opening
  #next: Performance | undefined; // of the canvas that will follow by itself
  #cue: ReturnType<typeof setTimeout> | undefined; // when it is to begin
  #step: Step | undefined;
  #beat = new Beat(this, { moveTo: (time) => this.#moveTo(time), stopAt: (time) => this.#stopAt(time), atEnd: (duration) => this.#atEnd(duration), soonAtEnd: (left) => this.#preload(left) });
  #effects = [
    effect(() => {
      for (const read of [this.rate, this.volume, this.muted]) read();
      this.performance()?.voices();
      applySound(this, this.performance.peek());
    }),
    effect(() => chooseText(this)),
    effect(() => this.#beat.run(this.playing())),
    watchWaiting(this, () => this.#given),
  ];

  // ---- opening

  async open(address: string, wish?: Wish): Promise<void> {
    this.keepCollection(address);
    this.close();
    this.#given = address;
    const opening = ++this.#opening;
    this.readiness.set("loading");
    const result = await openAddress(address);
    if (opening !== this.#opening) return;
    if ("trouble" in result) {
      this.readiness.set("failed");
      return this.tell(result.trouble);
    }
    this.#begin(result, wish);
  }

  #begin({ address, document, place }: Opening, wish: Wish | undefined): void {
    this.found = address;
    this.document.set(document);
    this.readiness.set("ready");
    if (document.kind === "collection") return;
    if (document.canvases.length === 0) return this.#tellOfNothing(document.id, "/items", "The manifest holds nothing that can be shown.");
    const { start } = document, asked = this.placeOf(wish);
    // A canvas that is asked for without a time begins where the document says.
    const named = asked && !asked.span && asked.canvas === start?.canvas ? start : asked;
    const wanted = named ?? place ?? start ?? { canvas: 0, span: undefined, box: undefined };
    this.#turn(Math.max(0, Math.min(document.canvases.length - 1, wanted.canvas)), wanted.span?.start ?? 0);
    this.until.set(wanted.span && wanted.span.end < Infinity ? wanted.span.end : undefined);
    this.#point(wanted);
  }

  close(): void {
    this.#opening++;
    this.playing.set(false);
    this.#leave();
    this.document.set(undefined);
    this.trouble.set([]);
    this.canvasIndex.set(0);
    this.readiness.set("empty");
  }

  // For good: nothing of it runs any more.
  end(): void {
    this.close();
    this.#beat.end();
    for (const stop of this.#effects) stop();
    this.endState();
  }

  // After a trouble: everything once more.
  retry(): void {
    const here = { canvas: String(this.canvasIndex.peek() + 1), span: { start: this.time.peek(), end: Infinity } };
    void this.open(this.#given, this.readiness.peek() === "ready" ? here : undefined);
  }

  // A picture that did not come: the rest goes on without it.
  miss(body: Body): void {
    void findOut({ body, detail: "the picture does not load", pictureOnly: false }).then((trouble) => this.tell({ ...trouble, fatal: false }));
  }

  // A further page of a collection; undefined: it did not come.
  async page(address: string): Promise<Collection | undefined> {
    const opening = this.#opening, result = await openAddress(address);
    if (opening !== this.#opening || !("document" in result) || result.document.kind !== "collection") return undefined;
    this.keepPage(result.document);
    return result.document;
  }

  // ---- verbs

  play(): void {
    const performance = this.performance.peek();
    if (!performance || performance.failed) return;
    const duration = performance.duration.peek();
    if (duration > 0 && this.time.peek() >= duration - 0.01) this.#fromTheStart();
    this.#step = undefined;
    this.started.set(true);
    this.playing.set(true);
  }

  pause(): void {
    this.playing.set(false);
    this.#hold();
    if (this.rate.peek() < 0) this.rate.set(1);
  }

  seek(seconds: number): void {
    const performance = this.performance.peek();
    if (!performance || !Number.isFinite(seconds)) return;
    const time = Math.max(0, Math.min(performance.duration.peek() || 0, seconds));
    const end = this.until.peek();
    if (end !== undefined && time >= end) this.until.set(undefined);
    this.#step = undefined;
    this.#moveTo(time);
    this.started.set(true);
  }

  step(frames: number): void {
    this.pause();
    const rate = this.frameRate.peek() || UNKNOWN_RATE, time = this.time.peek();
    const voice = this.performance.peek()?.principal;
    const placed = voice?.at(time);
    if (!voice?.frames || !placed) return this.seek(time + frames / rate);
    const step = stepFrom(voice, frames, rate, this.#step);
    // The middle of a frame: no rounding on the way can lead to its neighbour.
    this.seek(time + (step.frame + 0.5 / rate - placed.position) / placed.rate);
    this.#step = step;
  }

  show(place: Place): void {
    const { canvas, span } = place;
    if (canvas !== this.canvasIndex.peek()) this.#turn(canvas, span?.start ?? 0);
    else this.seek(span?.start ?? 0);
    if (span) this.started.set(true);
    this.until.set(span && span.end < Infinity ? span.end : undefined);
    this.#point(place);
  }

  #point(place: Place): void {
    this.region.set(place.box && place);
  }

  choose(what: "quality" | "sound" | "alternative", which: number): void {
    choose(this, what, which);
  }

  // A-B marks. The start alone loops to the end of the canvas, the end alone from its beginning.
  mark(which: "start" | "end"): void {
    const time = this.time.peek(), loop = this.loop.peek();
    const start = which === "start" ? time : loop && loop.start < time ? loop.start : 0;
    const end = which === "end" ? time : loop && loop.end > time ? loop.end : this.duration();
    if (end > start) this.loop.set({ start, end });
  }

  // Beyond the last part is the next recording of the collection that this one was opened from, before the first the one before.
  turn(index: number): void {
    const program = this.program();
    const beyond = index < 0 ? -1 : 1, beside = program && (index < 0 || index >= program.canvases.length) ? this.beside(beyond) : undefined;
    if (beside) void this.#goOn(beside);
    if (program && index >= 0 && index < program.canvases.length) this.#turn(index, 0);
  }

  cues(text: TimedText): Promise<readonly Cue[]> {
    return this.named.cues(text);
  }

  // ---- from canvas to canvas

  #turn(index: number, time: number): void {
    const canvas = this.program()?.canvases[index];
    if (!canvas) return;
    const ready = this.#next?.canvas === canvas ? this.#next : undefined;
    if (ready) this.#next = undefined;
    clearTimeout(this.#cue);
    this.#cue = undefined;
    this.#leave();
    this.canvasIndex.set(index);
    this.trouble.set([]);
    if (canvas.layers.length === 0) this.#tellOfNothing(canvas.id, `/items/${index}/`, "Nothing is painted on this canvas.");
    this.#perform(ready ?? new Performance(canvas, preferenceOf), time);
    this.#readNotes(canvas);
  }

  #perform(performance: Performance, time: number): void {
    performance.onState = (voice) => hear(this, performance, voice);
    this.performance.set(performance);
    for (const voice of performance.voices.peek()) hear(this, performance, voice);
    this.started.set(this.playing.peek() || time > 0);
    applySound(this, performance);
    if (!performance.begun || time > 0) this.#moveTo(time);
    this.#beat.run(this.playing.peek());
  }

  #readNotes(canvas: Canvas): void {
    this.notes.set(canvas.notes);
    void this.named.turn(canvas).then((notes) => this.canvas() === canvas && notes.length && this.notes.set([...canvas.notes, ...notes]));
  }

  #leave(): void {
    this.performance.peek()?.close();
    this.performance.set(undefined);
    this.#next?.close();
    this.#next = undefined;
    this.#step = undefined;
    this.forgetCanvas();
  }

  #tellOfNothing(address: string, where: string, what: Trouble["what"]): void {
    const problem = this.program()?.problems.find((one) => one.where.startsWith(where));
    this.tell({ kind: "manifest", address, what: problem?.what ?? what, whose: "publisher", detail: problem ? `${problem.where} ${problem.detail}`.trim() : where, fatal: true });
  }

  #moveTo(time: number): void {
    const performance = this.performance.peek();
    if (!performance) return;
    this.#hold();
    performance.seek(time);
    this.time.set(time);
    this.ended.set(false);
    this.buffered.set(performance.buffered);
  }

  #stopAt(time: number): void {
    this.pause();
    this.until.set(undefined);
    this.#moveTo(time);
  }

  #atEnd(duration: number): void {
    const following = this.following();
    if (following !== undefined) return this.#turn(following, 0);
    const next = this.nextRecording();
    if (next) return void this.#goOn(next);
    const page = this.furtherPage();
    this.pause();
    this.#moveTo(duration);
    this.ended.set(true);
    if (page) void this.#goBeyond(page);
  }

  // To the first recording of the next page of the collection, unless the reader went elsewhere meanwhile.
  async #goBeyond(page: string): Promise<void> {
    await this.page(page);
    const next = this.ended.peek() ? this.nextRecording() : undefined;
    if (next) await this.#goOn(next, true);
  }

  // To another recording, playing on if this one played.
  async #goOn(address: string, plays = this.playing.peek()): Promise<void> {
    const opening = this.open(address), number = this.#opening;
    await opening;
    if (plays && number === this.#opening && this.readiness.peek() === "ready") this.play();
  }

  // Played again at its end: the canvas, or all of a program that repeats.
  #fromTheStart(): void {
    const program = this.program();
    const last = this.canvasIndex.peek() === (program?.canvases.length ?? 0) - 1;
    if (last && program?.behavior.includes("repeat")) this.#turn(0, 0);
    else this.seek(0);
  }

  #preload(left: number): void {
    const following = this.following();
    const canvas = following === undefined ? undefined : this.program()?.canvases[following];
    if (canvas && canvas !== this.canvas() && !this.#next) this.#next = new Performance(canvas, preferenceOf);
    const next = this.#next;
    if (!next || next.begun || this.#cue || left > AT_HAND) return;
    this.#cue = setTimeout(() => {
      this.#cue = undefined;
      if (!this.playing.peek() || this.stalled.peek()) return;
      applySound(this, next);
      next.begin(this.rate.peek());
    }, Math.max(0, left - next.lag) * 1000);
  }

  // The next canvas has begun, or is about to, and its time does not come now.
  #hold(): void {
    clearTimeout(this.#cue);
    this.#cue = undefined;
    this.#next?.rest();
  }
}
