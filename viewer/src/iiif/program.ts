// What the viewer knows of a IIIF document, whatever version (Presentation 2, 3, 4) it was written in: values only,
// read once by iiif/reader.ts, never changed after. Times are seconds on the canvas, places are canvas units.
// Everything here came from outside: addresses are http(s) only, texts are texts (html has been through iiif/html.ts).

import type { Json } from "./json";
import type { Sentence } from "../messages/sentences";

export type LanguageMap = Readonly<Record<string, readonly string[]>>; // BCP 47, or "none"

export interface Span {
  readonly start: number;
  readonly end: number; // > start; Infinity where nobody knows
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Pair {
  readonly label: LanguageMap;
  readonly value: LanguageMap; // may hold the HTML that the specification allows
}

export interface Link {
  readonly id: string;
  readonly label: LanguageMap;
  readonly format: string; // media type, "" if not stated
  readonly language: string;
  readonly profile: string;
}

export interface Service {
  readonly id: string;
  readonly type: string; // "ImageService3", "SearchService2", "AVService1", "AuthProbeService2", ...
  readonly profile: string;
  readonly services: readonly Service[];
  readonly given?: Json; // of what says who may have something: as it was written (access/access.ts)
}

export interface Picture {
  readonly id: string;
  readonly width: number; // 0: not stated
  readonly height: number;
  readonly format: string;
  readonly services: readonly Service[];
}

export interface Agent {
  readonly id: string;
  readonly label: LanguageMap;
  readonly homepage: readonly Link[];
  readonly logo: readonly Picture[];
}

// What manifests, collections, canvases and ranges share.
export interface Described {
  readonly id: string;
  readonly label: LanguageMap;
  readonly summary: LanguageMap;
  readonly metadata: readonly Pair[];
  readonly requiredStatement: Pair | undefined;
  readonly rights: string;
  readonly provider: readonly Agent[];
  readonly homepage: readonly Link[];
  readonly seeAlso: readonly Link[];
  readonly rendering: readonly Link[];
  readonly thumbnail: readonly Picture[];
  readonly navDate: string;
  readonly behavior: readonly string[]; // in effect here: inherited ones included (Presentation 3.0, 3.4)
  readonly services: readonly Service[];
}

export interface Program extends Described {
  readonly kind: "manifest";
  readonly version: 2 | 3 | 4;
  readonly canvases: readonly Canvas[];
  readonly ranges: readonly Range[]; // the top level of the table of contents
  readonly start: Place | undefined;
  readonly rightToLeft: boolean; // viewingDirection
  readonly problems: readonly Problem[]; // what was wrong in the document and was passed over
}

export interface Collection extends Described {
  readonly kind: "collection";
  readonly version: 2 | 3 | 4;
  readonly members: readonly Member[];
  readonly next: string; // address of the next page, "" if there is none
  readonly problems: readonly Problem[];
}

export interface Member {
  readonly kind: "manifest" | "collection";
  readonly id: string;
  readonly label: LanguageMap;
  readonly summary: LanguageMap;
  readonly thumbnail: readonly Picture[];
  readonly navDate: string;
}

// A place on the program's own time and parts.
export interface Place {
  readonly canvas: number; // index in Program.canvases
  readonly span: Span | undefined; // absent: all of it. `start` alone has end Infinity
  readonly box: Box | undefined;
}

export interface Canvas extends Described {
  readonly duration: number; // 0: a still canvas
  readonly width: number; // 0: sound alone
  readonly height: number;
  readonly layers: readonly Layer[]; // painted, in the order of painting
  readonly texts: readonly TimedText[];
  readonly notes: readonly Note[]; // those embedded
  readonly notePages: readonly string[]; // annotation pages that are only named: fetched when wanted
  readonly placeholder: Canvas | undefined;
  readonly accompanying: Canvas | undefined;
}

// One painting annotation.
export interface Layer {
  readonly id: string;
  readonly choices: readonly Body[]; // the members of a Choice in the publisher's order; one body otherwise; never empty
  readonly span: Span; // where on the canvas' time; of a still canvas 0 to Infinity
  readonly box: Box | undefined; // where on the canvas; absent: all of it
  readonly timeMode: "trim" | "scale" | "loop";
}

export interface Body {
  readonly kind: "video" | "audio" | "image" | "text" | "canvas";
  readonly id: string;
  readonly format: string; // media type, with or without codecs
  readonly label: LanguageMap;
  readonly language: string;
  readonly duration: number; // 0: not stated
  readonly width: number;
  readonly height: number;
  readonly fileSize: number; // bytes, 0: not stated
  readonly crop: Box | undefined; // the part of the body that is painted, in its own pixels
  readonly from: Span | undefined; // the stretch of the body that is painted
  readonly silent: boolean; // only its picture is used (`exclude`, VisualContentSelector)
  readonly services: readonly Service[];
  readonly waveform: Link | undefined; // audiowaveform .dat or .json
  readonly canvas: Canvas | undefined; // kind "canvas": what is nested
  readonly value: string; // kind "text": what is painted, as cleaned HTML
}

export type TextRole = "captions" | "subtitles" | "transcript" | "descriptions" | "chapters" | "thumbnails" | "translation";

// A text that belongs to a canvas: a file (WebVTT, ...), or annotations with a time each.
export interface TimedText {
  readonly id: string; // address of the file; "" when the cues are `embedded`
  readonly format: string;
  readonly language: string;
  readonly label: LanguageMap;
  readonly roles: readonly TextRole[]; // what it `provides`; empty: nobody said
  readonly machineMade: boolean;
  readonly embedded: readonly EmbeddedCue[];
}

export interface EmbeddedCue {
  readonly span: Span;
  readonly text: string;
  readonly speaker: string;
}

export interface Note {
  readonly id: string;
  readonly motivations: readonly string[];
  readonly span: Span | undefined; // absent: the whole time
  readonly box: Box | undefined;
  readonly text: string;
  readonly html: boolean; // whether `text` is (cleaned) HTML
  readonly language: string;
  readonly creator: string;
  readonly links: readonly Link[]; // linking bodies
}

export interface Range extends Described {
  readonly places: readonly Place[]; // its own, not those of its children
  readonly children: readonly Range[];
}

export interface Problem {
  readonly where: string; // a JSON pointer, or the address of a document
  readonly what: Sentence;
  readonly detail: string; // the exact finding, "" if there is nothing to add
}
