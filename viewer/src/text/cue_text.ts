// The text of a cue (WebVTT 1.0, section 6.4): a tree of a few elements, never HTML. What is not one of them
// disappears, its text stays.
// https://www.w3.org/TR/webvtt1/#cue-text-parsing-rules
import { readTimestamp } from "./webvtt";

export type Tag = "c" | "i" | "b" | "u" | "ruby" | "rt" | "v" | "lang";
export type Node = string | { readonly at: number } | Element;
export interface Element {
  readonly tag: Tag;
  readonly classes: readonly string[];
  readonly said: string; // the annotation: who speaks, or which language
  readonly children: Node[];
}

const TAGS: ReadonlySet<string> = new Set(["c", "i", "b", "u", "ruby", "rt", "v", "lang"]);
const MAX_DEPTH = 32;

export function parseCueText(payload: string): Node[] {
  const root: Element = { tag: "c", classes: [], said: "", children: [] };
  const open: Element[] = [root];
  const inside = () => open[open.length - 1]!;
  // `<` that is never closed takes the rest of the text with it, as the specification's tokenizer does.
  for (const [token] of payload.matchAll(/<[^>]*>?|[^<]+/g)) {
    if (token[0] !== "<") {
      inside().children.push(unescape(token));
      continue;
    }
    const name = token.replace(/^<|>$/g, "");
    if (name[0] === "/") {
      const tag = name.slice(1);
      if (inside() !== root && inside().tag === tag) open.pop();
      else if (tag === "ruby" && inside().tag === "rt") open.splice(-2);
    } else if (/^\d/.test(name)) {
      const at = readTimestamp(name);
      if (at !== undefined) inside().children.push({ at });
    } else {
      const child = start(name);
      if (!child || (child.tag === "rt" && inside().tag !== "ruby") || open.length > MAX_DEPTH) continue;
      inside().children.push(child);
      open.push(child);
    }
  }
  return root.children;
}

function start(name: string): Element | undefined {
  const [, tag = "", classes = "", said = ""] = /^([^.\s]*)((?:\.[^\s]*)?)(?:\s([\s\S]*))?$/.exec(name) ?? [];
  if (!TAGS.has(tag)) return undefined;
  const annotation = unescape(said).replace(/[\t\n\f\r ]+/g, " ").trim();
  return { tag: tag as Tag, classes: classes.split(".").filter(Boolean), said: tag === "v" || tag === "lang" ? annotation : "", children: [] };
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00A0", lrm: "\u200E", rlm: "\u200F" };

// Character references are those of HTML; beyond the common ones the browser's own table is asked.
function unescape(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([a-zA-Z][a-zA-Z\d]{1,31}));?/g, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return whole.endsWith(";") && Object.hasOwn(NAMED, name) ? NAMED[name]! : byBrowser(whole);
    return byBrowser(hex === undefined ? `&#${decimal};` : `&#x${hex};`);
  });
}

function byBrowser(reference: string): string {
  if (typeof document === "undefined") return codePoint(reference);
  const area = document.createElement("textarea"); // holds text only: nothing in it is ever run or loaded
  area.innerHTML = reference;
  return area.value;
}

function codePoint(reference: string): string {
  const [, hex, digits] = /^&#(x?)([\da-fA-F]+);$/.exec(reference) ?? [];
  const code = digits === undefined ? NaN : parseInt(digits, hex ? 16 : 10);
  return code > 0 && code < 0x110000 ? String.fromCodePoint(code) : reference;
}

export interface Flat {
  readonly text: string;
  readonly speaker: string;
  readonly words: readonly { readonly at: number; readonly from: number; readonly to: number }[];
}

// Most cues are plain words, or those of one speaker: of them nothing need be parsed, which is most of the work of
// reading a long transcript.
const SPOKEN = /^<v(?:\.[^\s>]*)?\s([^<>&]*)>([^<]*)(?:<\/v>)?$/;
const NO_WORDS: Flat["words"] = [];

export function readCueText(payload: string, start: number): Flat {
  if (!payload.includes("<")) return { text: unescape(payload), speaker: "", words: NO_WORDS };
  const [, said, words] = SPOKEN.exec(payload) ?? [];
  if (words === undefined) return flatten(parseCueText(payload), start);
  return { text: unescape(words), speaker: said!.replace(/[\t\n\f\r ]+/g, " ").trim(), words: NO_WORDS };
}

// The words alone, who says them, and from when which part of them is said.
export function flatten(nodes: readonly Node[], start: number): Flat {
  let text = "";
  let speaker = "";
  const marks: { at: number; from: number }[] = [];
  const walk = (list: readonly Node[]): void => {
    for (const node of list) {
      if (typeof node === "string") text += node;
      else if ("at" in node) marks.push({ at: node.at, from: text.length });
      else if (node.tag !== "rt") {
        // Ruby text says once more how the base is read: a transcript does without it.
        if (node.tag === "v" && !speaker) speaker = node.said;
        walk(node.children);
      }
    }
  };
  walk(nodes);
  if (marks.length && marks[0]!.from > 0) marks.unshift({ at: start, from: 0 });
  return { text, speaker, words: marks.map(({ at, from }, i) => ({ at, from, to: marks[i + 1]?.from ?? text.length })).filter((word) => word.to > word.from) };
}
