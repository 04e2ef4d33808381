// What avocet-viewer.sheets.js holds: what is drawn now and then. Nothing in it reads signals: those of the viewer are
// the viewer's own.
export { describe } from "./about_sheet";
export { drawCollection } from "./collection_sheet";
export { openHelp } from "./help";
export { openShare } from "./share";
export { drawTroubles } from "./trouble_sheet";
