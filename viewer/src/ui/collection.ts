// A collection: where its members are shown. They are drawn by a file of its own (collection_sheet.ts), which pages of
// recordings do not need.
import { effect } from "../signal";
import { make } from "./dom";
import { sheets } from "./sheets";
import type { Part, View } from "./view";

export function createCollection(view: View): Part {
  const { session } = view;
  const element = make("div", { className: "collection" });
  let leave = (): void => {};
  const stop = effect(() => {
    const document = session.document();
    leave();
    leave = () => {};
    element.replaceChildren();
    element.hidden = document?.kind !== "collection";
    if (document?.kind !== "collection") return;
    void sheets(view.root).then((file) => document === session.document.peek() && (leave = file.drawCollection(view, document, element)));
  });
  return { element, stop: () => (stop(), leave()) };
}
