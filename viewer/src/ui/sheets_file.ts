// What avocet-viewer.sheets.js holds: what is drawn now and then. Nothing in it reads signals: those of the viewer are
// the viewer's own.
import css from "../style/sheet.css";

export { describe } from "./about_sheet";
export { drawCollection } from "./collection_sheet";
export { openHelp } from "./help";
export { openShare } from "./share";
export { askFor, drawTroubles } from "./trouble_sheet";

let sheet: CSSStyleSheet | undefined;

// Their style, once for each viewer.
export function dress(root: ShadowRoot): void {
  if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(css);
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
}
