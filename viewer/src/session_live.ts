// The Session: what is opened, where it is, and the verbs. What it fetches comes by session_open.ts and
// session_texts.ts; what it plays is a Performance of one canvas at a time.
import type { Body, Canvas, Collection, Note, Place, Program, Range, Span, TimedText } from "./iiif/program";
import { indexRanges, type RangeIndex } from "./iiif/range_index";
import { MediaVoice } from "./media/voice";
import { nameOf } from "./media/ladder";
import { Performance } from "./media/performance";
import { findOut } from "./media/find_out";
import type { Choices, Cue, Readiness, Session, Trouble } from "./session";
import { openAddress, type Opening } from "./session_open";
import { preferenceOf, rememberChoice } from "./session_preference";
import { Texts } from "./session_texts";
import { derived, effect, signal } from "./signal";
import { pick } from "./iiif/language";

const UNSEEN = 100; // milliseconds between beats of a page that is not seen
const PRELOAD = 15; // seconds before the end of a canvas that the next one is opened
const NO_CHOICES: Choices = { quality: [], sound: [], alternatives: [] };
const FIRST = { quality: "auto", sound: 0, alternative: 0 };

// Where to begin, as an embedding page says it: the canvas by its id or its number from 1.
export interface Wish {
  readonly canvas: string | undefined;
  readonly span: Span | undefined;
}

export class LiveSession implements Session {
  readonly readiness = signal<Readiness>("empty");
  readonly document = signal<Program | Collection | undefined>(undefined);
  readonly trouble = signal<readonly Trouble[]>([]);
  readonly canvasIndex = signal(0);
  readonly time = signal(0);
  readonly frameRate = signal(0);
  readonly playing = signal(false);
  readonly stalled = signal(false);
  readonly buffered = signal<readonly Span[]>([]);
  readonly until = signal<number | undefined>(undefined);
  readonly rate = signal(1);
  readonly volume = signal(1);
  readonly muted = signal(false);
  readonly loop = signal<Span | undefined>(undefined);
  readonly choices = signal<Choices>(NO_CHOICES);
  readonly chosen = signal(FIRST);
  readonly captions = signal(-1);
  readonly notes = signal<readonly Note[]>([]);
  readonly selection = signal<ReturnType<Session["selection"]>>(undefined);

  readonly performance = signal<Performance | undefined>(undefined); // what the stage shows
  readonly started = signal(false); // this canvas has been played or sought: its placeholder is gone
  readonly ended = signal(false);

  program = (): Program | undefined => {
    const document = this.document();
    return document?.kind === "manifest" ? document : undefined;
  };
  canvas = (): Canvas | undefined => this.program()?.canvases[this.canvasIndex()];

  #address = ""; // as it was given
  #opening = 0; // number of the newest opening
  #next: Performance | undefined;
  #texts = new Texts((trouble) => this.tell(trouble));
  #hush: () => void = () => {}; // lets the next beat not come
  #step: { frame: number; voice: MediaVoice } | undefined; // where the last step went, until it is shown
  #ranges = derived<RangeIndex | undefined>(() => {
    const [program, canvas] = [this.program(), this.canvas()];
    return program && canvas ? indexRanges(program.ranges, this.canvasIndex(), canvas) : undefined;
  });
  #visibility = new AbortController();
  #effects = [
    effect(() => {
      this.performance()?.voices();
      this.#apply(this.rate(), this.volume(), this.muted());
    }),
    effect(() => this.#run(this.playing())),
  ];

  duration = (): number => this.performance()?.duration() ?? 0;
  range = (): Range | undefined => this.#ranges()?.at(this.time());
  texts = (): readonly TimedText[] => [...(this.canvas()?.texts ?? []), ...this.#texts.fetched()];

  // Indices of the texts that can be drawn over the picture as it plays: those with times.
  captionable = (): readonly number[] => this.texts().flatMap((text, i) => (isTimedFormat(text) ? [i] : []));

  // ---- opening

  async open(address: string, wish?: Wish): Promise<void> {
    this.close();
    this.#address = address;
    const opening = ++this.#opening;
    this.readiness.set("loading");
    const result = await openAddress(address);
    if (opening !== this.#opening) return;
    if ("trouble" in result) {
      this.readiness.set("failed");
      return this.tell(result.trouble);
    }
    this.#show(result, wish);
  }

  #show({ document, place }: Opening, wish: Wish | undefined): void {
    this.document.set(document);
    this.readiness.set("ready");
    if (document.kind === "collection") return;
    if (document.canvases.length === 0) return this.tell({ kind: "manifest", address: document.id, what: document.problems[0]?.what ?? "The manifest holds nothing that can be shown.", whose: "publisher", detail: document.problems[0]?.where ?? "/items", fatal: true });
    const wanted = this.placeOf(wish) ?? place ?? document.start ?? { canvas: 0, span: undefined, box: undefined };
    this.#turn(Math.max(0, Math.min(document.canvases.length - 1, wanted.canvas)), wanted.span?.start ?? 0);
    this.until.set(wanted.span && wanted.span.end < Infinity ? wanted.span.end : undefined);
  }

  placeOf(wish: Wish | undefined): Place | undefined {
    const program = this.program();
    if (!wish || !program) return undefined;
    const number = Number(wish.canvas);
    const index = number >= 1 ? Math.trunc(number) - 1 : program.canvases.findIndex((canvas) => canvas.id === wish.canvas);
    const fallback = program.start?.canvas ?? 0;
    return { canvas: index >= 0 && index < program.canvases.length ? index : fallback, span: wish.span, box: undefined };
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

  constructor() {
    // The next beat is asked for anew, of what beats there.
    document.addEventListener("visibilitychange", () => this.#run(this.playing.peek()), { signal: this.#visibility.signal });
  }

  // For good: nothing of it runs any more.
  end(): void {
    this.close();
    this.#visibility.abort();
    for (const stop of this.#effects) stop();
    this.#ranges.stop();
  }

  tell(trouble: Trouble): void {
    const known = this.trouble.peek();
    if (!known.some((one) => one.kind === trouble.kind && one.address === trouble.address)) this.trouble.set([...known, trouble]);
  }

  // A picture that did not come: the rest goes on without it.
  miss(body: Body): void {
    void findOut({ body, detail: "the picture does not load", pictureOnly: false }).then((trouble) => this.tell({ ...trouble, fatal: false }));
  }

  // ---- verbs

  play(): void {
    const performance = this.performance.peek();
    if (!performance) return;
    const program = this.program();
    if (performance.duration.peek() > 0 && this.time.peek() >= performance.duration.peek() - 0.01) {
      const again = program?.behavior.includes("repeat") && this.canvasIndex.peek() === program.canvases.length - 1;
      if (again) this.#turn(0, 0);
      else this.seek(0);
    }
    this.#step = undefined;
    this.started.set(true);
    this.playing.set(true);
  }

  pause(): void {
    this.playing.set(false);
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
    const performance = this.performance.peek();
    if (!performance) return;
    const rate = this.frameRate.peek() || 25;
    const voice = performance.principal;
    const placed = voice?.at(this.time.peek());
    if (!voice?.frames || !placed) return this.seek(this.time.peek() + frames / rate);
    // What is on the screen counts, unless it has not yet come where the last step went.
    const { shown } = voice.frames, expected = this.#step?.voice === voice ? this.#step.frame : undefined;
    const arrived = shown !== undefined && (expected === undefined || Math.abs(shown - expected) < 0.5 / rate);
    const known = arrived ? shown : (expected ?? Math.floor(voice.position * rate) / rate);
    const frame = Math.max(0, known + frames / rate);
    // The middle of a frame: no rounding on the way can lead to its neighbour.
    this.seek(this.time.peek() + (frame + 0.5 / rate - placed.position) / placed.rate);
    this.#step = { frame, voice };
  }

  show({ canvas, span }: Place): void {
    if (canvas !== this.canvasIndex.peek()) this.#turn(canvas, span?.start ?? 0);
    else this.seek(span?.start ?? 0);
    if (span) this.started.set(true);
    this.until.set(span && span.end < Infinity ? span.end : undefined);
  }

  choose(what: "quality" | "sound" | "alternative", which: number): void {
    const voice = this.performance.peek()?.principal;
    if (!voice) return;
    if (what === "quality") {
      voice.stream?.setQuality(which - 1);
      this.chosen.set({ ...this.chosen.peek(), quality: this.choices.peek().quality[which] ?? "auto" });
    } else if (what === "sound") {
      voice.stream?.setSound(which);
      this.chosen.set({ ...this.chosen.peek(), sound: which });
    } else {
      rememberChoice(voice.part.choices[which]);
      voice.seek(voice.position);
      voice.open(which);
      this.#offer(voice);
    }
  }

  // A-B marks: the loop begins to run once both are there.
  mark(which: "start" | "end"): void {
    const time = this.time.peek(), loop = this.loop.peek();
    const start = which === "start" ? time : (loop?.start ?? 0);
    const end = which === "end" ? time : loop && loop.end > time ? loop.end : this.duration() || Infinity;
    if (end > start) this.loop.set({ start, end });
  }

  // After a trouble: everything once more.
  retry(): void {
    const here = { canvas: String(this.canvasIndex.peek() + 1), span: { start: this.time.peek(), end: Infinity } };
    void this.open(this.#address, this.readiness.peek() === "ready" ? here : undefined);
  }

  cues(text: TimedText): Promise<readonly Cue[]> {
    return this.#texts.cues(text);
  }

  // ---- from canvas to canvas

  turn(index: number): void {
    const program = this.program();
    if (program && index >= 0 && index < program.canvases.length) this.#turn(index, 0);
  }

  #turn(index: number, time: number): void {
    const canvas = this.program()?.canvases[index];
    if (!canvas) return;
    const ready = this.#next?.canvas === canvas ? this.#next : undefined;
    if (ready) this.#next = undefined;
    this.#leave();
    this.canvasIndex.set(index);
    this.trouble.set([]);
    if (canvas.layers.length === 0) this.#tellOfNothing(index, canvas);
    const performance = ready ?? new Performance(canvas, preferenceOf);
    performance.onState = (voice) => this.#hear(voice);
    this.performance.set(performance);
    performance.voices.peek().forEach((voice) => this.#hear(voice));
    this.started.set(this.playing.peek() || time > 0);
    this.#apply(this.rate.peek(), this.volume.peek(), this.muted.peek());
    this.#moveTo(time);
    this.#run(this.playing.peek());
    this.notes.set(canvas.notes);
    void this.#texts.turn(canvas).then((notes) => this.canvas() === canvas && notes.length && this.notes.set([...canvas.notes, ...notes]));
  }

  #tellOfNothing(index: number, canvas: Canvas): void {
    const problem = this.program()?.problems.find(({ where }) => where.startsWith(`/items/${index}/`));
    this.tell({ kind: "manifest", address: canvas.id, what: problem?.what ?? "Nothing is painted on this canvas.", whose: "publisher", detail: problem?.where ?? `/items/${index}/items`, fatal: true });
  }

  #leave(): void {
    this.performance.peek()?.close();
    this.performance.set(undefined);
    this.#next?.close();
    this.#next = undefined;
    this.#step = undefined;
    this.#texts.leave();
    for (const [one, value] of [[this.time, 0], [this.frameRate, 0]] as const) one.set(value);
    this.until.set(undefined);
    this.loop.set(undefined);
    this.selection.set(undefined);
    this.captions.set(-1);
    this.notes.set([]);
    this.buffered.set([]);
    this.choices.set(NO_CHOICES);
    this.chosen.set(FIRST);
    this.stalled.set(false);
    this.ended.set(false);
    this.started.set(false);
  }

  #moveTo(time: number): void {
    const performance = this.performance.peek();
    if (!performance) return;
    performance.seek(time);
    this.time.set(time);
    this.ended.set(false);
    this.buffered.set(performance.buffered);
  }

  // ---- while it plays

  #apply(rate: number, volume: number, muted: boolean): void {
    const performance = this.performance.peek();
    if (!performance) return;
    performance.clock.rate = rate;
    for (const voice of performance.voices.peek()) {
      voice.element.volume = volume;
      voice.element.muted = muted || rate < 0 || voice.silent;
    }
  }

  // The first beat is at once: browsers let sound begin only close to the press of a button.
  #run(playing: boolean): void {
    const performance = this.performance.peek();
    this.#hush();
    if (performance) performance.clock.playing = playing;
    if (playing && performance) return this.#beat();
    performance?.clock.tick(seconds());
    this.stalled.set(false);
  }

  // Pages that are not seen get no animation frames; sound goes on there, so the clock does too.
  #again(): void {
    this.#hush();
    const seen = document.visibilityState === "visible";
    const beat = () => this.#beat();
    const handle = seen ? requestAnimationFrame(beat) : window.setTimeout(beat, UNSEEN);
    this.#hush = () => (seen ? cancelAnimationFrame(handle) : clearTimeout(handle));
  }

  #beat(): void {
    this.#advance();
    if (this.playing.peek() && this.performance.peek()) this.#again();
  }

  #advance(): void {
    const performance = this.performance.peek();
    if (!performance || !this.playing.peek()) return;
    const before = performance.clock.time;
    performance.tick(seconds());
    const time = performance.clock.time;
    this.stalled.set(performance.clock.stalled);
    const [loop, until, duration] = [this.loop.peek(), this.until.peek(), performance.duration.peek()];
    if (loop && before < loop.end && time >= loop.end) return this.#moveTo(loop.start);
    if (loop && this.rate.peek() < 0 && before > loop.start && time <= loop.start) return this.#moveTo(loop.end);
    if (until !== undefined && before < until && time >= until) return this.#stopAt(until);
    if (this.rate.peek() < 0 && time <= 0) return this.#stopAt(0);
    if (duration > 0 && time >= duration - 0.001) return this.#atEnd(duration);
    this.time.set(time);
    if (duration - time < PRELOAD) this.#preload();
  }

  #stopAt(time: number): void {
    this.pause();
    this.until.set(undefined);
    this.#moveTo(time);
  }

  #atEnd(duration: number): void {
    const following = this.#following();
    if (following !== undefined) return this.#turn(following, 0);
    this.pause();
    this.#moveTo(duration);
    this.ended.set(true);
  }

  // Where to go by itself at the end of this canvas (Presentation 3.0, 3.4: auto-advance, repeat).
  #following(): number | undefined {
    const program = this.program(), index = this.canvasIndex.peek();
    if (!program || !this.canvas()?.behavior.includes("auto-advance")) return undefined;
    if (index + 1 < program.canvases.length) return index + 1;
    return program.behavior.includes("repeat") ? 0 : undefined;
  }

  #preload(): void {
    const following = this.#following();
    const canvas = following === undefined ? undefined : this.program()?.canvases[following];
    if (canvas && canvas !== this.canvas() && !this.#next) this.#next = new Performance(canvas, preferenceOf);
  }

  // ---- what the media tell

  #hear(voice: MediaVoice): void {
    const performance = this.performance.peek();
    if (!performance) return;
    voice.onRefused = () => this.playing.set(false);
    if (voice.failure) void findOut(voice.failure).then((trouble) => performance === this.performance.peek() && this.tell(trouble));
    if (voice.unseekable) this.tell({ kind: "ranges", address: voice.element.currentSrc, what: "The server gives this recording only as a whole: it plays, but moving about in it does not work.", whose: "server", detail: "no byte ranges" });
    if (voice !== performance.principal) return;
    this.buffered.set(performance.buffered);
    if (voice.frames) voice.frames.onRate = () => this.frameRate.set(voice.frames!.rate);
    const stated = voice.stream?.frameRate ?? 0;
    if (stated > 0 || voice.frames?.rate) this.frameRate.set(voice.frames?.rate || stated);
    this.#offer(voice);
  }

  #offer(voice: MediaVoice): void {
    const { stream, part } = voice;
    const members = part.choices.length > 1 ? part.choices.map((body) => nameOf(body, pick(body.label))) : [];
    const quality = stream?.qualities ?? [];
    const next: Choices = { quality: quality.length ? ["auto", ...quality] : [], sound: stream?.sounds ?? [], alternatives: members };
    if (JSON.stringify(next) !== JSON.stringify(this.choices.peek())) this.choices.set(next);
    const chosen = { ...this.chosen.peek(), sound: stream?.sound ?? 0, alternative: voice.choice };
    if (JSON.stringify(chosen) !== JSON.stringify(this.chosen.peek())) this.chosen.set(chosen);
  }
}

const isTimedFormat = ({ embedded, format, id, roles }: TimedText): boolean =>
  embedded.length > 0 || ((/vtt|subrip|srt/i.test(format) || /\.(vtt|srt)$/i.test(id)) && !roles.every((role) => role === "chapters" || role === "thumbnails" || role === "descriptions")) || (roles.length === 0 && /vtt|subrip|srt/i.test(format));

const seconds = (): number => performance.now() / 1000;
