import type { Cue } from "../session";
import { same, test } from "../testing";
import { Finder } from "./search";

const cues = (...texts: string[]) => texts.map((text) => ({ text }) as Cue);
const found = (list: readonly Cue[], words: string) => new Finder(list).find(words).map(({ cue, from, to }) => [cue, list[cue]!.text.slice(from, to)]);

test("case and accents do not matter, and the place is that of the text itself", () => {
  same(found(cues("The café", "CAFE\u0301 society", "none"), "café"), [[0, "café"], [1, "CAFE\u0301"]]);
  same(found(cues("Straße, STRASSE"), "strasse"), [[0, "Straße"], [0, "STRASSE"]]);
});

test("every place is found, also across a line's end, and nothing for nothing", () => {
  same(found(cues("a boundary of\nboundary"), "of bound"), [[0, "of\nbound"]]);
  same(found(cues("aaaa"), "aa"), [[0, "aa"], [0, "aa"]]);
  same(found(cues("a"), "  "), []);
});
