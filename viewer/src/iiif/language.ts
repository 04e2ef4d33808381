// Language maps (Presentation 3.0, 4.1): reading them, and the words in the language the reader likes best.
import { isObject, list, text } from "./json";
import type { LanguageMap } from "./program";

const LONGEST = 20_000; // characters of one value

// From a language map; from a bare string or `{"@value", "@language"}` as Presentation 2 has them, or lists of these.
export function languageMap(value: unknown): LanguageMap {
  if (value === undefined || value === null) return NONE;
  if (isLanguageMap(value)) return value;
  const map: Record<string, string[]> = Object.create(null);
  const add = (language: string, words: unknown) => {
    const said = typeof words === "number" ? String(words) : text(words);
    if (said) (map[language || "none"] ??= []).push(said.slice(0, LONGEST));
  };
  for (const one of list(value)) {
    if (!isObject(one)) add("none", one);
    else if ("@value" in one) add(text(one["@language"]), one["@value"]);
    else for (const [language, values] of Object.entries(one)) for (const words of list(values)) add(language === "@none" ? "none" : language, words);
  }
  return map;
}

const NONE: LanguageMap = {};

// As it should be: kept as it is, for there may be tens of thousands.
function isLanguageMap(value: unknown): value is LanguageMap {
  if (!isObject(value) || "@value" in value || "@none" in value) return false;
  for (const language in value) {
    const values = value[language];
    if (!Array.isArray(values) || !values.every((words) => typeof words === "string" && words.length <= LONGEST)) return false;
  }
  return true;
}

export const withValues = (map: LanguageMap, change: (value: string) => string): LanguageMap =>
  map === NONE ? NONE : Object.fromEntries(Object.entries(map).map(([language, values]) => [language, values.map(change)]));

// The values in the language wanted most; else those without a language; else those of the first language.
// https://iiif.io/api/presentation/3.0/#language-of-property-values
export function valuesOf(map: LanguageMap, wanted: readonly string[] = languages()): readonly string[] {
  const have = Object.keys(map);
  const speaks = (one: string, want: string) => one.toLowerCase().split("-")[0] === want.toLowerCase().split("-")[0];
  for (const want of wanted) {
    const found = have.find((one) => one.toLowerCase() === want.toLowerCase()) ?? have.find((one) => speaks(one, want));
    if (found) return map[found]!;
  }
  return map["none"] ?? map[have[0] ?? ""] ?? [];
}

export function pick(map: LanguageMap, wanted?: readonly string[]): string {
  return valuesOf(map, wanted).join("; ");
}

const languages = (): readonly string[] => (typeof navigator === "undefined" ? [] : navigator.languages);
