// What the publisher says of the recording and of the part that is shown.
import { valuesOf } from "../iiif/language";
import type { Canvas, Collection, Described, Program } from "../iiif/program";
import { isReadable } from "../text/cues";
import { make } from "./dom";
import { rightsInWords } from "./rights";
import { speak } from "./sheet_words";
import { drawLink, drawPair, drawValue, pictureAddress } from "./values";
import type { View } from "./view";

const LOGO = 200; // px

export function describe(view: View, document: Program | Collection, canvas: Canvas | undefined): HTMLElement[] {
  const { session, words } = view;
  const all = facts(document, view, true, document.kind === "collection");
  if (!canvas) return all;
  // One canvas is the recording itself: what is said of it belongs to the same list.
  const several = document.kind === "manifest" && document.canvases.length > 1;
  const own = facts(canvas, view, false);
  const files = session.texts().filter((text) => !isReadable(text)).map((text) => drawLink({ ...text, profile: "" }, words, true));
  const title = several && own.length ? [make("h3", { textContent: words.of(canvas.label) || words.say("part", { n: session.canvasIndex.peek() + 1 }) })] : [];
  return [...all, ...title, ...own, ...links(words.say("transcript"), files)];
}

function facts(thing: Described, view: View, first: boolean, isCollection = false): HTMLElement[] {
  const { words, wanted } = view, say = speak(words);
  const pairs = [...thing.metadata.map((pair) => drawPair(pair, wanted)), ...(thing.requiredStatement ? [drawPair(thing.requiredStatement, wanted)] : [])].flat();
  if (thing.rights) pairs.push(make("dt", { textContent: say("rights") }), make("dd", {}, make("a", { href: thing.rights, rel: "license noopener", target: "_blank", textContent: rightsInWords(thing.rights, say) })));
  const summary = isCollection ? [] : valuesOf(thing.summary, wanted); // above its members it is read anyway
  return [
    ...summary.map((value) => make("p", { className: "summary" }, drawValue(value))),
    ...(pairs.length ? [make("dl", { className: "facts" }, ...pairs)] : []),
    ...thing.provider.map((agent) => provider(agent, view)),
    ...links(say("downloads"), thing.rendering.map((link) => drawLink(link, words, true))),
    ...links(say("homepage"), thing.homepage.map((link) => drawLink(link, words))),
    ...links(say("seeAlso"), thing.seeAlso.map((link) => drawLink(link, words))),
    ...(first && thing.id ? links(say("source"), [make("a", { href: thing.id, target: "_blank", rel: "noopener" }, make("span", { textContent: "IIIF" }), make("small", { textContent: "application/json" }))]) : []),
  ];
}

function provider(agent: Described["provider"][number], { words }: View): HTMLElement {
  const say = speak(words);
  const name = words.of(agent.label);
  const logo = pictureAddress(agent.logo, LOGO);
  const shown = [...(logo ? [make("img", { src: logo, alt: "", loading: "lazy" })] : []), make("span", {}, make("small", { textContent: say("provider") }), name)];
  const [home] = agent.homepage;
  return home ? make("a", { className: "provider", href: home.id, target: "_blank", rel: "noopener" }, ...shown) : make("div", { className: "provider" }, ...shown);
}

const links = (title: string, list: readonly HTMLElement[]): HTMLElement[] =>
  list.length ? [make("h3", { textContent: title }), make("ul", { className: "links" }, ...list.map((link) => make("li", {}, link)))] : [];
