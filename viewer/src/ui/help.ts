// The sheet of keys.
import type { Key } from "../messages/messages";
import { openDialog } from "./dialog";
import { make } from "./dom";
import type { View } from "./view";

const GENERAL: readonly (readonly [string, Key])[] = [
  ["Space K", "keyPlay"], ["J K L", "keyShuttle"], [", .", "keyFrame"], ["← →", "keySkip"], ["0 … 9", "keyTenths"], ["Home End", "keyLong"], ["P N", "keyPart"],
  ["I O \\", "keyLoop"], ["C", "keyCaptions"], ["M", "keyMute"], ["F", "keyFull"], ["< >", "keySpeed"], ["/", "keySearch"], ["S", "keyShare"], ["?", "keyHelp"],
];
const DECK: readonly (readonly [string, Key])[] = [["Shift+← Shift+→", "keySelect"], ["+ − 0", "keyZoom"]];

export function openHelp({ root, words }: View): void {
  const sheet = (title: Key, keys: typeof GENERAL) => [
    make("h3", { textContent: words.say(title) }),
    make("dl", { className: "keys" }, ...keys.map(([caps, what]) =>
      make("div", {}, make("dt", {}, ...caps.split(" ").map((cap) => (cap === "…" ? "…" : make("kbd", { textContent: cap })))), make("dd", { textContent: words.say(what) })))),
  ];
  openDialog(root, words, words.say("keys"), ...sheet("keysGeneral", GENERAL), ...sheet("keysDeck", DECK));
}
