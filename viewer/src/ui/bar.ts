// The line above everything: the way back, what this is, sharing, the keys.
import { effect } from "../signal";
import { icon, iconButton, make } from "./dom";
import { openHelp, openShare } from "./sheets";
import type { Part, View } from "./view";

export function createBar(view: View): Part {
  const { session, words, trail } = view;
  const back = make("button", { type: "button", className: "tool back" }, icon("back"));
  const title = make("h2", { dir: "auto" });
  const part = make("span", { className: "part-name", dir: "auto" });
  const share = make("button", { type: "button", className: "pill", onclick: () => openShare(view) }, icon("share"), words.say("share"));
  const element = make("header", { className: "bar" }, back, make("div", { className: "titles" }, title, part), share, iconButton("help", words.say("keys"), () => openHelp(view), "tool"));
  back.onclick = () => {
    const above = trail.peek().at(-1);
    if (!above) return;
    trail.set(trail.peek().slice(0, -1));
    void session.open(above.address);
  };
  const stop = effect(() => {
    const document = session.document();
    const index = session.canvasIndex();
    const above = trail().at(-1);
    back.hidden = !above;
    back.ariaLabel = back.title = words.say("back", { title: above?.title ?? "" });
    title.textContent = document ? words.of(document.label) || words.say("unnamed") : "";
    const several = document?.kind === "manifest" && document.canvases.length > 1;
    part.textContent = several ? words.of(session.canvas()?.label ?? {}) || words.say("part", { n: index + 1 }) : document?.kind === "collection" ? (document.next ? words.say("collection") : words.say("members", { n: document.members.length })) : "";
    share.hidden = document?.kind !== "manifest";
  });
  return { element, stop };
}
