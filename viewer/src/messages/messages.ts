// The words of the interface in the reader's language. One chain: the languages asked for, in their order, each with
// its region and without it; then English. A message that a language lacks is taken from the next.
import { pick } from "../iiif/language";
import type { LanguageMap } from "../iiif/program";
import { cy } from "./cy";
import { de } from "./de";
import { en, type Key, type Message, type Messages } from "./en";
import { fr } from "./fr";

export type { Key } from "./en";
export type Values = Readonly<Record<string, string | number>>;

export interface Words {
  readonly language: string; // BCP 47, of the messages
  say(key: Key, values?: Values): string;
  of(map: LanguageMap): string; // the value in the language the reader likes best
  nameOf(language: string): string; // "cy" -> "Welsh"
  date(when: Date): string;
}

const TABLES: Readonly<Record<string, Messages>> = { cy, de, en, fr };

export function words(wanted: readonly string[]): Words {
  const known = wanted.map((tag) => tag.toLowerCase().split("-")[0] ?? "").filter((tag) => TABLES[tag]);
  const chain = [...new Set([...known, "en"])];
  const language = chain[0]!;
  return {
    language,
    say(key, values = {}) {
      const speaks = chain.find((tag) => TABLES[tag]?.[key] !== undefined) ?? "en";
      return fill(TABLES[speaks]?.[key] ?? en[key], values, speaks);
    },
    of: (map) => pick(map, wanted),
    nameOf: (tag) => nameOf(tag, language),
    date: (when) => new Intl.DateTimeFormat(language, { dateStyle: "long" }).format(when),
  };
}

// The languages of an element: its own `lang` or the nearest above it (the page's), then the reader's.
export function languagesOf(element: Element): readonly string[] {
  const host = element.closest<HTMLElement>("[lang]")?.lang;
  return [...(host ? [host] : []), ...navigator.languages];
}

function fill(message: Message, values: Values, language: string): string {
  const n = values["n"];
  const form = typeof message === "string" ? message : (message[plural(language, Number(n))] ?? message.other ?? "");
  return form.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return typeof value === "number" ? new Intl.NumberFormat(language).format(value) : (value ?? whole);
  });
}

const plural = (language: string, n: number): Intl.LDMLPluralRule => new Intl.PluralRules(language).select(n);

function nameOf(tag: string, language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag; // not a language tag at all
  }
}
