// What is painted: the bodies of painting annotations, with the part of them that is used.
// https://iiif.io/api/presentation/3.0/#56-annotation
import { readLanguage, readServices } from "./described";
import { boxWithin } from "./fragment";
import { cleanHtml, escapeText, isHtml } from "./html";
import { idOf, isObject, list, objects, positive, strings, text, typeOf, webAddress, withoutFragment, type Json, type Reading } from "./json";
import { languageMap } from "./language";
import type { Body, Canvas, Link } from "./program";
import { readTarget, type Target } from "./target";

const KINDS: Record<string, Body["kind"]> = {
  Video: "video", MovingImage: "video", Sound: "audio", Audio: "audio", Image: "image", StillImage: "image",
  TextualBody: "text", ContentAsText: "text", Canvas: "canvas", Timeline: "canvas",
};

// How a nested canvas is read: by canvas.ts, which knows the manifest.
export type Nesting = (canvas: Json, where: string) => Canvas | undefined;

// Each entry is one thing that is painted, as its alternatives in the publisher's order.
export function readBodies(annotation: Json, reading: Reading, where: string, nest: Nesting): Body[][] {
  const exclude = strings(annotation["exclude"]);
  const read = (value: unknown) => (isObject(value) ? readBody(value, annotation, exclude, reading, where, nest) : undefined);
  const painted: Body[][] = [];
  for (const body of list(annotation["body"])) {
    if (!isObject(body)) {
      reading.problem(where, "The body of an annotation is not described, so what to paint is not known.");
      continue;
    }
    const type = typeOf(body);
    const members = reading.objects(body["items"] ?? body["item"]);
    if (type === "Choice") painted.push(members.map(read).filter((one) => one !== undefined));
    else if (type === "Composite" || type === "List" || type === "Independents") for (const member of members) painted.push([read(member)].filter((one) => one !== undefined));
    else painted.push([read(body)].filter((one) => one !== undefined));
  }
  return painted.filter((choices) => choices.length > 0);
}

function readBody(body: Json, annotation: Json, exclude: readonly string[], reading: Reading, where: string, nest: Nesting): Body | undefined {
  const specific = typeOf(body) === "SpecificResource";
  const resource = specific ? objects(body["source"] ?? body["full"])[0] : body;
  if (!resource) return reading.problem(where, "A SpecificResource does not say what it is a part of."), undefined;
  const kind = kindOf(resource);
  if (!kind) return reading.problem(where, "This viewer does not show this kind of content.", typeOf(resource) || "body without a type"), undefined;
  const target = readTarget(specific ? body : idOf(resource));
  const nested = kind === "canvas" ? nest(resource, where) : undefined;
  if (kind === "canvas" && !nested) return undefined;
  const id = webAddress(withoutFragment(idOf(resource)));
  if (!id && kind !== "text" && kind !== "canvas") return reading.problem(where, "The address of a body is missing or is not of the web."), undefined;
  return {
    ...measures(resource, target),
    kind: target?.soundOnly && kind === "video" ? "audio" : kind,
    id,
    format: text(resource["format"]),
    label: languageMap(body["label"] ?? resource["label"]),
    language: readLanguage(resource),
    silent: exclude.includes("audio") || target?.pictureOnly === true,
    services: readServices(resource),
    waveform: waveformOf(resource) ?? waveformOf(annotation),
    canvas: nested,
    value: kind === "text" ? cleanedText(resource) : "",
  };
}

type Measures = Pick<Body, "duration" | "width" | "height" | "fileSize" | "crop" | "from">;

function measures(resource: Json, target: Target | undefined): Measures {
  const width = positive(resource["width"]), height = positive(resource["height"]);
  const crop = target && boxWithin(target.part, width, height);
  return { duration: positive(resource["duration"]), width, height, fileSize: positive(resource["fileSize"]), crop, from: target?.part.span };
}

function kindOf(resource: Json): Body["kind"] | undefined {
  const format = text(resource["format"]).toLowerCase();
  const type = typeOf(resource);
  if (KINDS[type]) return KINDS[type];
  if (/^video\/|mpegurl|dash\+xml/.test(format)) return "video";
  if (format.startsWith("audio/")) return "audio";
  if (format.startsWith("image/")) return "image";
  return typeof resource["value"] === "string" || typeof resource["chars"] === "string" ? "text" : undefined;
}

// Where nobody says what it is it may be either.
function cleanedText(resource: Json): string {
  const value = (text(resource["value"]) || text(resource["chars"])).slice(0, 20_000), format = text(resource["format"]);
  return format.includes("html") || (format === "" && isHtml(value)) ? cleanHtml(value) : escapeText(value);
}

// audiowaveform data beside the sound: a Dataset that says so by its profile, or by its name.
function waveformOf(thing: Json): Link | undefined {
  for (const one of objects(thing["seeAlso"])) {
    const id = webAddress(idOf(one)), profile = text(one["profile"]);
    if (id && (profile.includes("waveform") || /waveform[^/]*\.(dat|json)$/i.test(id)))
      return { id, label: languageMap(one["label"]), format: text(one["format"]), language: "", profile };
  }
  return undefined;
}
