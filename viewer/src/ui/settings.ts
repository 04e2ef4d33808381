// The button of the settings. What they are is in a file of its own, loaded when they are opened.
import type { Words } from "../messages/messages";
import { load } from "../own_files";
import type { LiveSession } from "../session_live";
import { effect, signal } from "../signal";
import { make } from "./dom";
import { place, popover } from "./popover";
import type { Part } from "./view";

type File = typeof import("./settings_file");

export function createSettings(session: LiveSession, words: Words): Part {
  const { button, box } = popover("settings", words.say("settings"), () => []);
  const open = signal(false), file = signal<File | undefined>(undefined);
  box.addEventListener("beforetoggle", (event) => {
    open.set((event as ToggleEvent).newState === "open");
    if (!file.peek()) void load("avocet-viewer.settings.js").then((module) => file.set(module as File));
  });
  const stop = effect(() => {
    if (open() && file()?.fill(box, session, words)) place(box, button);
  });
  return { element: make("div", { className: "group" }, button, box), stop };
}
