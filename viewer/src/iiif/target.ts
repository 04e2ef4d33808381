// What an annotation, a range or a `start` points to: a resource, and the part of it in time and space. It may be a
// string with a fragment, an object with a fragment in its id, or a SpecificResource with selectors.
// https://iiif.io/api/presentation/3.0/#4-json-ld-considerations, https://www.w3.org/TR/annotation-model/#selectors
import { readFragment, type Fragment } from "./fragment";
import { idOf, isObject, list, objects, positive, text, typeOf, withoutFragment, type Json } from "./json";
import type { Box, Span } from "./program";

export interface Target {
  readonly source: string; // id without fragment
  readonly type: string; // "" if not stated
  readonly part: Fragment;
  readonly point: boolean; // one moment or one spot, not a stretch
  readonly partOf: string; // the manifest it says it belongs to
  readonly soundOnly: boolean;
  readonly pictureOnly: boolean;
}

interface Selected {
  span?: Span;
  box?: Box;
  percent?: boolean;
  point?: boolean;
  soundOnly?: boolean;
  pictureOnly?: boolean;
}

const DEEPEST = 8; // selectors refined by selectors

export function readTarget(value: unknown): Target | undefined {
  const first = list(value)[0];
  if (typeof first === "string") return target(first, "", {}, "");
  if (!isObject(first)) return undefined;
  const outer = objects(first["source"] ?? first["full"])[0];
  const source = text(list(first["source"] ?? first["full"])[0]) || (outer ? idOf(outer) : "") || (first["source"] ? "" : idOf(first));
  const type = outer ? typeOf(outer) : typeOf(first) === "SpecificResource" ? "" : typeOf(first);
  return target(source, type, select(list(first["selector"])), partOf(outer ?? first) || partOf(first));
}

function target(id: string, type: string, selected: Selected, manifest: string): Target {
  const fragment = id.includes("#") ? readFragment(id) : NOTHING;
  return {
    source: withoutFragment(id),
    type,
    part: { span: selected.span ?? fragment.span, box: selected.box ?? fragment.box, percent: selected.box ? selected.percent === true : fragment.percent },
    point: selected.point === true,
    partOf: manifest,
    soundOnly: selected.soundOnly === true,
    pictureOnly: selected.pictureOnly === true,
  };
}

const NOTHING: Fragment = { span: undefined, box: undefined, percent: false };

function partOf(thing: Json): string {
  const whole = list(thing["partOf"] ?? thing["within"])[0];
  return isObject(whole) ? idOf(whole) : text(whole);
}

// Of several selectors any one suffices (Presentation 4.0): the first that says something. `refinedBy` adds to it.
function select(selectors: readonly unknown[], depth = 0): Selected {
  for (const selector of selectors) {
    if (depth > DEEPEST) break;
    const own = isObject(selector) ? selectOne(selector) : typeof selector === "string" ? fromFragment(selector) : {};
    const refined = isObject(selector) ? select(list(selector["refinedBy"]), depth + 1) : {};
    const both = { ...own, ...refined };
    if (Object.keys(both).length > 0) return both;
  }
  return {};
}

function selectOne(selector: Json): Selected {
  switch (typeOf(selector)) {
    case "FragmentSelector":
      return fromFragment(text(selector["value"]));
    case "PointSelector":
      return fromPoint(selector);
    case "RangeSelector":
      return fromRange(selector);
    case "ImageApiSelector":
      return fromRegion(text(selector["region"]));
    case "SvgSelector":
      return { ...boundsOfSvg(text(selector["value"])) };
    case "AudioContentSelector":
      return { soundOnly: true };
    case "VisualContentSelector":
      return { pictureOnly: true };
    default:
      return {};
  }
}

function fromFragment(value: string): Selected {
  const { span, box, percent } = readFragment(value.includes("#") ? value : `#${value}`);
  return { ...(span && { span }), ...(box && { box, percent }) };
}

// `t` in Presentation 3, `instant` in 4. Some publishers write it as a string.
function fromPoint(selector: Json): Selected {
  const moment = selector["instant"] ?? selector["t"];
  const [t, x, y] = [moment, selector["x"], selector["y"]].map((value) => (typeof value === "string" && value !== "" ? Number(value) : value));
  const isPlace = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value) && value >= 0;
  return {
    ...(isPlace(t) && { span: { start: t, end: Infinity } }),
    ...(isPlace(x) && isPlace(y) && { box: { x, y, width: 1, height: 1 } }),
    point: true,
  };
}

function fromRange(selector: Json): Selected {
  const start = select(list(selector["startSelector"]), 1).span?.start;
  const end = select(list(selector["endSelector"]), 1).span?.start;
  return start !== undefined && end !== undefined && end > start ? { span: { start, end } } : {};
}

function fromRegion(region: string): Selected {
  const match = /^(pct:)?([\d.]+),([\d.]+),([\d.]+),([\d.]+)$/.exec(region);
  return match ? fromFragment(`xywh=${match[1] ? "percent:" : ""}${match.slice(2).join(",")}`) : {};
}

// The box around what an SVG draws, from the numbers of its first path, polygon or rectangle: enough to point at it.
function boundsOfSvg(svg: string): Selected {
  const rect = /<rect\b[^>]*>/.exec(svg)?.[0];
  if (rect) {
    const [x = 0, y = 0, width = 0, height = 0] = ["x", "y", "width", "height"].map((name) => positive(new RegExp(`\\b${name}=["']([\\d.]+)`).exec(rect)?.[1]));
    return width && height ? { box: { x, y, width, height }, percent: false } : {};
  }
  const points = /\bpoints=["']([^"']{1,20000})/.exec(svg)?.[1] ?? absolutePath(/\sd=["']([^"']{1,20000})/.exec(svg)?.[1]);
  const numbers = points?.match(/-?\d+(?:\.\d+)?/g)?.map(Number) ?? [];
  const xs = numbers.filter((_, i) => i % 2 === 0), ys = numbers.filter((_, i) => i % 2 === 1);
  if (xs.length < 2 || ys.length < 2) return {};
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top];
  return width > 0 && height > 0 ? { box: { x: Math.max(0, left), y: Math.max(0, top), width, height }, percent: false } : {};
}

// Only absolute moves, lines and curves give pairs that can be compared.
const absolutePath = (path: string | undefined): string | undefined => (path && /^[MLCQSTZ\d\s.,-]+$/.test(path) ? path : undefined);
