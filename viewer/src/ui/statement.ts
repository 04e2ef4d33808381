// The statement that must be shown wherever the recording is (Presentation 3.0, requiredStatement): never in a tab alone.
import { valuesOf } from "../iiif/language";
import type { Pair } from "../iiif/program";
import { effect } from "../signal";
import { make } from "./dom";
import { drawValue } from "./values";
import type { Part, View } from "./view";

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
