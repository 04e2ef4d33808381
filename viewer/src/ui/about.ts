// The tab that tells of the recording. What it says is drawn by a file of its own (about_sheet.ts), loaded when the
// tab is first looked at.
import { effect, signal } from "../signal";
import { make } from "./dom";
import { sheets } from "./sheets";
import type { Collection, Program } from "../iiif/program";
import type { Part, View } from "./view";

// A collection that says nothing but where it lies needs no page beside its members.
const tells = (document: Program | Collection | undefined): boolean =>
  document !== undefined && (document.kind === "manifest" || document.metadata.length + document.provider.length > 0 || document.rights !== "");

export function createAbout(view: View): Part & { readonly has: () => boolean; shown(is: boolean): void } {
  const element = make("div", { className: "about" });
  const looked = signal(false);
  let drawing = 0;
  const stop = effect(() => {
    const document = view.session.document();
    view.session.canvasIndex();
    const canvas = view.session.canvas();
    view.session.texts();
    const now = ++drawing;
    if (!document) return element.replaceChildren();
    if (looked()) void sheets(view.root).then((file) => now === drawing && element.replaceChildren(...file.describe(view, document, canvas)));
  });
  return { element, stop, has: () => tells(view.session.document()), shown: (is) => is && looked.set(true) };
}
