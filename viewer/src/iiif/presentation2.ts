// Presentation 2 (and 1, and the `mediaSequences` by which A/V was published before 3.0) put into the shape of
// Presentation 3. Only shapes are changed; values are read, and judged, by what reads Presentation 3.
// https://iiif.io/api/presentation/2.1/
import { idOf, isObject, list, objects, strings, text, typeOf, type Json } from "./json";

const DEEPEST = 24;
const KINDS: Record<string, string> = { Image: "Image", StillImage: "Image", MovingImage: "Video", Video: "Video", Sound: "Sound", Audio: "Sound", Text: "Text", ContentAsText: "TextualBody", PhysicalObject: "Model" };

export const upgrade = (document: Json): Json => (/^(Collection|Layer)$/.test(typeOf(document)) ? upgradeCollection(document) : upgradeManifest(document));

function upgradeManifest(manifest: Json): Json {
  const sequences = objects(manifest["sequences"]);
  const canvases = objects(sequences[0]?.["canvases"]).map(upgradeCanvas);
  const media = objects(manifest["mediaSequences"]).flatMap((sequence) => objects(sequence["elements"])).map(upgradeElement);
  const startId = idOf(objects(sequences[0]?.["startCanvas"])[0] ?? {}) || text(sequences[0]?.["startCanvas"]) || text(manifest["startCanvas"]);
  return {
    ...common(manifest),
    type: "Manifest",
    viewingDirection: manifest["viewingDirection"] ?? sequences[0]?.["viewingDirection"],
    items: media.length ? media : canvases,
    structures: upgradeRanges(objects(manifest["structures"])),
    ...(startId && { start: { id: startId, type: "Canvas" } }),
  };
}

function upgradeCollection(collection: Json): Json {
  const member = (one: unknown, type: string): Json => (isObject(one) ? { ...common(one), type: typeOf(one) || type } : { id: text(one), type });
  return {
    ...common(collection),
    type: "Collection",
    items: [
      ...list(collection["members"]).map((one) => member(one, "Manifest")),
      ...list(collection["collections"]).map((one) => member(one, "Collection")),
      ...list(collection["manifests"]).map((one) => member(one, "Manifest")),
    ],
    ...(collection["next"] ? { next: collection["next"] } : {}),
    ...(collection["first"] ? { first: collection["first"] } : {}),
  };
}

function common(thing: Json): Json {
  const hints = strings(thing["viewingHint"]);
  const attribution = thing["attribution"];
  return {
    id: idOf(thing),
    label: thing["label"],
    summary: thing["description"],
    metadata: thing["metadata"],
    ...(attribution ? { requiredStatement: { label: { en: ["Attribution"] }, value: attribution } } : {}),
    rights: list(thing["license"])[0],
    ...(thing["logo"] ? { provider: [{ type: "Agent", logo: thing["logo"] }] } : {}),
    homepage: list(thing["related"]),
    seeAlso: list(thing["seeAlso"]),
    rendering: list(thing["rendering"]),
    thumbnail: list(thing["thumbnail"]),
    navDate: thing["navDate"],
    behavior: hints,
    service: list(thing["service"]),
  };
}

function upgradeCanvas(canvas: Json): Json {
  return {
    ...common(canvas),
    type: "Canvas",
    width: canvas["width"],
    height: canvas["height"],
    duration: canvas["duration"],
    items: [{ type: "AnnotationPage", items: objects(canvas["images"] ?? canvas["media"]).map(upgradePainting) }],
    annotations: list(canvas["otherContent"]).map((page) => (isObject(page) ? { id: idOf(page), type: "AnnotationPage", ...(page["resources"] ? { items: page["resources"] } : {}) } : { id: page, type: "AnnotationPage" })),
  };
}

function upgradePainting(annotation: Json): Json {
  return { id: idOf(annotation), type: "Annotation", motivation: "painting", body: list(annotation["resource"]).map(upgradeBody), target: annotation["on"] };
}

function upgradeBody(value: unknown): unknown {
  if (!isObject(value)) return { id: text(value), type: "Image" };
  const type = typeOf(value);
  if (type === "Choice") return { type, items: [value["default"], ...list(value["item"])].filter((one) => one && one !== "rdf:nil").map(upgradeBody) };
  if (type === "SpecificResource") return { ...value, type, source: list(value["full"]).map(upgradeBody)[0] };
  return { ...value, id: idOf(value), type: KINDS[type] ?? type, seeAlso: list(value["seeAlso"]) };
}

// An element of a media sequence is a recording with its forms in `rendering`; the canvas is what it would be in 3.0.
function upgradeElement(element: Json): Json {
  const type = KINDS[typeOf(element)] ?? "Video";
  const id = idOf(element);
  const forms = objects(element["rendering"]).filter((one) => /^(video|audio)\//.test(text(one["format"]))).map((one) => ({ id: idOf(one), type, format: one["format"] }));
  const own = [{ id, type, format: element["format"], duration: element["duration"], width: element["width"], height: element["height"] }];
  const items = forms.length ? forms : own;
  const canvas = `${id.split("#")[0]}#canvas`;
  return {
    ...common({ ...element, rendering: [] }),
    id: canvas,
    type: "Canvas",
    duration: element["duration"],
    width: element["width"],
    height: element["height"],
    items: [{ type: "AnnotationPage", items: [{ type: "Annotation", motivation: "painting", body: items.length > 1 ? { type: "Choice", items } : items[0], target: canvas }] }],
  };
}

// A flat list, where ranges name their children (2.1) or their parents (`within`), becomes a tree.
function upgradeRanges(flat: readonly Json[]): Json[] {
  const byId = new Map(flat.map((range) => [idOf(range), range]));
  const childrenOf = (range: Json): unknown[] => [...list(range["ranges"]), ...list(range["members"]), ...list(range["canvases"])];
  const named = new Set(flat.flatMap((range) => [...list(range["ranges"]), ...list(range["members"])].map((one) => (isObject(one) ? idOf(one) : text(one)))));
  const inside = new Map<string, Json[]>();
  for (const range of flat) {
    const parent = text(range["within"]);
    if (byId.has(parent) && !named.has(idOf(range))) (inside.get(parent) ?? inside.set(parent, []).get(parent)!).push(range);
  }
  const seen = new Set<string>();
  const build = (range: Json, depth: number): Json => {
    seen.add(idOf(range));
    const items = [...childrenOf(range), ...(inside.get(idOf(range)) ?? [])].flatMap((one): Json[] => {
      const id = isObject(one) ? idOf(one) : text(one);
      const child = byId.get(id.split("#")[0]!) ?? byId.get(id);
      if (!child) return [{ id, type: "Canvas" }];
      return seen.has(idOf(child)) || depth >= DEEPEST ? [] : [build(child, depth + 1)];
    });
    return { ...common(range), type: "Range", behavior: strings(range["viewingHint"]).filter((hint) => hint !== "top"), items };
  };
  const tops = flat.filter((range) => text(range["viewingHint"]) === "top");
  const roots = tops.length ? tops : flat.filter((range) => !named.has(idOf(range)) && !byId.has(text(range["within"])));
  const trees = roots.map((range) => build(range, 0));
  // The top range of 2.1 is the table itself, not a line of it.
  return tops.length === 1 ? objects(trees[0]!["items"]).filter((one) => one["type"] === "Range") : trees;
}
