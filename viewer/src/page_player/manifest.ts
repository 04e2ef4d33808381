// Reads a Presentation 3.0 manifest into the few values a player needs. Everything in a manifest comes from
// outside: what does not fit is left out, never trusted. Times are seconds, as in the specification.
// https://iiif.io/api/presentation/3.0/
import { languageMap, pick } from "../iiif/language";

export interface Media {
  readonly id: string;
  readonly format: string; // media type, with or without a codecs parameter; "" if not stated
}

export interface TextTrack {
  readonly id: string;
  readonly label: string;
  readonly language: string; // BCP 47; "" if not stated
}

export interface Canvas {
  readonly id: string;
  readonly label: string;
  readonly duration: number;
  readonly width: number; // 0 for sound
  readonly height: number;
  readonly media: readonly Media[]; // the alternatives of one Choice, in the publisher's order
  readonly texts: readonly TextTrack[];
  readonly poster: string; // "" if there is none
}

export interface Manifest {
  readonly id: string;
  readonly label: string;
  readonly canvases: readonly Canvas[];
  readonly autoAdvance: boolean;
}

type Json = { readonly [key: string]: unknown };

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const objects = (value: unknown): Json[] => (Array.isArray(value) ? value : [value]).filter(isObject);
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const number = (value: unknown): number => (typeof value === "number" && Number.isFinite(value) && value > 0 ? value : 0);

// Only these may be loaded as media or text: a manifest must not be able to run script.
const url = (value: unknown): string => (/^https?:\/\//i.test(text(value)) ? text(value) : "");

export async function loadManifest(address: string, signal?: AbortSignal): Promise<Manifest> {
  const answer = await fetch(address, { headers: { accept: "application/json" }, ...(signal ? { signal } : {}) });
  if (!answer.ok) throw new Error(`The manifest could not be read (${answer.status}).`);
  return readManifest(await answer.json());
}

export function readManifest(value: unknown): Manifest {
  if (!isObject(value) || value["type"] !== "Manifest") throw new Error("This is not a IIIF Presentation 3 manifest.");
  return {
    id: text(value["id"]),
    label: pick(languageMap(value["label"])),
    canvases: objects(value["items"]).filter((item) => item["type"] === "Canvas").map(readCanvas),
    autoAdvance: Array.isArray(value["behavior"]) && value["behavior"].includes("auto-advance"),
  };
}

function readCanvas(canvas: Json): Canvas {
  const bodies = annotations(canvas["items"], "painting").flatMap(bodiesOf).filter(isPlayable);
  return {
    id: text(canvas["id"]),
    label: pick(languageMap(canvas["label"])),
    duration: number(canvas["duration"]),
    width: number(canvas["width"]),
    height: number(canvas["height"]),
    media: bodies.map((body) => ({ id: url(body["id"]), format: text(body["format"]) })).filter((media) => media.id),
    texts: annotations(canvas["annotations"], "supplementing").flatMap(bodiesOf).filter(isWebVtt).map(readText).filter((track) => track.id),
    poster: readPoster(canvas),
  };
}

function annotations(pages: unknown, motivation: string): Json[] {
  return objects(pages)
    .flatMap((page) => objects(page["items"]))
    .filter((annotation) => [annotation["motivation"]].flat().includes(motivation));
}

// A Choice stands for its items; anything else for itself.
function bodiesOf(annotation: Json): Json[] {
  return objects(annotation["body"]).flatMap((body) => (body["type"] === "Choice" ? objects(body["items"]) : [body]));
}

const isPlayable = (body: Json): boolean => body["type"] === "Video" || body["type"] === "Sound";
const isWebVtt = (body: Json): boolean => text(body["format"]).startsWith("text/vtt");

function readText(body: Json): TextTrack {
  const language = text([body["language"]].flat()[0]);
  return { id: url(body["id"]), label: pick(languageMap(body["label"])) || language || "Captions", language };
}

function readPoster(canvas: Json): string {
  const placeholder = objects(canvas["placeholderCanvas"])[0];
  const painted = placeholder ? annotations(placeholder["items"], "painting").flatMap(bodiesOf) : [];
  const picture = [...painted, ...objects(canvas["thumbnail"])].find((body) => body["type"] === "Image");
  return picture ? url(picture["id"]) : "";
}
