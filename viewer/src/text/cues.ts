// From what was fetched to cues, whatever the format; and from cues back to files people can keep.
import type { EmbeddedCue, TimedText } from "../iiif/program";
import type { Cue } from "../session";
import { readCueText } from "./cue_text";
import { readSubRip, readWebVtt, type Block, type File } from "./webvtt";

// Undefined: this is no text that the viewer reads. `format` is the media type that was promised; a file that begins
// as WebVTT is read as that whatever was promised, for servers are often wrong about it.
export function readCues(text: string, format: string): readonly Cue[] | undefined {
  const file = readWebVtt(text);
  if (file) return inOrder(file.cues.map((block) => cueOf(block, file)));
  if (/subrip|srt/i.test(format) || /^\uFEFF?\s*\d+\s*\r?\n\s*\d+:\d+:\d+[,.]\d+\s*-->/.test(text)) return inOrder(readSubRip(text).map((block) => cueOf(block)));
  if (/^text\/(plain|markdown)/i.test(format)) return untimed(text);
  return undefined;
}

export function embeddedCues(list: readonly EmbeddedCue[]): readonly Cue[] {
  const cues = list.map(({ span, text, speaker }) => ({ start: span.start, end: span.end, text, speaker, words: [], settings: {}, markup: escape(text) }));
  return inOrder(cues);
}

// As they begin: everything that looks for a time relies on it, and files do not promise it.
const inOrder = (cues: Cue[]): readonly Cue[] => cues.sort((a, b) => a.start - b.start);

// Paragraphs of a text without times; "Name: words" at the start of one names who speaks.
function untimed(text: string): readonly Cue[] {
  const paragraphs = text.replace(/^\uFEFF/, "").split(/(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)+/);
  return paragraphs.map((one) => one.trim()).filter(Boolean).map((one) => {
    const [, speaker = "", said = one] = /^([\p{Lu}][\p{L}\p{M}.'’ -]{0,40}):\s+([\s\S]+)$/u.exec(one) ?? [];
    return { start: NaN, end: NaN, text: said, speaker, words: [], settings: {}, markup: escape(said) };
  });
}

export const isTimed = (cues: readonly Cue[]): boolean => cues.some((cue) => cue.start >= 0);

function cueOf(block: Block, file?: File): Cue {
  const flat = readCueText(block.payload, block.start);
  const region = file?.regions.get(block.settings["region"] ?? "");
  // A cue that says itself where it stands is in no region (WebVTT 1.0, section 6.3).
  const placed = block.settings["line"] !== undefined || block.settings["vertical"] !== undefined || block.settings["size"] !== undefined;
  return {
    start: block.start, end: block.end, ...flat, settings: block.settings, markup: block.payload,
    ...(region && !placed ? { region } : {}), ...(file && file.style.size ? { style: file.style } : {}),
  };
}

const escape = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

// Indices of the cues that are shown at `time`. `cues` are in the order of their start;
// of those that began before, the last 64 are looked at: a longer pile is not readable anyway.
export function cuesAt(cues: readonly Cue[], time: number): number[] {
  const found: number[] = [];
  const last = lastStarted(cues, time);
  for (let i = Math.max(0, last - 64); i <= last; i++) if (cues[i]!.start <= time && time < cues[i]!.end) found.push(i);
  return found;
}

// Index of the last cue that has begun, -1 before the first.
export function lastStarted(cues: readonly { readonly start: number }[], time: number): number {
  let low = 0;
  let high = cues.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (cues[middle]!.start <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function toWebVtt(cues: readonly Cue[]): string {
  const blocks = cues.map((cue) => `${stamp(cue.start)} --> ${stamp(cue.end)}${Object.entries(cue.settings).filter(([name]) => name !== "region").map(([name, value]) => ` ${name}:${value}`).join("")}\n${cue.speaker && !/<v[. ]/.test(cue.markup) ? `<v ${cue.speaker}>` : ""}${cue.markup}\n`);
  return `WEBVTT\n\n${blocks.join("\n")}`;
}

export function toPlainText(cues: readonly Cue[]): string {
  let speaker = "";
  const paragraphs = cues.map((cue) => {
    const change = cue.speaker !== speaker && cue.speaker;
    speaker = cue.speaker;
    return `${change ? `${cue.speaker}: ` : ""}${cue.text.replace(/\s+/g, " ").trim()}`;
  });
  return `${paragraphs.join("\n\n")}\n`;
}

function stamp(seconds: number): string {
  const thousandths = Math.round(Math.min(seconds, 359_999) * 1000);
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  return `${two(thousandths / 3_600_000)}:${two((thousandths / 60_000) % 60)}:${two((thousandths / 1000) % 60)}.${String(thousandths % 1000).padStart(3, "0")}`;
}

// Formats that become cues. Others (PDF, Word, HTML) are files to take along.
export const isReadable = ({ format, id }: TimedText): boolean => id === "" || /^$|vtt|subrip|srt|^text\/(plain|markdown)/i.test(format);

// Which texts a reader reads, the best first: transcripts; then what nobody gave a role; translations; captions and
// subtitles only where no transcript of that language is given. Chapters and thumbnails are no text to read.
export function readable(texts: readonly TimedText[]): readonly TimedText[] {
  const has = (text: TimedText, ...roles: readonly string[]) => text.roles.some((role) => roles.includes(role));
  const words = texts.filter((text) => isReadable(text) && !(text.roles.length > 0 && text.roles.every((role) => role === "chapters" || role === "thumbnails")));
  const given = new Set(words.filter((text) => has(text, "transcript")).map((text) => text.language));
  const rank = (text: TimedText) => (has(text, "transcript") ? 0 : text.roles.length === 0 ? 1 : has(text, "translation") ? 2 : has(text, "captions") ? 3 : 4);
  return words.filter((text) => rank(text) <= 2 || !given.has(text.language)).sort((a, b) => rank(a) - rank(b));
}
