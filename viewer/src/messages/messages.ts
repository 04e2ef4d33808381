// The words of the interface in the reader's language. One chain: the languages asked for, in their order, each without
// its region; English ends it, for it lacks nothing. A message that a language lacks is taken from the next.
// Languages other than English are files of their own beside the script, loaded when somebody reads them.
import { pick } from "../iiif/language";
import type { LanguageMap } from "../iiif/program";
import { en, type Key, type Message } from "./en";
import type { SheetKey } from "./en_sheets";
import type { Sentence, Sentences } from "./sentences";

export type { Key } from "./en";
export type Messages = { readonly [key in Key | SheetKey]?: Message };
export type Values = Readonly<Record<string, string | number>>;

export interface Words {
  readonly language: string; // BCP 47, of the messages
  say(key: Key, values?: Values): string;
  say(key: SheetKey, values: Values, english: Message): string; // ui/sheet_words.ts
  tell(sentence: Sentence): string; // of a trouble
  of(map: LanguageMap): string; // the value in the language the reader likes best
  nameOf(language: string): string; // "cy" -> "Welsh"
  date(when: Date): string;
}

const OTHERS: ReadonlySet<string> = new Set(["cy", "de", "fr"]);
const tables: Record<string, Messages> = { en };
const troubles: Record<string, Sentences> = {};

function chainOf(wanted: readonly string[]): readonly string[] {
  const known = wanted.map((tag) => tag.toLowerCase().split("-")[0] ?? "").filter((tag) => tag === "en" || OTHERS.has(tag));
  const chain = [...new Set([...known, "en"])];
  return chain.slice(0, chain.indexOf("en") + 1);
}

// To be awaited before words() is asked. Where a language does not come, English is spoken.
export async function loadMessages(wanted: readonly string[], base = import.meta.url): Promise<void> {
  await Promise.all(chainOf(wanted).filter((tag) => !tables[tag]).map(async (tag) => {
    const module: { default?: Messages; sentences?: Sentences } = await import(new URL(`avocet-viewer.${tag}.js`, base).href).catch(() => ({}));
    if (module.default) tables[tag] = module.default;
    if (module.sentences) troubles[tag] = module.sentences;
  }));
}

export function words(wanted: readonly string[]): Words {
  const chain = chainOf(wanted).filter((tag) => tables[tag]);
  const language = chain[0]!;
  return {
    language,
    say(key: Key | SheetKey, values: Values = {}, english: Message = en[key as Key]) {
      const speaks = chain.find((tag) => tables[tag]?.[key] !== undefined) ?? "en";
      return fill(tables[speaks]?.[key] ?? english, values, speaks);
    },
    tell: (sentence) => troubles[language]?.[sentence] ?? sentence,
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
