// One opened document, and everything that is true about the reading of it now. Elements read signals and call
// the verbs; they never speak to one another. The stage is the only maker of `time`.
import type { Body, Box, Canvas, Collection, Note, Place, Program, Range, Span, TimedText } from "./iiif/program";
import type { Track } from "./media/streams";
import type { Sentence } from "./messages/sentences";
import type { Signal } from "./signal";

export type Readiness = "empty" | "loading" | "ready" | "failed";

// Why something does not open or play: said in words, whose part it is, and what can be done.
export interface Trouble {
  readonly kind: "manifest" | "network" | "cors" | "missing" | "format" | "codec" | "access" | "ranges" | "decode" | "text";
  readonly address: string;
  readonly what: Sentence;
  readonly whose: "publisher" | "server" | "browser" | "network";
  readonly detail: string; // the exact finding: status, header, codec
  readonly again?: boolean; // not fatal, and asking once more may help
  readonly fatal?: boolean; // nothing can be shown because of it; otherwise the rest goes on
  readonly guarded?: Body; // what permission can be asked for
}

// WebVTT 1.0, section 3.4; everything in hundredths but the number of lines.
export interface Region {
  readonly width: number;
  readonly lines: number;
  readonly anchor: readonly [number, number];
  readonly viewport: readonly [number, number];
  readonly scroll: boolean;
}

// Declarations that may be applied, by what they select: "" the cue itself, ".name" a class, "v", "i" ... an element.
export type CueStyle = ReadonlyMap<string, Readonly<Record<string, string>>>;

// One caption or transcript that can be shown. Cues arrive when somebody asks. Of a text without times `start` and
// `end` are NaN: such a cue is never current and is nowhere to seek to.
export interface Cue {
  readonly start: number;
  readonly end: number;
  readonly text: string; // without markup
  readonly speaker: string; // "" unknown
  readonly words: readonly { readonly at: number; readonly from: number; readonly to: number }[]; // timed parts of `text`
  readonly settings: Readonly<Record<string, string>>; // WebVTT cue settings as written
  readonly markup: string; // the WebVTT payload, for drawing with styles
  readonly region?: Region; // the WebVTT region that `settings` names
  readonly style?: CueStyle; // what the file's STYLE blocks say, shared by all of its cues
}

export interface Choices {
  readonly quality: readonly string[]; // "auto" first; empty: nothing to choose
  readonly sound: readonly Track[];
  readonly alternatives: readonly string[]; // members of the Choice, in words
}

export interface Session {
  readonly readiness: Signal<Readiness>;
  readonly document: Signal<Program | Collection | undefined>;
  readonly address: () => string; // of the document, where it was found: what it calls itself may be nowhere
  readonly trouble: Signal<readonly Trouble[]>;

  // where we are
  readonly canvasIndex: Signal<number>;
  readonly canvas: () => Canvas | undefined;
  readonly time: Signal<number>; // seconds on the canvas
  readonly duration: () => number; // of the canvas; 0 for a still one
  readonly frameRate: Signal<number>; // frames a second of the picture, 0 while unknown
  readonly playing: Signal<boolean>; // wanted, not: moving
  readonly stalled: Signal<boolean>; // wants to move and waits for bytes
  readonly buffered: Signal<readonly Span[]>;
  readonly range: () => Range | undefined; // the innermost range that holds `time`
  readonly until: Signal<number | undefined>; // a range or #t=a,b that plays to its end and stops

  // how it plays
  readonly rate: Signal<number>; // negative while shuttling backwards
  readonly volume: Signal<number>; // 0..1
  readonly muted: Signal<boolean>;
  readonly loop: Signal<Span | undefined>; // A-B
  readonly choices: Signal<Choices>;
  readonly chosen: Signal<{ readonly quality: string; readonly sound: number; readonly alternative: number }>;

  // what is read and marked
  readonly texts: () => readonly TimedText[]; // of this canvas
  readonly overlays: () => readonly TimedText[]; // what can be drawn over the picture: `texts`, then those within the stream
  readonly captions: Signal<number>; // index in overlays of what is drawn over the picture, -1: off
  readonly flowing: Signal<readonly Cue[]>; // of the chosen text where it is within the stream, as far as it has come
  readonly notes: Signal<readonly Note[]>; // of this canvas, embedded and fetched
  readonly region: Signal<Place | undefined>; // what a link or a content state pointed to in the picture; its `box` is lit
  readonly selection: Signal<{ readonly span: Span; readonly box: Box | undefined } | undefined>;

  // verbs
  open(address: string): Promise<void>; // a manifest, a collection, or a content state
  page(address: string): Promise<Collection | undefined>; // a further page of the open collection; undefined: it did not come
  close(): void;
  play(): void;
  pause(): void;
  seek(seconds: number): void;
  step(frames: number): void; // of the picture; a 25th of a second without one
  show(place: Place): void; // turn to a canvas and a time; `until` is set where the place has an end
  choose(what: "quality" | "sound" | "alternative", which: number): void;
  cues(text: TimedText): Promise<readonly Cue[]>; // read once, kept; a failure becomes trouble and no cues
}
