// The sheet of keys.
import type { SheetKey } from "../messages/en_sheets";
import { openDialog } from "./dialog";
import { make } from "./dom";
import { speak } from "./sheet_words";
import type { View } from "./view";

const GENERAL: readonly (readonly [string, SheetKey])[] = [
  ["Space K", "keyPlay"], ["J K L", "keyShuttle"], [", .", "keyFrame"], ["← →", "keySkip"], ["0 … 9", "keyTenths"], ["Home End", "keyLong"], ["P N", "keyPart"],
  ["I O \\", "keyLoop"], ["C", "keyCaptions"], ["M", "keyMute"], ["F", "keyFull"], ["< >", "keySpeed"], ["/", "keySearch"], ["S", "keyShare"], ["?", "keyHelp"],
];
const DECK: readonly (readonly [string, SheetKey])[] = [["Shift+← Shift+→", "keySelect"], ["+ − 0", "keyZoom"]];

export function openHelp({ root, words }: View): void {
  const say = speak(words);
  const sheet = (title: SheetKey, keys: typeof GENERAL) => [
    make("h3", { textContent: say(title) }),
    make("dl", { className: "keys" }, ...keys.map(([caps, what]) =>
      make("div", {}, make("dt", {}, ...caps.split(" ").map((cap) => (cap === "…" ? "…" : make("kbd", { textContent: cap })))), make("dd", { textContent: say(what) })))),
  ];
  openDialog(root, words, say("keys"), ...sheet("keysGeneral", GENERAL), ...sheet("keysDeck", DECK));
}
