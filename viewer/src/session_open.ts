// From an address to a document and a place in it: manifests, collections, and content states that point into them.
import { isContentState, pointingOf, readContentState, type Pointing } from "./iiif/content_state";
import { isObject, typeOf, withoutFragment } from "./iiif/json";
import type { Collection, Place, Program } from "./iiif/program";
import { isVersion2, NotReadable, readDocument, type Upgrade } from "./iiif/reader";
import { boxWithin, readFragment } from "./iiif/fragment";
import type { Target } from "./iiif/target";
import { ofAnswer, ofJson, ofSilence } from "./media/find_out";
import { load } from "./own_files";
import type { Trouble } from "./session";

export interface Opening {
  readonly address: string; // of the document
  readonly document: Program | Collection;
  readonly place: Place | undefined; // what the content state meant
}

const LARGEST = 64 * 1024 * 1024; // bytes
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
    return readAt(pointing, fetched.value, isVersion2(fetched.value) ? await loadUpgrade() : undefined);
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

// Presentation 2 is read by way of a file of its own: most documents are not of its time.
async function loadUpgrade(): Promise<Upgrade> {
  const module = (await load("avocet-viewer.p2.js")) as typeof import("./iiif/presentation2");
  return module.upgrade;
}

function readAt({ address, target }: Pointing, value: unknown, upgrade: Upgrade | undefined): Opening | { trouble: Trouble } {
  try {
    const document = readDocument(value, upgrade);
    return { address: withoutFragment(address), document, place: document.kind === "manifest" ? placeOf(target, document, address) : undefined };
  } catch (problem) {
    if (!(problem instanceof NotReadable)) throw problem;
    return { trouble: trouble(address, problem.what, problem.detail) };
  }
}

function placeOf(target: Target | undefined, program: Program, address: string): Place | undefined {
  if (!target) {
    const part = readFragment(address.includes("#") ? address : "#"), [first] = program.canvases;
    const box = first && boxWithin(part, first.width, first.height);
    return part.span || box ? { canvas: 0, span: part.span, box } : undefined;
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
    return { trouble: await ofSilence(address, String(problem)) };
  }
  if (!answer.ok) return { trouble: await ofAnswer(address, answer) };
  let words: string | undefined;
  try {
    words = await readText(answer, LARGEST);
  } catch (problem) {
    return { trouble: { ...trouble(address, "The server cannot be reached.", String(problem)), kind: "network", whose: "network" } };
  }
  if (words === undefined) return { trouble: trouble(address, "The document is larger than this viewer reads.", `${LARGEST} bytes`) };
  try {
    return { value: JSON.parse(words) as unknown };
  } catch {
    return { trouble: await ofJson(address, words, answer.headers.get("content-type") ?? "") };
  }
}

// Undefined where it is longer than `most` bytes: no more of it is taken then. Throws where it breaks off.
export async function readText(answer: Response, most: number): Promise<string | undefined> {
  const reader = answer.body?.getReader(), decoder = new TextDecoder();
  let words = "";
  for (let left = most; ; ) {
    const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
    if (done || !value) return words + decoder.decode();
    if ((left -= value.length) < 0) return void reader!.cancel();
    words += decoder.decode(value, { stream: true });
  }
}

const trouble = (address: string, what: Trouble["what"], detail: string): Trouble => ({ kind: "manifest", address, what, whose: "publisher", detail, fatal: true });
