// Any IIIF Presentation 2, 3 or 4 document as a Program or a Collection. Never throws on odd shapes: what does not fit
// is left out and told as a Problem. Only a document that is none of these is refused, by a NotReadable.
import { behaviors, readDescribed, readPictures } from "./described";
import { idOf, isObject, list, objects, Reading, strings, text, typeOf, webAddress, withoutFragment, type Json } from "./json";
import { languageMap } from "./language";
import { readAnnotationPage, type Said } from "./annotations";
import { readCanvas } from "./canvas";
import type { Sentence } from "../messages/sentences";
import type { Canvas, Collection, Member, Note, Program } from "./program";
import { indexOf, readPlace, readRanges, sequenceOf } from "./ranges";
import { readTarget } from "./target";

// `what` is wrong, and the exact finding.
export class NotReadable extends Error {
  constructor(readonly what: Sentence, readonly detail: string) {
    super(what);
  }
}

const CONTAINERS = new Set(["Canvas", "Timeline"]);

// What puts a Presentation 2 document into the shape of Presentation 3 (presentation2.ts).
export type Upgrade = (document: Json) => Json;
export const isVersion2 = (value: unknown): boolean => isObject(value) && versionOf(value) === 2;

export function readDocument(value: unknown, upgrade?: Upgrade): Program | Collection {
  if (!isObject(value)) throw new NotReadable("This is JSON, but not a IIIF document.", Array.isArray(value) ? "array" : typeof value);
  const type = typeOf(value);
  const version = versionOf(value);
  const reading = new Reading(version);
  const document = version === 2 && upgrade ? upgrade(value) : value;
  if (type === "Collection" || type === "CollectionPage" || type === "Layer") return readCollection(document, reading);
  if (type === "Manifest") return readManifest(document, reading);
  if (CONTAINERS.has(type)) return readManifest({ id: idOf(value), label: value["label"], items: [value] }, reading);
  throw type ? new NotReadable("This is a IIIF document of another kind, not a manifest or a collection.", type) : new NotReadable("This JSON does not say that it is a IIIF manifest or collection.", "no type");
}

// By its context; where that is missing or odd, by its shape.
function versionOf(document: Json): 2 | 3 | 4 {
  const contexts = strings(document["@context"]).join(" ");
  const stated = /presentation\/(\d)/.exec(contexts)?.[1];
  if (document["sequences"] || document["mediaSequences"] || /^sc:/.test(text(document["@type"]))) return 2;
  if (stated) return Number(stated) <= 2 ? 2 : Number(stated) === 3 ? 3 : 4;
  return objects(document["items"]).some((item) => item["type"] === "Timeline" || item["type"] === "Scene") ? 4 : 3;
}

function readManifest(manifest: Json, reading: Reading): Program {
  const behavior = behaviors(manifest);
  const items = inOrder(reading.objects(manifest["items"]), sequenceOf(manifest["structures"]));
  const byId = new Map(items.map((item) => [withoutFragment(idOf(item)), item]));
  const canvases: Canvas[] = [];
  items.forEach((item, i) => {
    if (CONTAINERS.has(typeOf(item))) canvases.push(readCanvas(item, `/items/${i}`, { reading, behavior, byId }));
    else reading.problem(`/items/${i}`, "This viewer does not show this kind of content.", typeOf(item));
  });
  if (canvases.length === 0) reading.problem("/items", "The manifest holds nothing that can be shown.");
  const index = indexOf(canvases);
  return {
    kind: "manifest",
    version: reading.version,
    ...readDescribed(manifest),
    canvases: withNotesFrom(manifest, canvases, index, reading),
    ranges: readRanges(manifest["structures"], behavior, canvases, reading),
    start: readPlace(manifest["start"], index, canvases),
    rightToLeft: manifest["viewingDirection"] === "right-to-left",
    problems: reading.problems,
  };
}

function inOrder(items: readonly Json[], sequence: readonly string[] | undefined): readonly Json[] {
  if (!sequence) return items;
  const byId = new Map(items.map((item) => [idOf(item), item]));
  const ordered = [...new Set(sequence)].map((id) => byId.get(id)).filter((item) => item !== undefined);
  return ordered.length ? ordered : items;
}

// Annotations that hang on the manifest may be about one of its canvases.
function withNotesFrom(manifest: Json, canvases: Canvas[], index: ReadonlyMap<string, number>, reading: Reading): Canvas[] {
  const extra = new Map<number, Note[]>();
  for (const page of reading.objects(manifest["annotations"])) {
    const targets = new Set(reading.objects(page["items"]).map((annotation) => readTarget(annotation["target"])?.source ?? ""));
    for (const target of targets) {
      const at = index.get(target);
      if (at === undefined) continue;
      extra.set(at, [...(extra.get(at) ?? []), ...readAnnotationPage(page, target, canvases[at]!, reading).notes]);
    }
  }
  return extra.size ? canvases.map((canvas, i) => (extra.has(i) ? { ...canvas, notes: [...canvas.notes, ...extra.get(i)!] } : canvas)) : canvases;
}

function readCollection(collection: Json, reading: Reading): Collection {
  const first = collection["first"];
  const page = list(collection["items"]).length === 0 && isObject(first) && list(first["items"]).length ? first : collection;
  const next = page["next"] ?? (list(collection["items"]).length ? undefined : first);
  const members: Member[] = [];
  reading.objects(page["items"]).forEach((item, i) => {
    const type = typeOf(item), id = webAddress(idOf(item));
    if (!id || (type !== "Manifest" && type !== "Collection")) return reading.problem(`/items/${i}`, "A member of the collection is neither a manifest nor a collection with an address.");
    members.push({ kind: type === "Manifest" ? "manifest" : "collection", id, label: languageMap(item["label"]), summary: languageMap(item["summary"]), thumbnail: readPictures(item["thumbnail"]), navDate: text(item["navDate"]) });
  });
  return {
    kind: "collection",
    version: reading.version,
    ...readDescribed(collection),
    members,
    next: webAddress(isObject(next) ? idOf(next) : next),
    problems: reading.problems,
  };
}

// A page of annotations that a canvas only names.
export function readNotePage(value: unknown, canvas: Canvas): Said & { readonly next: string } {
  return readAnnotationPage(value, canvas.id, canvas, new Reading(3));
}
