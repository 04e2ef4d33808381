// What avocet-viewer.sheets.js holds: the sheets that are opened now and then.
export { openHelp } from "./help";
export { openShare } from "./share";
