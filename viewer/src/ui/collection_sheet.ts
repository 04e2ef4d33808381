// The members of a collection as tiles. Made a screen at a time as they come into sight, and page by page where the
// publisher gives pages.
import type { Collection, Member } from "../iiif/program";
import { icon, make } from "./dom";
import { speak } from "./sheet_words";
import { drawValue, pictureAddress } from "./values";
import { valuesOf } from "../iiif/language";
import type { View } from "./view";

const AT_A_TIME = 48;
const PICTURE = 320; // px

// Fills `element`; what it answers lets go of what it listens to.
export function drawCollection(view: View, collection: Collection, element: HTMLElement): () => void {
  const grid = make("ul", { className: "tiles" });
  grid.role = "list";
  const end = make("div", { className: "more" });
  const summary = make("div", { className: "summary" }, ...valuesOf(collection.summary, view.wanted).map((value) => make("p", {}, drawValue(value))));
  let waiting = collection.members;
  let next = collection.next;
  let gone = false;

  const more = (): void => {
    grid.append(...waiting.slice(0, AT_A_TIME).map((member) => tile(view, member)));
    waiting = waiting.slice(AT_A_TIME);
    if (waiting.length === 0 && next) void turn();
  };
  const turned = new Set<string>(); // a page may name one that was there before
  const turn = async (): Promise<void> => {
    const address = next;
    next = "";
    end.replaceChildren();
    const page = await view.session.page(address);
    if (gone) return;
    if (!page) return end.replaceChildren(...broken(address));
    turned.add(address);
    waiting = page.members;
    next = turned.has(page.next) ? "" : page.next;
    more();
    watch();
  };
  // What is shown is not all: that must be said.
  const broken = (address: string) => {
    const again = make("button", { type: "button", className: "pill", textContent: view.words.say("tryAgain"), onclick: () => ((next = address), void turn()) });
    return [make("p", { className: "remark", role: "alert", title: address, textContent: view.words.tell("The server answers with an error.") }), again];
  };
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    more();
    watch();
  }, { rootMargin: "400px" });
  // Watched anew each time: an end that stays in sight is told of only once.
  const watch = (): void => {
    observer.unobserve(end);
    if (waiting.length || next) observer.observe(end);
  };

  const empty = waiting.length === 0 && next === "" ? [make("p", { className: "remark", textContent: speak(view.words)("noMembers") })] : [];
  element.append(summary, grid, ...empty, end);
  more();
  watch();
  return () => {
    gone = true;
    observer.disconnect();
  };
}

function tile(view: View, member: Member): HTMLLIElement {
  const { session, words } = view;
  const title = words.of(member.label) || words.say("unnamed");
  const address = pictureAddress(member.thumbnail, PICTURE);
  const kind = words.say(member.kind);
  // What has no picture, as sound often, is known by its first letter.
  const initial = /[\p{L}\p{N}]/u.exec(title)?.[0].toLocaleUpperCase() ?? "";
  const picture = make("span", address ? { className: "cover" } : { className: "cover plain", ariaHidden: "true" }, address ? make("img", { src: address, alt: "", loading: "lazy", decoding: "async" }) : initial || icon("play"));
  const year = /^-?\d{4}/.exec(member.navDate)?.[0];
  const button = make("button", { type: "button", className: "tile" }, picture, make("span", { className: "name", textContent: title, dir: "auto" }), make("small", { textContent: [kind, year].filter(Boolean).join(" · ") }));
  button.onclick = () => {
    const document = session.document.peek();
    if (document) view.trail.set([...view.trail.peek(), { address: session.address(), title: words.of(document.label) || words.say("collection") }]);
    void session.open(member.id);
  };
  return make("li", {}, button);
}
