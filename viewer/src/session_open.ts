// From an address to a document and a place in it: manifests, collections, and content states that point into them.
import { isContentState, pointingOf, readContentState, type Pointing } from "./iiif/content_state";
import { isObject, typeOf } from "./iiif/json";
import type { Collection, Place, Program } from "./iiif/program";
import { boxWithin } from "./iiif/fragment";
import { readDocument, NotReadable } from "./iiif/reader";
import { readFragment } from "./iiif/fragment";
import { withoutFragment } from "./iiif/json";
import type { Target } from "./iiif/target";
import { diagnoseAnswer, diagnoseSilence } from "./media/diagnose";
import type { Trouble } from "./session";

export interface Opening {
  readonly document: Program | Collection;
  readonly place: Place | undefined; // what the content state meant
}

const LARGEST = 64 * 1024 * 1024; // characters
const MOST_LEAPS = 3; // content states that name content states

export async function openAddress(given: string): Promise<Opening | { trouble: Trouble }> {
  let pointing = readContentState(given);
  if (!pointing) return { trouble: trouble(given, "This is neither an address nor a IIIF content state.", "not an http(s) address") };
  for (let leaps = 0; leaps <= MOST_LEAPS; leaps++) {
    const fetched: { value: unknown } | { trouble: Trouble } = await fetchJson(withoutFragment(pointing.address));
    if ("trouble" in fetched) return fetched;
    const further = furtherFrom(fetched.value);
    if (further) {
      pointing = { ...further, target: further.target ?? pointing.target };
      continue;
    }
    return readAt(pointing, fetched.value);
  }
  return { trouble: trouble(given, "The content state leads to other content states without end.", `${MOST_LEAPS} leaps`) };
}

// A document that only points on: a content state, or a canvas or range that says which manifest it is part of.
function furtherFrom(value: unknown): Pointing | undefined {
  if (!isObject(value)) return undefined;
  if (isContentState(value)) return pointingOf(value);
  const pointing = /^(Canvas|Timeline|Range|SpecificResource)$/.test(typeOf(value)) ? pointingOf(value) : undefined;
  return pointing && pointing.target && pointing.address !== pointing.target.source ? pointing : undefined;
}

function readAt({ address, target }: Pointing, value: unknown): Opening | { trouble: Trouble } {
  try {
    const document = readDocument(value);
    return { document, place: document.kind === "manifest" ? placeOf(target, document, address) : undefined };
  } catch (problem) {
    if (!(problem instanceof NotReadable)) throw problem;
    return { trouble: trouble(address, problem.message, "not a IIIF manifest or collection") };
  }
}

function placeOf(target: Target | undefined, program: Program, address: string): Place | undefined {
  if (!target) {
    const { span } = readFragment(address.includes("#") ? address : "#");
    return span && { canvas: 0, span, box: undefined };
  }
  const canvas = program.canvases.findIndex((one) => withoutFragment(one.id) === target.source);
  if (canvas >= 0) return { canvas, span: target.part.span, box: boxWithin(target.part, program.canvases[canvas]!.width, program.canvases[canvas]!.height) };
  return firstPlace(program.ranges, target.source);
}

function firstPlace(ranges: Program["ranges"], id: string): Place | undefined {
  for (const range of ranges) {
    const found = range.id === id ? (range.places[0] ?? range.children.flatMap((child) => child.places)[0]) : firstPlace(range.children, id);
    if (found) return found;
  }
  return undefined;
}

// ---- fetching

export async function fetchJson(address: string): Promise<{ value: unknown } | { trouble: Trouble }> {
  let answer: Response;
  try {
    answer = await fetch(address, { headers: { accept: "application/json, application/ld+json;q=0.9" } });
  } catch (problem) {
    return { trouble: await diagnoseSilence(address, String(problem)) };
  }
  if (!answer.ok) return { trouble: diagnoseAnswer(address, answer) };
  const words = await answer.text().catch(() => "");
  if (words.length > LARGEST) return { trouble: trouble(address, "The document is larger than this viewer reads.", `${words.length} characters`) };
  try {
    return { value: JSON.parse(words) as unknown };
  } catch (problem) {
    const isPage = /^\s*<(!doctype|html)/i.test(words);
    const what = isPage ? "This is the address of a web page, not of a IIIF document." : "The document is broken: it is not JSON.";
    return { trouble: trouble(address, what, isPage ? (answer.headers.get("content-type") ?? "HTML") : placeOfFault(words, String(problem))) };
  }
}

// Line and column, which editors show, out of the position that JSON.parse tells.
function placeOfFault(words: string, problem: string): string {
  const position = /position (\d+)/.exec(problem)?.[1];
  const before = words.slice(0, position === undefined ? (/end of/.test(problem) ? words.length : 0) : Number(position)).split("\n");
  return `line ${before.length}, column ${before.at(-1)!.length + 1}: ${problem.replace(/^SyntaxError: |\s*\(?(in JSON )?at position.*$|\s*in JSON.*$/g, "")}`;
}

const trouble = (address: string, what: string, detail: string): Trouble => ({ kind: "manifest", address, what, whose: "publisher", detail, fatal: true });
