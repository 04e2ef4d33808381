// Canvases and Timelines: what is painted on them, and what is said about them.
// https://iiif.io/api/presentation/3.0/#53-canvas, https://iiif.io/api/presentation/4.0/
import { readAnnotations, type Said } from "./annotations";
import { readBodies } from "./body";
import { behaviors, inheritBehavior, readDescribed } from "./described";
import { boxWithin } from "./fragment";
import { idOf, isObject, list, objects, positive, strings, text, typeOf, withoutFragment, type Json, type Reading } from "./json";
import type { Body, Canvas, Layer, Span } from "./program";
import { readTarget } from "./target";

const DEEPEST = 4; // canvases painted on canvases
const WIDE = { width: 1280, height: 720 }; // of a picture that nobody measured

// What a canvas needs to know of its manifest.
export interface Surroundings {
  readonly reading: Reading;
  readonly behavior: readonly string[];
  readonly byId: ReadonlyMap<string, Json>; // containers of the manifest, for those that are only named
}

// `above`: the canvases that it is painted on, by their ids, outermost first.
export function readCanvas(canvas: Json, where: string, around: Surroundings, above: readonly string[] = []): Canvas {
  const { reading } = around;
  const size = readSize(canvas, reading, where);
  const layers = readLayers(canvas, size, where, around, [...above, withoutFragment(idOf(canvas))]);
  const duration = size.duration || longest(layers);
  const said: Said = readAnnotations(canvas["annotations"], idOf(canvas), size, reading, `${where}/annotations`);
  const beside = (...names: string[]) => {
    const other = names.map((name) => canvas[name]).find(isObject);
    return other && above.length === 0 ? nested(other, `${where}/${names[0]}`, around, [""]) : undefined;
  };
  return {
    ...readDescribed(canvas, inheritBehavior(behaviors(canvas), around.behavior, "Canvas")),
    duration,
    ...pictureSize(size, layers),
    layers: duration && !size.duration ? layers.map((layer) => ({ ...layer, span: within(layer.span, duration) })) : layers,
    ...said,
    placeholder: beside("placeholderCanvas", "placeholderContainer"),
    accompanying: beside("accompanyingCanvas", "accompanyingContainer"),
  };
}

interface Size {
  readonly duration: number;
  readonly width: number;
  readonly height: number;
}

function readSize(canvas: Json, reading: Reading, where: string): Size {
  const timeline = typeOf(canvas) === "Timeline";
  const size = { duration: positive(canvas["duration"]), width: timeline ? 0 : positive(canvas["width"]), height: timeline ? 0 : positive(canvas["height"]) };
  if ("duration" in canvas && !size.duration) reading.problem(`${where}/duration`, "The duration of a canvas must be a number of seconds above 0.");
  if ((size.width > 0) !== (size.height > 0)) reading.problem(where, "A canvas must have both a width and a height, or neither.");
  return size.width && size.height ? size : { ...size, width: 0, height: 0 };
}

// A picture painted on a canvas that has no size gives it its own.
function pictureSize(size: Size, layers: readonly Layer[]): { width: number; height: number } {
  if (size.width) return { width: size.width, height: size.height };
  const pictures = layers.flatMap((layer) => layer.choices).filter((body) => body.kind === "video" || body.kind === "image" || (body.canvas?.width ?? 0) > 0);
  const [first] = pictures;
  if (!first) return { width: 0, height: 0 };
  return first.width && first.height ? { width: first.width, height: first.height } : first.canvas?.width ? { width: first.canvas.width, height: first.canvas.height } : WIDE;
}

const longest = (layers: readonly Layer[]): number =>
  layers.reduce((most, layer) => layer.choices.reduce((end, body) => Math.max(end, lasts(body) && layer.span.start + lasts(body)), most), 0);

const lasts = (body: Body): number => (body.from && body.from.end < Infinity ? body.from.end - body.from.start : body.duration || body.canvas?.duration || 0);

function readLayers(canvas: Json, size: Size, where: string, around: Surroundings, above: readonly string[]): Layer[] {
  const { reading } = around;
  const layers: Layer[] = [];
  const nest = (inner: Json, at: string) => nested(inner, at, around, above);
  reading.objects(canvas["items"] ?? canvas["content"]).forEach((page, p) => {
    if (!page["items"] && typeOf(page) === "AnnotationPage") reading.problem(`${where}/items/${p}`, "What is painted is only named, not given: the manifest must hold it.");
    reading.objects(page["items"]).forEach((annotation, a) => {
      const at = `${where}/items/${p}/items/${a}`;
      if (!strings(annotation["motivation"]).includes("painting")) return reading.problem(at, "Only painting annotations belong into the items of a canvas.");
      const span = placeOf(annotation, canvas, size, at, reading);
      if (!span) return;
      for (const choices of readBodies(annotation, reading, at, nest)) layers.push({ id: idOf(annotation), choices, ...span, timeMode: timeModeOf(annotation, canvas) });
    });
  });
  return layers;
}

function placeOf(annotation: Json, canvas: Json, size: Size, where: string, reading: Reading): Pick<Layer, "span" | "box"> | undefined {
  const target = readTarget(annotation["target"] ?? annotation["on"]);
  if (target?.source && target.source !== withoutFragment(idOf(canvas))) reading.problem(where, "The annotation is painted here but its target is another canvas.");
  const end = size.duration || Infinity;
  const wanted = target?.part.span ?? { start: 0, end };
  if (wanted.start >= end) return reading.problem(where, "The annotation begins after the end of its canvas."), undefined;
  if (wanted.end > end + 0.1 && wanted.end < Infinity) reading.problem(where, "The annotation lasts beyond the end of its canvas.");
  return { span: { start: wanted.start, end: Math.min(wanted.end, end) }, box: target && boxWithin(target.part, size.width, size.height) };
}

const within = (span: Span, duration: number): Span => ({ start: Math.min(span.start, duration), end: Math.min(span.end, duration) });

// A property of the annotation; a use case of Presentation 4.0 has it on the canvas.
function timeModeOf(annotation: Json, canvas: Json): Layer["timeMode"] {
  const mode = text(annotation["timeMode"]) || text(canvas["timeMode"]);
  return mode === "scale" || mode === "loop" ? mode : "trim";
}

function nested(inner: Json, where: string, around: Surroundings, above: readonly string[]): Canvas | undefined {
  const { reading, byId } = around;
  const id = withoutFragment(idOf(inner));
  if (above.length > DEEPEST || (id && above.includes(id))) return reading.problem(where, "Canvases lie deeper in one another than this viewer follows.", `${DEEPEST}`), undefined;
  const whole = list(inner["items"] ?? inner["content"]).length ? inner : byId.get(id);
  if (!whole || objects(whole["items"] ?? whole["content"]).length === 0) return reading.problem(where, "A nested canvas is only named, and the manifest does not hold it."), undefined;
  return readCanvas(whole, where, around, above);
}
