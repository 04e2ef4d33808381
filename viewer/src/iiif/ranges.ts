// The table of contents, and places on the parts of a program.
// https://iiif.io/api/presentation/3.0/#54-range
import { behaviors, inheritBehavior, readDescribed } from "./described";
import { boxWithin } from "./fragment";
import { idOf, isObject, list, objects, typeOf, withoutFragment, type Json, type Reading } from "./json";
import type { Canvas, Place, Range } from "./program";
import { readTarget } from "./target";

const DEEPEST = 24;

export type CanvasIndex = ReadonlyMap<string, number>;

export function indexOf(canvases: readonly { readonly id: string }[]): CanvasIndex {
  const index = new Map<string, number>();
  canvases.forEach((canvas, i) => index.has(withoutFragment(canvas.id)) || index.set(withoutFragment(canvas.id), i));
  return index;
}

export function readPlace(value: unknown, index: CanvasIndex, canvases: readonly Pick<Canvas, "width" | "height">[]): Place | undefined {
  const target = readTarget(value);
  const canvas = target && index.get(target.source);
  if (canvas === undefined) return undefined;
  const { width, height } = canvases[canvas]!;
  return { canvas, span: target!.part.span, box: boxWithin(target!.part, width, height) };
}

interface Surroundings {
  readonly reading: Reading;
  readonly index: CanvasIndex;
  readonly canvases: readonly Canvas[];
  readonly byId: Map<string, Json>; // ranges that others only name; each has one place in the contents, and leaves here when it takes it
}

export function readRanges(structures: unknown, behavior: readonly string[], canvases: readonly Canvas[], reading: Reading): Range[] {
  const given = reading.objects(structures).filter((range) => !behaviors(range).includes("sequence"));
  const named = namesIn(given);
  const around = { reading, index: indexOf(canvases), canvases, byId: new Map(given.map((range) => [idOf(range), range])) };
  // Where each is within another that is within it, one of them must be the beginning.
  const isTop = given.every((range) => named.has(idOf(range))) ? (range: Json) => range === given[0] : (range: Json) => !named.has(idOf(range));
  for (const range of given) if (isTop(range)) around.byId.delete(idOf(range));
  return given.flatMap((range, i) => (isTop(range) ? [readRange(range, behavior, `/structures/${i}`, around, 0)] : []));
}

const isNamed = (item: Json): boolean => typeOf(item) === "Range" && !item["items"];

function namesIn(ranges: readonly Json[], names = new Set<string>(), depth = 0): Set<string> {
  for (const range of ranges)
    for (const item of objects(range["items"])) {
      if (isNamed(item)) names.add(idOf(item));
      else if (typeOf(item) === "Range" && depth < DEEPEST) namesIn([item], names, depth + 1);
    }
  return names;
}

function readRange(range: Json, above: readonly string[], where: string, around: Surroundings, depth: number): Range {
  const { reading } = around;
  const behavior = inheritBehavior(behaviors(range), above, "Range");
  const places: Place[] = [], children: Range[] = [];
  list(range["items"]).forEach((item, i) => {
    const at = `${where}/items/${i}`;
    if (!isObject(item) || typeOf(item) !== "Range") {
      const place = readPlace(item, around.index, around.canvases);
      if (place) places.push(place);
      else reading.problem(at, "A range names a canvas that the manifest does not have.");
      return;
    }
    if (reading.objects(item).length === 0) return;
    if (depth >= DEEPEST) return reading.problem(at, "Ranges lie deeper in one another than this viewer follows.", `${DEEPEST}`);
    const whole = isNamed(item) ? around.byId.get(idOf(item)) : undefined;
    if (whole) around.byId.delete(idOf(item));
    else if (isNamed(item) && !item["label"]) return; // has its place already, or is somewhere else
    children.push(readRange(whole ?? item, behavior, at, around, depth + 1));
  });
  return Object.assign(readDescribed(range, behavior), { places, children });
}

// Those that readers find their way by. Pictures along the time are one more way, for where there is no other.
// https://iiif.io/api/presentation/3.0/#behavior (no-nav, thumbnail-nav)
export function toNavigate(ranges: readonly Range[]): readonly Range[] {
  const shown = ranges.filter(({ behavior }) => !behavior.includes("no-nav"));
  const sections = shown.filter(({ behavior }) => !behavior.includes("thumbnail-nav"));
  return sections.length ? sections : shown;
}

// A range with the behavior "sequence", if there is exactly one, orders the canvases instead of the manifest's items.
export function sequenceOf(structures: unknown): readonly string[] | undefined {
  const sequences = objects(structures).filter((range) => behaviors(range).includes("sequence"));
  if (sequences.length !== 1) return undefined;
  return list(sequences[0]!["items"]).map((item) => readTarget(item)?.source ?? "").filter((id) => id !== "");
}
