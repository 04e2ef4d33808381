// The properties that manifests, collections, canvases and ranges share.
// https://iiif.io/api/presentation/3.0/#3-resource-properties
import { cleanHtml, isHtml, plainText } from "./html";
import { gather, idOf, isObject, list, NONE, positive, strings, text, typeOf, webAddress, type Json } from "./json";
import { languageMap, withValues } from "./language";
import type { Agent, Described, LanguageMap, Link, Pair, Picture, Service } from "./program";

const DEEPEST_SERVICE = 5; // probe, access, token and one more

export function readDescribed(thing: Json, behavior: readonly string[] = behaviors(thing)): Described {
  return {
    id: idOf(thing),
    label: languageMap(thing["label"]),
    summary: readWords(thing["summary"]),
    metadata: gather(thing["metadata"], (pair) => (isObject(pair) ? readPair(pair) : undefined)),
    requiredStatement: isObject(thing["requiredStatement"]) ? readPair(thing["requiredStatement"]) : undefined,
    rights: webAddress(list(thing["rights"])[0]),
    provider: gather(thing["provider"], (agent) => (isObject(agent) ? readAgent(agent) : undefined)),
    homepage: readLinks(thing["homepage"]),
    seeAlso: readLinks(thing["seeAlso"]),
    rendering: readLinks(thing["rendering"]),
    thumbnail: readPictures(thing["thumbnail"]),
    navDate: text(thing["navDate"]),
    behavior,
    services: readServices(thing),
  };
}

// Words that may be HTML.
export const readWords = (value: unknown): LanguageMap => withValues(languageMap(value), (words) => (isHtml(words) ? cleanedWords(words) : words));

// What is no element any more once it is clean would be taken for text.
function cleanedWords(html: string): string {
  const clean = cleanHtml(html);
  return isHtml(clean) ? clean : plainText(clean);
}

const readPair = (pair: Json): Pair => ({ label: readWords(pair["label"]), value: readWords(pair["value"]) });

function readAgent(agent: Json): Agent {
  return { id: idOf(agent), label: languageMap(agent["label"]), homepage: readLinks(agent["homepage"]), logo: readPictures(agent["logo"]) };
}

export const readLinks = (value: unknown): readonly Link[] =>
  gather(value, (one) => {
    const id = webAddress(isObject(one) ? idOf(one) : one);
    return id ? readLink(isObject(one) ? one : {}, id) : undefined;
  });

function readLink(link: Json, id: string): Link {
  const profile = list(link["profile"])[0];
  return { id, label: languageMap(link["label"]), format: text(link["format"]), language: readLanguage(link), profile: text(profile) };
}

// `language` is a string in Presentation 3 as practised, a list in 4.
export const readLanguage = (thing: Json): string => strings(thing["language"])[0] ?? "";

export const readPictures = (value: unknown): readonly Picture[] =>
  gather(value, (one) => {
    const id = webAddress(isObject(one) ? idOf(one) : one);
    const thing = isObject(one) ? one : {};
    return id ? { id, width: positive(thing["width"]), height: positive(thing["height"]), format: text(thing["format"]), services: readServices(thing) } : undefined;
  });

export function readServices(thing: Json, depth = 0): readonly Service[] {
  const given = thing["service"] ?? thing["services"];
  if (given === undefined || depth > DEEPEST_SERVICE) return NONE;
  const all = thing["service"] && thing["services"] ? [...list(thing["service"]), ...list(thing["services"])] : given;
  return gather(all, (service) => {
    if (!isObject(service)) return undefined;
    const type = typeOf(service) || typeOfService(service);
    return { id: webAddress(idOf(service)), type, profile: text(list(service["profile"])[0]), services: readServices(service, depth + 1), ...(type.startsWith("Auth") && { given: service }) };
  });
}

// Services of the time before `type`: known by their context or profile.
function typeOfService(service: Json): string {
  const marks = `${text(service["@context"])} ${text(list(service["profile"])[0])}`;
  const version = /image\/(\d)/.exec(marks)?.[1];
  if (version) return `ImageService${version}`;
  return /search\/(\d)\/(?:context|search)/.exec(marks) ? "SearchService1" : "";
}

// ---- behavior, and who inherits it (Presentation 3.0, 3.4)

const DISJOINT = [["auto-advance", "no-auto-advance"], ["repeat", "no-repeat"], ["unordered", "individuals", "continuous", "paged"]] as const;
const HANDED_ON: Record<"Canvas" | "Range", readonly string[]> = {
  Canvas: ["auto-advance", "no-auto-advance"],
  Range: ["auto-advance", "no-auto-advance", "unordered", "individuals", "continuous", "paged"],
};

export const behaviors = (thing: Json): readonly string[] => strings(thing["behavior"]);

// Its own, and those from above that nothing of its own speaks against.
export function inheritBehavior(own: readonly string[], above: readonly string[], heir: "Canvas" | "Range"): readonly string[] {
  const settled = (one: string) => DISJOINT.some((set) => (set as readonly string[]).includes(one) && own.some((mine) => (set as readonly string[]).includes(mine)));
  const inherited = above.filter((one) => HANDED_ON[heir].includes(one) && !own.includes(one) && !settled(one));
  return inherited.length ? [...own, ...inherited] : own;
}
