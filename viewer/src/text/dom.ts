// Cue text as elements of the page. Only text and a few elements are made, never HTML from outside.
import type { CueStyle } from "../session";
import { parseCueText, type Node } from "./cue_text";
import { styleOf } from "./styles";

const ELEMENT = { c: "span", i: "i", b: "b", u: "u", ruby: "ruby", rt: "rt", v: "span", lang: "span" } as const;
const NO_STYLE: CueStyle = new Map();

// The colours that WebVTT gives these classes without any STYLE block (section 5).
const CLASSES: Readonly<Record<string, readonly [string, string]>> = Object.fromEntries(
  ["white", "lime", "cyan", "red", "yellow", "magenta", "blue", "black"].flatMap((name) => [
    [name, ["color", name]],
    [`bg_${name}`, ["background-color", name]],
  ]),
);

export function drawCue(payload: string, style: CueStyle = NO_STYLE): DocumentFragment {
  const fragment = document.createDocumentFragment();
  draw(fragment, parseCueText(payload), style);
  return fragment;
}

function draw(parent: globalThis.Node, nodes: readonly Node[], style: CueStyle): void {
  for (const node of nodes) {
    if (typeof node === "string") parent.appendChild(document.createTextNode(node));
    else if (!("at" in node)) {
      const element = document.createElement(ELEMENT[node.tag]);
      if (node.tag === "lang" && node.said) element.lang = node.said;
      for (const name of node.classes) if (Object.hasOwn(CLASSES, name)) element.style.setProperty(...CLASSES[name]!);
      for (const [name, value] of Object.entries(styleOf(style, node.tag, node.classes, node.tag === "v" ? node.said : ""))) element.style.setProperty(name, value);
      draw(element, node.children, style);
      parent.appendChild(element);
    }
  }
}
