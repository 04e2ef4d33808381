// A collection: its members as tiles. Made a screen at a time as they come into sight, and page by page where the
// publisher gives pages.
import { readDocument } from "../iiif/reader";
import type { Collection, Member } from "../iiif/program";
import { effect } from "../signal";
import { icon, make } from "./dom";
import { drawValue, pictureAddress } from "./values";
import { valuesOf } from "../iiif/language";
import type { Part, View } from "./view";

const AT_A_TIME = 48;
const PICTURE = 320; // px

export function createCollection(view: View): Part {
  const { session, words } = view;
  const grid = make("ul", { className: "tiles" });
  grid.role = "list";
  const end = make("div", { className: "more" });
  const summary = make("div", { className: "summary" });
  const empty = make("p", { className: "remark", textContent: words.say("noMembers") });
  const element = make("div", { className: "collection" }, summary, grid, empty, end);
  let waiting: readonly Member[] = [];
  let next = "";
  let asked: Collection | undefined;

  const more = (): void => {
    grid.append(...waiting.slice(0, AT_A_TIME).map((member) => tile(view, member)));
    waiting = waiting.slice(AT_A_TIME);
    if (waiting.length === 0 && next) void turn();
  };
  const turn = async (): Promise<void> => {
    const [address, of] = [next, asked];
    next = "";
    const page = await fetch(address, { headers: { accept: "application/json" } }).then(async (answer) => (answer.ok ? readDocument(await answer.json()) : undefined)).catch(() => undefined);
    if (of !== asked || page?.kind !== "collection") return;
    waiting = page.members;
    next = page.next;
    more();
    watch();
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

  const stop = effect(() => {
    const document = session.document();
    element.hidden = document?.kind !== "collection";
    asked = document?.kind === "collection" ? document : undefined;
    grid.replaceChildren();
    if (!asked) return;
    waiting = asked.members;
    next = asked.next;
    empty.hidden = waiting.length > 0 || next !== "";
    summary.replaceChildren(...valuesOf(asked.summary, view.wanted).map((value) => make("p", {}, drawValue(value))));
    more();
    watch();
  });
  return {
    element,
    stop() {
      stop();
      observer.disconnect();
    },
  };
}

function tile(view: View, member: Member): HTMLLIElement {
  const { session, words } = view;
  const title = words.of(member.label) || words.say("unnamed");
  const address = pictureAddress(member.thumbnail, PICTURE);
  const kind = words.say(member.kind);
  const picture = make("span", { className: "cover" }, address ? make("img", { src: address, alt: "", loading: "lazy", decoding: "async" }) : icon(member.kind === "collection" ? "columns" : "play"));
  const year = /^-?\d{4}/.exec(member.navDate)?.[0];
  const button = make("button", { type: "button", className: "tile" }, picture, make("span", { className: "name", textContent: title, dir: "auto" }), make("small", { textContent: [kind, year].filter(Boolean).join(" · ") }));
  button.onclick = () => {
    const document = session.document.peek();
    if (document) view.trail.set([...view.trail.peek(), { address: document.id, title: words.of(document.label) || words.say("collection") }]);
    void session.open(member.id);
  };
  return make("li", {}, button);
}
