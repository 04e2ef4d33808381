// What is said only on the sheets that are loaded when they are opened (ui/sheets_file.ts), in English.
import type { Message } from "./en";

export const enSheets = {
  // about
  rights: "Rights",
  provider: "Provided by",
  homepage: "Web page",
  seeAlso: "See also",
  downloads: "Downloads",
  source: "IIIF document",
  publicDomain: "Public domain",
  copyLicence: "Creative Commons {name}",
  rightsStatement: "Rights statement",
  // sharing
  shareWhat: "What to share",
  whole: "All of it",
  fromNow: "From {time}",
  thisSection: "This section",
  theSelection: "The selection {time}",
  theLoop: "The loop {time}",
  citation: "Citation",
  link: "Link",
  contentState: "Content State",
  embedFrame: "Embed: frame",
  embedElement: "Embed: element",
  clip: "Clip",
  still: "Still picture",
  deepZoom: "Picture service of this instant",
  copy: "Copy",
  copied: "Copied",
  copyFailed: "Copying failed: select the text and copy it",
  accessed: "accessed {date}",
  // the sheet of keys
  keyPlay: "Play, pause",
  keyShuttle: "Shuttle back, stop, forward",
  keyFrame: "One frame back, forward",
  keySkip: "5 seconds back, forward",
  keyTenths: "To a tenth of it",
  keyLong: "Start, end",
  keyPart: "Previous, next part",
  keyLoop: "Mark the loop’s start, end; clear it",
  keyCaptions: "Captions on, off",
  keyMute: "Mute",
  keyFull: "Full screen",
  keySpeed: "Slower, faster",
  keySearch: "Search the transcript",
  keyHelp: "This sheet",
  keyShare: "Share this moment",
  keySelect: "Select on the timeline",
  keyZoom: "Zoom the timeline in, out, show all",
  keysGeneral: "Everywhere",
  keysDeck: "On the timeline",
  // a collection
  noMembers: "This collection is empty.",
  // permission
  askPermission: "Ask for permission",
  noPermission: "Permission was not given.",
  noWindow: "The browser did not let the window open.",
  leave: "Log out",
} as const satisfies Record<string, Message>;

export type SheetKey = keyof typeof enSheets;
