// Reads WebVTT files as the W3C's parser does (WebVTT 1.0, section 6.1): what does not fit is passed over, block by
// block, never an error; only a file without the signature is refused. SubRip is read by the same rules, more leniently.
// https://www.w3.org/TR/webvtt1/#file-parsing
import type { CueStyle, Region } from "../session";
import { readStyles } from "./styles";

export interface Block {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly payload: string;
  readonly settings: Readonly<Record<string, string>>;
}

export interface File {
  readonly cues: readonly Block[];
  readonly regions: ReadonlyMap<string, Region>;
  readonly style: CueStyle;
}

const MAX_CUES = 200_000; // a day of speech has some 30,000

const lines = (text: string): string[] => text.replace(/^\uFEFF/, "").replaceAll("\0", "\uFFFD").split(/\r\n|\r|\n/);

export function readWebVtt(text: string): File | undefined {
  const all = lines(text);
  if (!/^WEBVTT(?:[ \t].*)?$/s.test(all[0] ?? "")) return undefined;
  const reader = new Reader(all, 1);
  reader.header();
  reader.body();
  return { cues: reader.cues, regions: reader.regions, style: readStyles(reader.sheets) };
}

// SubRip has no specification. Numbers before cues may lack, times may be written with "." or ",", hours with one digit.
export function readSubRip(text: string): readonly Block[] {
  const reader = new Reader(
    lines(text).map((line) => (line.includes("-->") ? line.replace(/(\d),(\d{1,3})/g, (_, a: string, b: string) => `${a}.${b.padEnd(3, "0")}`) : line)),
    0,
  );
  reader.body();
  return reader.cues.map((cue) => ({ ...cue, settings: {}, payload: cue.payload.replace(/\{\\[^}]*\}|<\/?font[^>]*>/gi, "") }));
}

class Reader {
  readonly cues: Block[] = [];
  readonly regions = new Map<string, Region>();
  readonly sheets: string[] = [];
  #lines: readonly string[];
  #at: number;

  constructor(all: readonly string[], at: number) {
    this.#lines = all;
    this.#at = at;
  }

  // What stands between the signature and the first empty line.
  header(): void {
    if (this.#lines[this.#at]) this.#block(true);
    this.#skipEmpty();
  }

  body(): void {
    for (this.#skipEmpty(); this.#at < this.#lines.length && this.cues.length < MAX_CUES; this.#skipEmpty()) this.#block(false);
  }

  #skipEmpty(): void {
    while (this.#at < this.#lines.length && this.#lines[this.#at] === "") this.#at++;
  }

  // "Collect a WebVTT block". A line with an arrow begins a cue only as the first or second line of a block;
  // elsewhere it ends the block and is looked at again.
  #block(inHeader: boolean): void {
    let count = 0;
    let arrow = false;
    let timings: ReturnType<typeof readTimings>;
    let kind: "cue" | "style" | "region" | undefined;
    let id = "";
    const body: string[] = [];
    for (; this.#at < this.#lines.length; this.#at++) {
      const line = this.#lines[this.#at]!;
      count++;
      if (line.includes("-->")) {
        if (inHeader || count > 2 || arrow) break;
        arrow = true;
        timings = readTimings(line);
        if (timings) kind = "cue";
        id = body.join("\n");
        body.length = 0;
      } else if (line === "") {
        break;
      } else {
        if (!inHeader && count === 2 && !arrow) {
          if (/^STYLE\s*$/.test(body[0]!)) kind = "style";
          if (/^REGION\s*$/.test(body[0]!)) kind = "region";
          if (kind) body.length = 0;
        }
        body.push(line);
      }
    }
    if (kind === "cue" && timings) this.cues.push({ id, ...timings, payload: body.join("\n") });
    if (kind === "style" && this.cues.length === 0) this.sheets.push(body.join("\n"));
    if (kind === "region" && this.cues.length === 0) this.#region(body.join(" "));
  }

  #region(text: string): void {
    let id = "";
    let region: Region = { width: 100, lines: 3, anchor: [0, 100], viewport: [0, 100], scroll: false };
    for (const [name, value] of pairs(text)) {
      const point = /^(\d+(?:\.\d+)?)%,(\d+(?:\.\d+)?)%$/.exec(value);
      const place = point && Number(point[1]) <= 100 && Number(point[2]) <= 100 ? ([Number(point[1]), Number(point[2])] as const) : undefined;
      if (name === "id") id = value;
      else if (name === "width" && percent(value) !== undefined) region = { ...region, width: percent(value)! };
      else if (name === "lines" && /^\d+$/.test(value)) region = { ...region, lines: Number(value) };
      else if (name === "regionanchor" && place) region = { ...region, anchor: place };
      else if (name === "viewportanchor" && place) region = { ...region, viewport: place };
      else if (name === "scroll" && value === "up") region = { ...region, scroll: true };
    }
    if (id) this.regions.set(id, region);
  }
}

const STAMP = String.raw`(?:(\d+):)?(\d{2}):(\d{2})\.(\d{3})`;
const ALONE = new RegExp(`^${STAMP}$`);
const TIMINGS = new RegExp(String.raw`^[ \t\f]*${STAMP}[ \t\f]*-->[ \t\f]*${STAMP}(.*)$`, "s");

function readTimings(line: string): { start: number; end: number; settings: Record<string, string> } | undefined {
  const found = TIMINGS.exec(line);
  if (!found) return undefined;
  const start = seconds(found, 1), end = seconds(found, 5);
  if (start === undefined || end === undefined) return undefined;
  return { start, end, settings: readSettings(found[9] ?? "") };
}

// Of the four groups of a stamp, the first of which is `first`.
function seconds(found: RegExpExecArray, first: number): number | undefined {
  const minutes = Number(found[first + 1]), whole = Number(found[first + 2]);
  if (minutes > 59 || whole > 59) return undefined;
  return Number(found[first] ?? 0) * 3600 + minutes * 60 + whole + Number(found[first + 3]) / 1000;
}

// A time inside the text of a cue: <00:01.500>.
export function readTimestamp(text: string): number | undefined {
  const found = ALONE.exec(text);
  return found ? seconds(found, 1) : undefined;
}

function* pairs(text: string): Generator<readonly [string, string]> {
  for (const word of text.split(/[ \t\f\n]+/)) {
    const colon = word.indexOf(":");
    if (colon > 0 && colon < word.length - 1) yield [word.slice(0, colon), word.slice(colon + 1)];
  }
}

export function percent(text: string): number | undefined {
  const found = /^(\d+(?:\.\d+)?)%$/.exec(text);
  return found && Number(found[1]) <= 100 ? Number(found[1]) : undefined;
}

// Settings that the specification knows, with values that it allows; the others are as if they were not there.
const ALLOWED: Readonly<Record<string, (value: string) => boolean>> = {
  vertical: (value) => value === "rl" || value === "lr",
  align: (value) => /^(start|center|end|left|right)$/.test(value),
  size: (value) => percent(value) !== undefined,
  region: () => true,
  line: (value) => {
    const [place = "", side, more] = value.split(",");
    return more === undefined && (side === undefined || /^(start|center|end)$/.test(side)) && (percent(place) !== undefined || /^-?\d+(\.\d+)?$/.test(place));
  },
  position: (value) => {
    const [place = "", side, more] = value.split(",");
    return more === undefined && (side === undefined || /^(line-left|center|line-right)$/.test(side)) && percent(place) !== undefined;
  },
};

const NO_SETTINGS: Record<string, string> = {};

function readSettings(text: string): Record<string, string> {
  if (text.trim() === "") return NO_SETTINGS;
  const settings: Record<string, string> = {};
  for (const [name, value] of pairs(text)) if (Object.hasOwn(ALLOWED, name) && ALLOWED[name]!(value)) settings[name] = value;
  return settings;
}
