import { same, test } from "../testing";
import cy from "./cy";
import de from "./de";
import { en, type Message } from "./en";
import { enSheets } from "./en_sheets";
import fr from "./fr";
import { words, type Messages } from "./messages";
import { SENTENCES, type Sentences } from "./sentences";
import { sentences as troublesCy } from "./sentences_cy";
import { sentences as troublesDe } from "./sentences_de";
import { sentences as troublesFr } from "./sentences_fr";

const forms = (message: Message) => (typeof message === "string" ? [message] : Object.values(message));
const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
const ENGLISH: Readonly<Record<string, Message>> = { ...en, ...enSheets };
const LANGUAGES: Readonly<Record<string, Messages>> = { cy, de, fr };

for (const [tag, messages] of Object.entries(LANGUAGES)) {
  test(`${tag} says everything that English says, with the same values in it`, () => {
    for (const [key, english] of Object.entries(ENGLISH)) {
      const said = messages[key as keyof Messages];
      if (said === undefined) throw new Error(`${tag} does not say ${key}`);
      const wanted = places(forms(english).at(-1)!);
      for (const form of forms(said)) if (/\{/.test(form)) same(places(form), wanted, key);
    }
  });

  test(`${tag} has a form for each of its plural categories`, () => {
    const categories = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
    for (const [key, message] of Object.entries(messages))
      if (typeof message !== "string") same(categories.filter((one) => message[one] === undefined), [], key);
  });
}

const TROUBLES: Readonly<Record<string, Sentences>> = { cy: troublesCy, de: troublesDe, fr: troublesFr };

for (const [tag, troubles] of Object.entries(TROUBLES)) {
  test(`${tag} tells of every trouble in words of its own`, () => {
    same(SENTENCES.filter((one) => !troubles[one] || troubles[one] === one), []);
    same(Object.keys(troubles).filter((one) => !SENTENCES.some((sentence) => sentence === one)), []);
    same(new Set(Object.values(troubles)).size, SENTENCES.length, "two troubles are told by the same words");
  });
}

test("numbers choose their form, and values are put in as the language writes them", () => {
  const english = words(["en-GB"]);
  same([english.say("members", { n: 1 }), english.say("members", { n: 1234 })], ["1 item", "1,234 items"]);
  same(english.say("hitOf", { n: 2, total: "{n}" }), "2 of {n}");
});

test("what is not known falls to English", () => {
  same(words(["xx", "tlh"]).language, "en");
});
