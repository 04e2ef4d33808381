// The page beside the stage: tabs for what there is to read, and below them, always, what must be said.
import type { Key } from "../messages/messages";
import { effect, signal } from "../signal";
import { createAbout } from "./about";
import { createContents } from "./contents";
import { make } from "./dom";
import { createNotes } from "./notes";
import { createStatement } from "./statement";
import { createTranscript } from "./transcript";
import type { Part, View } from "./view";

type Tab = Extract<Key, "transcript" | "contents" | "notes" | "about">;
interface Sheet extends Part {
  readonly has: () => boolean; // whether there is anything to show; reads signals
  readonly count?: () => number;
  shown?(is: boolean): void;
}

let pages = 0;

export function createPage(view: View): Part & { search(): void } {
  const { words } = view;
  const id = `avocet-page-${pages++}`;
  const sheets: readonly (readonly [Tab, Sheet])[] = [
    ["transcript", createTranscript(view)], ["contents", createContents(view)], ["notes", createNotes(view)], ["about", createAbout(view)],
  ];
  const wanted = signal<Tab | undefined>(undefined); // what the reader chose
  const tabs = make("div", { className: "tabs", role: "tablist", ariaLabel: words.say("page") });
  const buttons = new Map(sheets.map(([tab]) => [tab, make("button", { type: "button", role: "tab", id: `${id}-${tab}`, onclick: () => wanted.set(tab) })]));
  tabs.append(...buttons.values());
  const panels = new Map(sheets.map(([tab, sheet]) => [tab, make("div", { className: "panel", role: "tabpanel", id: `${id}-${tab}-panel` }, sheet.element)]));
  for (const [tab, button] of buttons) {
    button.setAttribute("aria-controls", `${id}-${tab}-panel`);
    panels.get(tab)!.setAttribute("aria-labelledby", button.id);
  }
  const statement = createStatement(view);
  const element = make("aside", { className: "page", ariaLabel: words.say("page") }, tabs, ...panels.values(), statement.element);

  const stop = effect(() => {
    const there = sheets.filter(([, sheet]) => sheet.has()).map(([tab]) => tab);
    const chosen = wanted();
    const shown = chosen && there.includes(chosen) ? chosen : there[0];
    element.classList.toggle("is-empty", there.length === 0);
    for (const [tab, sheet] of sheets) {
      const button = buttons.get(tab)!;
      const n = sheet.count?.() ?? 0;
      button.replaceChildren(words.say(tab), ...(n ? [make("small", { textContent: String(n) })] : []));
      button.hidden = !there.includes(tab);
      button.ariaSelected = String(tab === shown);
      button.tabIndex = tab === shown ? 0 : -1;
      panels.get(tab)!.hidden = tab !== shown;
      sheet.shown?.(tab === shown);
    }
  });

  tabs.addEventListener("keydown", (event) => {
    const row = [...buttons.values()].filter((button) => !button.hidden);
    const at = row.findIndex((button) => button.ariaSelected === "true");
    const way = getComputedStyle(tabs).direction === "rtl" ? -1 : 1;
    const to = { ArrowRight: at + way, ArrowLeft: at - way, Home: 0, End: row.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const button = row[(to + row.length) % row.length];
    button?.click();
    button?.focus();
  });

  return {
    element,
    search() {
      wanted.set("transcript");
      requestAnimationFrame(() => element.querySelector<HTMLInputElement>("input[type=search]")?.focus());
    },
    stop() {
      stop();
      statement.stop();
      for (const [, sheet] of sheets) sheet.stop();
    },
  };
}
