// What avocet-viewer.settings.js holds: what can be chosen about the playing: speed, quality, sound track, version,
// captions. A menu is there only where there is something to choose.
import { pick } from "../iiif/language";
import type { Track } from "../media/streams";
import type { Words } from "../messages/messages";
import type { LiveSession } from "../session_live";
import { make } from "./dom";
import { speeds } from "./keys";

interface Menu {
  readonly label: string;
  readonly options: readonly string[];
  readonly chosen: number;
  choose(index: number): void;
}

// Menus that are there are changed, not replaced: one of them may have the focus. Whether there were none before.
export function fill(box: HTMLElement, session: LiveSession, words: Words): boolean {
  const first = box.childElementCount === 0;
  const rows = new Map([...box.querySelectorAll<HTMLLabelElement>("label")].map((row) => [row.dataset["menu"], row]));
  const kept = menus(session, words).map((menu) => {
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
  return first;
}

function menus(session: LiveSession, words: Words): Menu[] {
  const { quality, sound, alternatives } = session.choices();
  const chosen = session.chosen();
  const texts = session.overlays(), captionable = session.captionable();
  const nameOf = (index: number) => pick(texts[index]!.label) || words.nameOf(texts[index]!.language) || words.say("captions");
  const all: Menu[] = [
    { label: words.say("speed"), options: speeds.map((speed) => `${speed}×`), chosen: speeds.indexOf(Math.abs(session.rate())), choose: (i) => session.rate.set(speeds[i]!) },
    { label: words.say("quality"), options: quality.map((name) => (name === "auto" ? words.say("automatic") : name)), chosen: Math.max(0, quality.indexOf(chosen.quality)), choose: (i) => session.choose("quality", i) },
    { label: words.say("soundTrack"), options: sound.map((track, i) => nameOfSound(track, i, words)), chosen: chosen.sound, choose: (i) => session.choose("sound", i) },
    { label: words.say("version"), options: alternatives, chosen: chosen.alternative, choose: (i) => session.choose("alternative", i) },
    { label: words.say("captions"), options: captionable.length ? [words.say("off"), ...captionable.map(nameOf)] : [], chosen: captionable.indexOf(session.captions()) + 1, choose: (i) => session.captions.set(captionable[i - 1] ?? -1) },
  ];
  return all.filter((menu) => menu.options.length > 1);
}

// Audio description is called so, whatever its publisher calls it.
function nameOfSound({ name, language, describes }: Track, index: number, words: Words): string {
  const said = name || (language && words.nameOf(language)) || `${index + 1}`;
  const description = words.say("audioDescription");
  return describes && !said.toLowerCase().includes(description.toLowerCase()) ? `${said} (${description})` : said;
}
