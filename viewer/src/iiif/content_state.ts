// Content State 1.0: a link into a IIIF document, as people hand them on (`iiif-content`, drag and drop, data-iiif-content).
// https://iiif.io/api/content-state/1.0/
import { idOf, isObject, list, strings, typeOf, webAddress, type Json } from "./json";
import { readTarget, type Target } from "./target";

// What to open, and the part of it that is meant.
export interface Pointing {
  readonly address: string; // of a manifest or collection; of whatever it is when nobody said
  readonly target: Target | undefined; // a canvas or range in it
}

// An address, JSON, or JSON encoded for a parameter; undefined where it is none of these.
export function readContentState(given: string): Pointing | undefined {
  const trimmed = given.trim();
  if (webAddress(trimmed)) return fromParameter(trimmed) ?? { address: trimmed, target: undefined };
  const json = parse(trimmed) ?? parse(decodeContentState(trimmed) ?? "");
  return json === undefined ? undefined : pointingOf(json);
}

// What a JSON value points to, be it an annotation or its bare target.
export function pointingOf(value: unknown): Pointing | undefined {
  const first = list(value)[0];
  if (typeof first === "string") return webAddress(first) ? { address: first, target: undefined } : undefined;
  if (!isObject(first)) return undefined;
  if (isContentState(first)) return pointingOf(first["target"]);
  const target = readTarget(first);
  if (!target || !webAddress(target.source)) return undefined;
  const type = target.type || typeOf(first);
  if (type === "Manifest" || type === "Collection") return { address: target.source, target: undefined };
  return webAddress(target.partOf) ? { address: target.partOf, target } : { address: idOf(first) || target.source, target };
}

export const isContentState = (thing: Json): boolean => typeOf(thing) === "Annotation" && strings(thing["motivation"]).some((one) => one === "contentState" || one === "highlighting");

// https://iiif.io/api/content-state/1.0/#6-content-state-encoding
export function encodeContentState(json: string): string {
  return btoa(encodeURIComponent(json)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

export function decodeContentState(encoded: string): string | undefined {
  if (!/^[\w-]+$/.test(encoded) || encoded.length % 4 === 1) return undefined;
  try {
    return decodeURIComponent(atob(encoded.replace(/-/g, "+").replace(/_/g, "/")));
  } catch {
    return undefined;
  }
}

// The address of some viewer with the state in it, as it comes out of another window's address bar.
function fromParameter(address: string): Pointing | undefined {
  if (!/[?&#](iiif-content|manifest)=/.test(address)) return undefined;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const inside = url?.searchParams.get("iiif-content") ?? url?.searchParams.get("manifest");
  return inside && !/[?&]iiif-content=/.test(inside) ? readContentState(inside) : undefined;
}

function parse(value: string): unknown {
  try {
    return value.startsWith("{") || value.startsWith("[") ? (JSON.parse(value) as unknown) : undefined;
  } catch {
    return undefined;
  }
}
