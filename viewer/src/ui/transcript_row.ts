// One paragraph of the transcript: who speaks, when, the words; and beside it those of another language.
import type { Cue } from "../session";
import { make } from "./dom";
import { clock } from "../media/time";

export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly current: boolean;
}

export interface Paragraph {
  readonly cue: Cue;
  readonly language: string;
  readonly speaker: string; // named where another begins to speak
  readonly hue: number;
  readonly marks: readonly Mark[];
  readonly beside: readonly Cue[] | undefined; // undefined: there is no second column
  readonly besideLanguage: string;
  readonly seek: (seconds: number) => void;
}

export function drawParagraph(paragraph: Paragraph): HTMLLIElement {
  const { cue, speaker, hue, beside } = paragraph;
  const timed = cue.start >= 0;
  const row = make("li", { className: beside ? "cue two" : "cue" });
  if (speaker) row.append(make("span", { className: `who hue-${hue}`, textContent: speaker }));
  if (timed) row.append(make("button", { type: "button", className: "at", textContent: clock(cue.start), tabIndex: -1, onclick: () => paragraph.seek(cue.start) }));
  const words = make("p", { lang: paragraph.language, dir: "auto" }, ...spoken(cue, paragraph.marks));
  row.append(words);
  if (beside) row.append(make("p", { lang: paragraph.besideLanguage, dir: "auto", className: "beside", textContent: beside.map((one) => one.text).join(" ") }));
  if (timed) {
    // The words may be clicked too; whoever selects text to copy it is left in peace.
    row.addEventListener("click", (event) => {
      const selected = getSelection();
      if (event.target instanceof Element && !event.target.closest("button") && (!selected || selected.isCollapsed)) paragraph.seek(cue.start);
    });
  }
  return row;
}

// The text cut where a timed word or a match begins or ends: <span data-at> for the one, <mark> for the other.
function spoken({ text, words }: Cue, marks: readonly Mark[]): Node[] {
  const cuts = new Set([0, text.length]);
  for (const { from, to } of [...words, ...marks]) cuts.add(from).add(to);
  const places = [...cuts].sort((a, b) => a - b);
  return places.slice(0, -1).map((from, i) => {
    const part = text.slice(from, places[i + 1]);
    const mark = marks.find((one) => from >= one.from && from < one.to);
    const word = words.findIndex((one) => from >= one.from && from < one.to);
    const inner: Node = mark ? make("mark", { textContent: part, className: mark.current ? "current" : "" }) : document.createTextNode(part);
    if (word < 0) return inner;
    const span = make("span", {}, inner);
    span.dataset["word"] = String(word);
    return span;
  });
}
