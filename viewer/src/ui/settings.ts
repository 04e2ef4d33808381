// What can be chosen about the playing: speed, quality, sound track, version, captions. A menu is there only where
// there is something to choose.
import { pick } from "../iiif/language";
import type { Words } from "../messages/messages";
import type { LiveSession } from "../session_live";
import { effect, signal } from "../signal";
import { make } from "./dom";
import { speeds } from "./keys";
import { popover } from "./popover";
import type { Part } from "./view";

interface Menu {
  readonly label: string;
  readonly options: readonly string[];
  readonly chosen: number;
  choose(index: number): void;
}

export function createSettings(session: LiveSession, words: Words): Part {
  const { button, box } = popover("settings", words.say("settings"), () => []);
  const open = signal(false);
  box.addEventListener("beforetoggle", (event) => open.set((event as ToggleEvent).newState === "open"));
  const stop = effect(() => {
    if (open()) fill(box, menus(session, words));
  });
  return { element: make("div", { className: "group" }, button, box), stop };
}

// Menus that are there are changed, not replaced: one of them may have the focus.
function fill(box: HTMLElement, wanted: readonly Menu[]): void {
  const rows = new Map([...box.querySelectorAll<HTMLLabelElement>("label")].map((row) => [row.dataset["menu"], row]));
  const kept = wanted.map((menu) => {
    const row = rows.get(menu.label) ?? make("label", { className: "menu" }, make("span", { textContent: menu.label }), make("select", { className: "pill" }));
    row.dataset["menu"] = menu.label;
    const select = row.querySelector("select")!;
    if ([...select.options].map((option) => option.text).join("\n") !== menu.options.join("\n")) select.replaceChildren(...menu.options.map((text) => make("option", { textContent: text })));
    select.selectedIndex = menu.chosen;
    select.onchange = () => menu.choose(select.selectedIndex);
    return row;
  });
  for (const row of rows.values()) if (!kept.includes(row)) row.remove();
  kept.forEach((row, i) => box.children[i] !== row && box.insertBefore(row, box.children[i] ?? null));
}

function menus(session: LiveSession, words: Words): Menu[] {
  const { quality, sound, alternatives } = session.choices();
  const chosen = session.chosen();
  const texts = session.texts(), captionable = session.captionable();
  const nameOf = (index: number) => pick(texts[index]!.label) || words.nameOf(texts[index]!.language) || words.say("captions");
  const all: Menu[] = [
    { label: words.say("speed"), options: speeds.map((speed) => `${speed}×`), chosen: speeds.indexOf(Math.abs(session.rate())), choose: (i) => session.rate.set(speeds[i]!) },
    { label: words.say("quality"), options: quality.map((name) => (name === "auto" ? words.say("automatic") : name)), chosen: Math.max(0, quality.indexOf(chosen.quality)), choose: (i) => session.choose("quality", i) },
    { label: words.say("soundTrack"), options: sound, chosen: chosen.sound, choose: (i) => session.choose("sound", i) },
    { label: words.say("version"), options: alternatives, chosen: chosen.alternative, choose: (i) => session.choose("alternative", i) },
    { label: words.say("captions"), options: captionable.length ? [words.say("off"), ...captionable.map(nameOf)] : [], chosen: captionable.indexOf(session.captions()) + 1, choose: (i) => session.captions.set(captionable[i - 1] ?? -1) },
  ];
  return all.filter((menu) => menu.options.length > 1);
}
