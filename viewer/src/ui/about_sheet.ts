// What the publisher says of the recording and of the part that is shown.
import { valuesOf } from "../iiif/language";
import type { Canvas, Collection, Described, Link, Program } from "../iiif/program";
import { isReadable } from "../text/cues";
import { make } from "./dom";
import { rightsInWords } from "./rights";
import { speak } from "./sheet_words";
import { drawLink, drawPair, drawValue, pictureAddress } from "./values";
import type { View } from "./view";

const LOGO = 200; // px

export function describe(view: View, document: Program | Collection, canvas: Canvas | undefined): HTMLElement[] {
  const { session, words } = view;
  const files = canvas ? session.texts().filter((text) => !isReadable(text)).map((text) => drawLink({ ...text, profile: "" }, words, true)) : [];
  const texts = links(words.say("transcript"), files);
  // One canvas is the recording itself: what is said of it belongs to the same lists.
  if (!canvas || document.kind === "collection" || document.canvases.length === 1) return [...facts(canvas ? [document, canvas] : [document], view), ...texts, ...further(canvas ? [document, canvas] : [document], view), ...source(view)];
  const own = [...facts([canvas], view), ...texts, ...further([canvas], view)];
  const title = own.length ? [make("h3", { textContent: words.of(canvas.label) || words.say("part", { n: session.canvasIndex.peek() + 1 }) })] : [];
  return [...facts([document], view), ...title, ...own, ...further([document], view), ...source(view)];
}

function facts(things: readonly Described[], view: View): HTMLElement[] {
  const { words, wanted } = view, say = speak(words);
  const pairs = things.flatMap((thing) => [...thing.metadata, ...(thing.requiredStatement ? [thing.requiredStatement] : [])].flatMap((pair) => drawPair(pair, wanted)));
  for (const rights of new Set(things.map((thing) => thing.rights).filter(Boolean)))
    pairs.push(make("dt", { textContent: say("rights") }), make("dd", {}, make("a", { href: rights, rel: "license noopener", target: "_blank", textContent: rightsInWords(rights, say) })));
  const summaries = things.filter((thing) => !("members" in thing)).flatMap((thing) => valuesOf(thing.summary, wanted)); // above the members of a collection it is read anyway
  return [
    ...summaries.map((value) => make("p", { className: "summary" }, drawValue(value))),
    ...(pairs.length ? [make("dl", { className: "facts" }, ...pairs)] : []),
    ...things.flatMap((thing) => thing.provider.map((agent) => provider(agent, view))),
  ];
}

function further(things: readonly Described[], { words }: View): HTMLElement[] {
  const say = speak(words);
  const all = (of: (thing: Described) => readonly Link[], download = false) => [...new Map(things.flatMap(of).map((link) => [link.id, link])).values()].map((link) => drawLink(link, words, download));
  return [
    ...links(say("downloads"), all(({ rendering }) => rendering, true)),
    ...links(say("homepage"), all(({ homepage }) => homepage)),
    ...links(say("seeAlso"), all(({ seeAlso }) => seeAlso)),
  ];
}

const source = ({ session, words }: View): HTMLElement[] => {
  const id = session.address();
  return id ? links(speak(words)("source"), [make("a", { href: id, target: "_blank", rel: "noopener" }, make("span", { textContent: "IIIF" }), make("small", { textContent: "application/json" }))]) : [];
};

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
