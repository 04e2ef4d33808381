// What annotations say about a canvas: texts that run along with it (captions, transcripts) and notes.
// https://iiif.io/api/presentation/3.0/#55-annotation-page, https://iiif.io/api/presentation/4.0/ (`provides`)
import { readLanguage } from "./described";
import { boxWithin } from "./fragment";
import { cleanHtml, plainText } from "./html";
import { idOf, isObject, list, objects, strings, text, typeOf, webAddress, withoutFragment, type Json, type Reading } from "./json";
import { languageMap, pick } from "./language";
import type { EmbeddedCue, LanguageMap, Link, Note, TextRole, TimedText } from "./program";
import { readTarget } from "./target";

export interface Said {
  readonly texts: readonly TimedText[];
  readonly notes: readonly Note[];
  readonly notePages: readonly string[]; // only named
}

const ROLES: Record<string, TextRole> = {
  closedCaptions: "captions", subtitles: "subtitles", transcript: "transcript", audioDescription: "descriptions", translation: "translation",
};
const TEXT_FORMAT = /^(?:text\/(?:vtt|srt|x-srt|plain|html|markdown)|application\/(?:x-subrip|ttml\+xml|msword|pdf|vnd\.openxml))/i;

interface Extent {
  readonly width: number;
  readonly height: number;
}

export function readAnnotations(pages: unknown, canvas: string, extent: Extent, reading: Reading, where: string): Said {
  const texts: TimedText[] = [], notes: Note[] = [], notePages: string[] = [];
  reading.objects(pages).forEach((page, p) => {
    const address = webAddress(idOf(page));
    if (Array.isArray(page["items"])) addPage(page, canvas, extent, reading, `${where}/${p}`, texts, notes);
    else if (address) notePages.push(address);
    else reading.problem(`${where}/${p}`, "A page of annotations has neither items nor an address.");
  });
  for (const one of list(pages)) if (webAddress(one)) notePages.push(webAddress(one));
  return { texts, notes, notePages };
}

// A page that was fetched. Only what is about this canvas is taken from it.
export function readAnnotationPage(page: unknown, canvas: string, extent: Extent, reading: Reading): Said & { readonly next: string } {
  if (!isObject(page)) return { texts: [], notes: [], notePages: [], next: "" };
  const texts: TimedText[] = [], notes: Note[] = [];
  addPage({ ...page, items: page["items"] ?? page["resources"] }, canvas, extent, reading, "", texts, notes);
  const next = page["next"];
  return { texts, notes, notePages: [], next: webAddress(isObject(next) ? idOf(next) : next) };
}

function addPage(page: Json, canvas: string, extent: Extent, reading: Reading, where: string, texts: TimedText[], notes: Note[]): void {
  const spoken = new Map<string, TimedText & { embedded: EmbeddedCue[] }>();
  reading.objects(page["items"]).forEach((annotation, a) => {
    const target = readTarget(annotation["target"] ?? annotation["on"]);
    if (target?.source && canvas && target.source !== withoutFragment(canvas) && target.type !== "Manifest") return;
    const motivations = strings(annotation["motivation"]).map((one) => one.replace(/^(sc|oa):/, ""));
    if (motivations.includes("painting")) return reading.problem(`${where}/items/${a}`, "Painting annotations belong into the items of a canvas, not into its annotations.");
    const bodies = bodiesOf(annotation, reading);
    if (motivations.includes("supplementing")) {
      for (const body of bodies) if (isFile(body)) texts.push(readFile(body, annotation));
      const words = bodies.filter(isWords);
      const span = target?.part.span;
      if (words.length && span && span.end < Infinity) return addCue(words[0]!, annotation, page, span, spoken);
      if (words.length === 0) return;
    }
    if (isHidden(page) || isHidden(annotation)) return;
    const box = target && boxWithin(target.part, extent.width, extent.height);
    notes.push({ ...readNote(annotation, bodies, motivations), span: target?.part.span, box });
  });
  for (const one of spoken.values()) texts.push({ ...one, embedded: one.embedded.sort((a, b) => a.span.start - b.span.start) });
}

// "Not rendered by default": https://iiif.io/api/presentation/3.0/#behavior
const isHidden = (resource: Json): boolean => strings(resource["behavior"]).includes("hidden");

function bodiesOf(annotation: Json, reading: Reading): Json[] {
  const bodies: Json[] = [];
  for (const body of list(annotation["body"] ?? annotation["resource"])) {
    if (typeof body === "string") bodies.push(webAddress(body) ? { id: body } : { type: "TextualBody", value: body });
    else if (isObject(body)) bodies.push(...(/^(Choice|Composite|List|Independents)$/.test(typeOf(body)) ? reading.objects(body["items"]) : [body]));
  }
  if (typeof annotation["bodyValue"] === "string") bodies.push({ type: "TextualBody", value: annotation["bodyValue"] });
  return bodies;
}

const wordsOf = (body: Json): string => text(body["value"]) || text(body["chars"]);
const isWords = (body: Json): boolean => wordsOf(body) !== "";
const isFile = (body: Json): boolean => !isWords(body) && webAddress(idOf(body)) !== "" && (typeOf(body) === "Text" || TEXT_FORMAT.test(text(body["format"])));

function readFile(body: Json, annotation: Json): TimedText {
  const label = languageMap(body["label"] ?? annotation["label"]);
  return { id: webAddress(idOf(body)), format: text(body["format"]), language: readLanguage(body), label, roles: rolesOf(body, annotation), machineMade: isMachineMade(label), embedded: [] };
}

// Annotations with a time each, of one page, in one language and of one role, are one text.
function addCue(body: Json, annotation: Json, page: Json, span: EmbeddedCue["span"], spoken: Map<string, TimedText & { embedded: EmbeddedCue[] }>): void {
  const language = readLanguage(body), roles = rolesOf(body, annotation);
  const key = `${language} ${roles.join(" ")}`;
  let whole = spoken.get(key);
  if (!whole) {
    const label = languageMap(page["label"]);
    spoken.set(key, (whole = { id: "", format: "text/plain", language, label, roles, machineMade: isMachineMade(label), embedded: [] }));
  }
  const value = wordsOf(body);
  whole.embedded.push({ span, text: text(body["format"]).includes("html") ? plainText(value) : value, speaker: "" });
}

function rolesOf(body: Json, annotation: Json): TextRole[] {
  const provided = [...strings(annotation["provides"]), ...strings(body["provides"])];
  return [...new Set(provided.map((one) => ROLES[one]).filter((one) => one !== undefined))];
}

// The one mark there is for it in practice.
const isMachineMade = (label: LanguageMap): boolean => /\(machine[- ]generated\)|auto[- ]generated/i.test(pick(label, []));

function readNote(annotation: Json, bodies: readonly Json[], motivations: readonly string[]): Omit<Note, "span" | "box"> {
  const words = bodies.filter(isWords);
  const html = words.some((body) => text(body["format"]).includes("html"));
  const links: Link[] = [];
  for (const body of bodies) {
    const id = webAddress(idOf(body) || text(body["source"]) || idOf(objects(body["source"])[0] ?? {}));
    if (id && !isWords(body)) links.push({ id, label: languageMap(body["label"]), format: text(body["format"]), language: readLanguage(body), profile: "" });
  }
  const said = words.map((body) => (html ? htmlOf(body) : wordsOf(body))).join(html ? "" : "\n");
  return {
    id: idOf(annotation),
    motivations,
    text: (said || pick(languageMap(annotation["label"]))).slice(0, 100_000),
    html: html && said !== "",
    language: words[0] ? readLanguage(words[0]) : "",
    creator: creatorOf(annotation["creator"]),
    links,
  };
}

function htmlOf(body: Json): string {
  const value = wordsOf(body);
  return text(body["format"]).includes("html") ? cleanHtml(value) : cleanHtml(`<p>${value.replace(/</g, "&lt;")}</p>`);
}

function creatorOf(value: unknown): string {
  const creator = list(value)[0];
  return isObject(creator) ? text(list(creator["name"])[0]) || pick(languageMap(creator["label"])) : text(creator);
}
