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
  readonly byId: ReadonlyMap<string, Json>; // top-level ranges, for those that others only name
}

export function readRanges(structures: unknown, behavior: readonly string[], canvases: readonly Canvas[], reading: Reading): Range[] {
  const top = reading.objects(structures).filter((range) => !behaviors(range).includes("sequence"));
  const around = { reading, index: indexOf(canvases), canvases, byId: new Map(top.map((range) => [idOf(range), range])) };
  return top.map((range, i) => readRange(range, behavior, `/structures/${i}`, around, 0));
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
    const whole = item["items"] ? item : around.byId.get(idOf(item));
    children.push(readRange(whole ?? item, behavior, at, around, depth + 1));
  });
  return Object.assign(readDescribed(range, behavior), { places, children });
}

// A range with the behavior "sequence", if there is exactly one, orders the canvases instead of the manifest's items.
export function sequenceOf(structures: unknown): readonly string[] | undefined {
  const sequences = objects(structures).filter((range) => behaviors(range).includes("sequence"));
  if (sequences.length !== 1) return undefined;
  return list(sequences[0]!["items"]).map((item) => readTarget(item)?.source ?? "").filter((id) => id !== "");
}
