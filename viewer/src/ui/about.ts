// What the publisher says of the recording and of the part that is shown.
import type { Described, Pair } from "../iiif/program";
import { effect } from "../signal";
import { isReadable } from "../text/cues";
import { make } from "./dom";
import { rightsInWords } from "./rights";
import { drawLink, drawPair, drawValue, pictureAddress } from "./values";
import { valuesOf } from "../iiif/language";
import type { Part, View } from "./view";

const LOGO = 200; // px

export function createAbout(view: View): Part & { readonly has: () => boolean } {
  const element = make("div", { className: "about" });
  const stop = effect(() => {
    const document = view.session.document();
    view.session.canvasIndex();
    const canvas = view.session.canvas();
    element.replaceChildren();
    if (!document) return;
    element.append(...describe(document, view, true, document.kind === "collection"));
    // One canvas is the recording itself: what is said of it belongs to the same list.
    const several = document.kind === "manifest" && document.canvases.length > 1;
    if (canvas) {
      const own = describe(canvas, view, false);
      if (several && own.length) element.append(make("h3", { textContent: view.words.of(canvas.label) || view.words.say("part", { n: view.session.canvasIndex() + 1 }) }));
      element.append(...own, ...links(view.words.say("transcript"), view.session.texts().filter((text) => !isReadable(text)).map((text) => drawLink({ ...text, profile: "" }, view.words, true))));
    }
  });
  return { element, stop, has: () => element.childElementCount > 0 };
}

// The statement that must be shown wherever the recording is (Presentation 3.0, requiredStatement): never in a tab alone.
export function createStatement(view: View): Part {
  const element = make("div", { className: "statement" });
  const stop = effect(() => {
    const document = view.session.document();
    view.session.canvasIndex();
    const pairs = [document?.requiredStatement, view.session.canvas()?.requiredStatement].filter((pair): pair is Pair => pair !== undefined);
    element.hidden = pairs.length === 0;
    element.replaceChildren(...pairs.map((pair) => make("p", {}, make("b", { textContent: view.words.of(pair.label) }), " ", ...valuesOf(pair.value, view.wanted).map((value) => drawValue(value)))));
  });
  return { element, stop };
}

function describe(thing: Described, view: View, first: boolean, isCollection = false): HTMLElement[] {
  const { words, wanted } = view;
  const pairs = [...thing.metadata.map((pair) => drawPair(pair, wanted)), ...(thing.requiredStatement ? [drawPair(thing.requiredStatement, wanted)] : [])].flat();
  if (thing.rights) pairs.push(make("dt", { textContent: words.say("rights") }), make("dd", {}, make("a", { href: thing.rights, rel: "license noopener", target: "_blank", textContent: rightsInWords(thing.rights, words) })));
  const summary = isCollection ? [] : valuesOf(thing.summary, wanted); // above its members it is read anyway
  return [
    ...summary.map((value) => make("p", { className: "summary" }, drawValue(value))),
    ...(pairs.length ? [make("dl", { className: "facts" }, ...pairs)] : []),
    ...thing.provider.map((agent) => provider(agent, view)),
    ...links(words.say("downloads"), thing.rendering.map((link) => drawLink(link, words, true))),
    ...links(words.say("homepage"), thing.homepage.map((link) => drawLink(link, words))),
    ...links(words.say("seeAlso"), thing.seeAlso.map((link) => drawLink(link, words))),
    ...(first && thing.id ? links(words.say("source"), [make("a", { href: thing.id, target: "_blank", rel: "noopener" }, make("span", { textContent: "IIIF" }), make("small", { textContent: "application/json" }))]) : []),
  ];
}

function provider(agent: Described["provider"][number], { words }: View): HTMLElement {
  const name = words.of(agent.label);
  const logo = pictureAddress(agent.logo, LOGO);
  const shown = [...(logo ? [make("img", { src: logo, alt: "", loading: "lazy" })] : []), make("span", {}, make("small", { textContent: words.say("provider") }), name)];
  const [home] = agent.homepage;
  return home ? make("a", { className: "provider", href: home.id, target: "_blank", rel: "noopener" }, ...shown) : make("div", { className: "provider" }, ...shown);
}

const links = (title: string, list: readonly HTMLElement[]): HTMLElement[] =>
  list.length ? [make("h3", { textContent: title }), make("ul", { className: "links" }, ...list.map((link) => make("li", {}, link)))] : [];
