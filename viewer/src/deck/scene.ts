// The lanes of the deck and what they show, kept up to date from the session: pictures, sound, chapters, who speaks,
// notes, matches. The deck asks it to draw; it says when there is something new.
import type { Canvas } from "../iiif/program";
import { effect, signal } from "../signal";
import { speakersOf, turnsOf } from "../text/speakers";
import type { Key } from "../messages/messages";
import type { View } from "../ui/view";
import type { Axis } from "./axis";
import { chaptersOf, layRows, notesOf, type Bars } from "./bars";
import { drawBars, drawMarks, drawRuler, drawSound, drawStrip, type Pen } from "./lanes";
import type { Palette } from "./palette";
import { load } from "../own_files";
import type { Along } from "./sources";
import { expectsSound, expectsStrip } from "./expected";
import type { Sound } from "./sound";
import { Images, type Strip } from "./strip";

// What strips and sounds are made from, a file of its own: none of them is in the first picture of the deck.
const sources = () => load("avocet-viewer.sources.js") as Promise<typeof import("./sources_file")>;

export interface Lane {
  readonly key: LaneKey;
  readonly label: Key;
  readonly height: number; // px, when it is not folded
}

export type LaneKey = "ruler" | "strip" | "sound" | "chapters" | "speakers" | "notes" | "hits";

export const FOLDED = 20; // px that are left of a folded lane: its name can still be pressed
export const GAP = 4;
const ROW = 22;
const NOTHING: Bars = { list: [], longest: 0, rows: 1 };

export class Scene {
  readonly folded = signal<ReadonlySet<LaneKey>>(new Set());
  readonly slim = signal(false); // one lane only: the chapters, or the ruler where there are none
  readonly lanes = signal<readonly Lane[]>([]);
  readonly images: Images;
  strips: readonly Along<Strip>[] = [];
  chapters = NOTHING;
  #sounds: readonly Along<Sound>[] = [];
  #speakers = NOTHING;
  #notes = NOTHING;
  #hits: readonly number[] = [];
  #expected = { strip: false, sound: false, speakers: false };
  #canvas: Canvas | undefined;
  #changed: () => void;
  #stops: (() => void)[];

  constructor(view: View, changed: () => void) {
    this.#changed = changed;
    this.images = new Images(changed);
    const { session, words } = view;
    this.#stops = [
      effect(() => {
        const document = session.document();
        const index = session.canvasIndex();
        const canvas = session.canvas();
        this.chapters = canvas && document?.kind === "manifest" ? layRows(chaptersOf(document.ranges, index, canvas, words.of)) : NOTHING;
        if (canvas !== this.#canvas) this.#look(canvas);
        this.#tell();
      }),
      effect(() => {
        this.slim();
        this.#tell();
      }),
      effect(() => {
        const cues = view.reading();
        const hues = speakersOf(cues);
        if (cues.length) this.#expected.speakers = false;
        this.#speakers = hues.size > 1 ? layRows(turnsOf(cues).map(({ start, end, speaker }) => ({ start, end, label: speaker, hue: hues.get(speaker) ?? 0 }))) : NOTHING;
        this.#tell();
      }),
      effect(() => {
        this.#notes = layRows(notesOf(session.notes(), session.canvas()?.duration ?? 0));
        this.#tell();
      }),
      effect(() => {
        this.#hits = view.hits();
        this.#tell();
      }),
    ];
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.images.forget();
  }

  get duration(): number {
    return this.#canvas?.duration ?? 0;
  }

  // The lane of a height, and how far down it begins.
  heightOf(lane: Lane): number {
    return this.folded.peek().has(lane.key) ? FOLDED : lane.height;
  }

  get height(): number {
    return this.lanes.peek().reduce((sum, lane) => sum + this.heightOf(lane) + GAP, -GAP);
  }

  laneAt(y: number): LaneKey | undefined {
    let top = 0;
    for (const lane of this.lanes.peek()) {
      top += this.heightOf(lane) + GAP;
      if (y < top) return lane.key;
    }
    return undefined;
  }

  noteAt(time: number): number | undefined {
    return this.#notes.list.find((bar) => time >= bar.start && time < bar.end)?.start;
  }

  draw(ctx: CanvasRenderingContext2D, axis: Axis, palette: Palette, mayLoad: boolean): void {
    let y = 0;
    for (const lane of this.lanes.peek()) {
      const height = this.heightOf(lane);
      const slim = height <= FOLDED;
      const inset = slim ? 5 : 0;
      const pen: Pen = { ctx, axis, palette, y: y + inset, height: height - 2 * inset };
      if (lane.key === "ruler") drawRuler(pen);
      else if (lane.key === "strip") drawStrip(pen, this.strips, this.images, mayLoad && !slim);
      else if (lane.key === "sound") drawSound(pen, this.#sounds, mayLoad);
      else if (lane.key === "chapters") drawBars(pen, this.chapters, slim);
      else if (lane.key === "speakers") drawBars(pen, this.#speakers, true);
      else if (lane.key === "notes") drawBars(pen, this.#notes, slim);
      else drawMarks(pen, this.#hits);
      y += height + GAP;
    }
  }

  // Pictures and sound have to be asked for; what comes for a canvas that was left in the meantime is dropped.
  #look(canvas: Canvas | undefined): void {
    this.#canvas = canvas;
    this.strips = [];
    this.#sounds = [];
    this.images.forget();
    if (!canvas || canvas.duration <= 0) return;
    this.#expected = { strip: expectsStrip(canvas), sound: expectsSound(canvas), speakers: canvas.texts.some((text) => text.roles.includes("transcript")) };
    void sources().then((file) => file.stripsOf(canvas)).then((strips) => {
      if (canvas !== this.#canvas) return;
      this.strips = strips;
      this.#expected.strip = false;
      this.#tell();
    });
    void sources().then((file) => file.soundsOf(canvas, this.#changed)).then((sounds) => {
      if (canvas !== this.#canvas) return;
      this.#sounds = sounds;
      this.#expected.sound = false;
      this.#tell();
    });
  }

  #tell(): void {
    const lane = (key: LaneKey, label: Key, height: number, there: boolean): Lane[] => (there ? [{ key, label, height }] : []);
    if (this.slim.peek()) {
      this.lanes.set(this.chapters.list.length ? lane("chapters", "chapters", 28, true) : lane("ruler", "timeline", 28, true));
      return this.#changed();
    }
    this.lanes.set([
      ...lane("ruler", "timeline", 22, true),
      ...lane("strip", "filmStrip", 48, this.#expected.strip || this.strips.length > 0),
      ...lane("sound", "sound", 56, this.#expected.sound || this.#sounds.length > 0),
      ...lane("chapters", "chapters", ROW * Math.min(2, this.chapters.rows) + 2, this.chapters.list.length > 0),
      ...lane("speakers", "speakers", FOLDED, this.#expected.speakers || this.#speakers.list.length > 0),
      ...lane("notes", "notes", ROW * this.#notes.rows + 2, this.#notes.list.length > 0),
      ...lane("hits", "hits", FOLDED, this.#hits.length > 0),
    ]);
    this.#changed();
  }
}
