// What avocet-viewer.access.js holds: permission to play what is not open to everyone, and what the reader is shown of it.
import type { Body, LanguageMap } from "../iiif/program";
import type { Words } from "../messages/messages";
import { make } from "../ui/dom";
import { speak } from "../ui/sheet_words";
import { drawValue } from "../ui/values";
import { accessesOf, lastLeave, type Access } from "./access";
import { fetchToken, forget, tokenOf, type Denied } from "./token";

export { admit, lastLeave } from "./access";

const LOOK = 250; // milliseconds between looks whether the window is closed

// What can be done about a recording that is not open to everyone: what its publisher says, and a button for each service
// that a reader can ask; where there is permission, a way to give it back. `again` opens the recording once more.
export function acts(body: Body, words: Words, again: () => void): HTMLElement {
  const said = make("div", { className: "said", role: "status" });
  const leave = lastLeave(body);
  if (leave?.denied) said.append(...sentences(leave.denied, words));
  const element = make("div", { className: "access" }, said);
  for (const access of accessesOf(body)) {
    if (access.profile !== "external" && leave?.denied) element.append(offer(access, words, said, again));
    if (access.logout && tokenOf(access.token)) element.append(logout(access, words, again));
  }
  return element;
}

function sentences({ heading, note }: Pick<Access, "heading" | "note">, words: Words): HTMLElement[] {
  const paragraph = (map: LanguageMap, className: string) => ((value) => (value ? [make("p", { className }, drawValue(value))] : []))(words.of(map));
  return [...paragraph(heading, "what"), ...paragraph(note, "note")];
}

function offer(access: Access, words: Words, said: HTMLElement, again: () => void): HTMLElement {
  const say = speak(words);
  const button = make("button", { type: "button", className: "pill", textContent: words.of(access.confirm) || words.of(access.label) || say("askPermission") });
  button.onclick = () => {
    const address = new URL(access.id);
    address.searchParams.set("origin", location.origin);
    const opened = open(address.href, "_blank"); // at once: browsers allow it only in answer to the press
    if (!opened) return void (said.textContent = say("noWindow"));
    const timer = setInterval(() => {
      if (!opened.closed) return;
      clearInterval(timer);
      void fetchToken(access.token).then((denied) => (denied ? tell(denied) : again()));
    }, LOOK);
  };
  const tell = (denied: Denied): void => {
    const told = sentences(denied, words);
    said.replaceChildren(...(told.length ? told : [make("p", { textContent: say("noPermission") })]), make("code", { textContent: denied.detail }));
  };
  return make("div", { className: "offer" }, ...sentences(access, words), button);
}

function logout({ logout, token, label }: Access, words: Words, again: () => void): HTMLElement {
  const name = words.of(logout!.label) || words.of(label) || speak(words)("leave");
  return make("button", { type: "button", className: "pill", textContent: name, onclick: () => {
    open(logout!.id, "_blank", "noopener");
    forget(token);
    again();
  } });
}
