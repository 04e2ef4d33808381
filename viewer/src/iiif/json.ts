// How values of documents from elsewhere are looked at: nothing is trusted to have the shape it should have.
import type { Problem } from "./program";

export type Json = { readonly [key: string]: unknown };

const MOST_PROBLEMS = 100;
const MOST_OBJECTS = 400_000; // some hundred times the largest manifest seen
const LONGEST_LIST = 100_000;

// One reading of one document: what was wrong in it, and how much of it may still be looked at.
export class Reading {
  readonly problems: Problem[] = [];
  #left = MOST_OBJECTS;

  constructor(readonly version: 2 | 3 | 4) {}

  problem(where: string, what: Problem["what"], detail = ""): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push({ where, what, detail });
  }

  // The objects of a list, or the one object that stands where a list should.
  objects(value: unknown): readonly Json[] {
    const list = objects(value);
    this.#left -= list.length;
    if (this.#left >= 0) return list;
    if (this.#left + list.length >= 0) this.problem("", "The document is larger than this viewer reads; the rest of it is left out.");
    return [];
  }
}

export const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

// One empty list for all: most properties of most things are absent, and there may be tens of thousands of things.
export const NONE: readonly never[] = [];

export function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.length > LONGEST_LIST ? value.slice(0, LONGEST_LIST) : value;
  return value === undefined || value === null ? NONE : [value];
}

// What `read` makes of each entry, but for those it makes nothing of.
export function gather<T>(value: unknown, read: (one: unknown) => T | undefined): readonly T[] {
  const given = list(value);
  if (given.length === 0) return NONE;
  const made: T[] = [];
  for (const one of given) {
    const thing = read(one);
    if (thing !== undefined) made.push(thing);
  }
  return made;
}

export const objects = (value: unknown): readonly Json[] => gather(value, (one) => (isObject(one) ? one : undefined));
export const strings = (value: unknown): readonly string[] => gather(value, (one) => (typeof one === "string" ? one : undefined));
export const text = (value: unknown): string => (typeof value === "string" ? value : "");

// A positive, finite number, also where it was written as a string; 0 for anything else.
export function positive(value: unknown): number {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) && number > 0 ? number : 0;
}

export const idOf = (thing: Json): string => text(thing["id"]) || text(thing["@id"]);

// "sc:Canvas", "dctypes:Sound" and "Canvas" alike, without their prefix.
export const typeOf = (thing: Json): string => text(list(thing["type"] ?? thing["@type"])[0]).replace(/^\w+:/, "");

// Only what may be fetched as a document, media or link: a manifest must not be able to run script.
export function webAddress(value: unknown): string {
  const address = text(value).trim();
  if (/^https?:\/\/[^\s]/i.test(address)) return address;
  return /^\/\/[^\s/]/.test(address) ? `https:${address}` : "";
}

export const withoutFragment = (address: string): string => {
  const at = address.indexOf("#");
  return at < 0 ? address : address.slice(0, at);
};
