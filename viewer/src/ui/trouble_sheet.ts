// What the sheet about a trouble says: what was found, whose part it is, and what can be done.
import type { Body } from "../iiif/program";
import { access } from "../media/streams";
import type { Trouble } from "../session";
import type { Words } from "../messages/messages";
import type { Sentence } from "../messages/sentences";
import { make } from "./dom";

const WHOSE: Record<Trouble["whose"], Sentence> = {
  publisher: "Only the publisher of this document can mend it.",
  server: "Only whoever runs the server can mend it.",
  browser: "Another browser or a media player may be able to play it.",
  network: "Perhaps the connection is down: try again in a while.",
};

// What its publisher says, and whom to ask: from a file of its own.
export function askFor(body: Body, words: Words, retry: () => void): HTMLElement {
  const place = make("div", {});
  void access().then((file) => place.replaceChildren(file.acts(body, words, retry)));
  return place;
}

export function drawTroubles(troubles: readonly Trouble[], words: Words, retry: () => void): HTMLElement {
  const again = make("button", { type: "button", className: "pill", textContent: words.say("tryAgain"), onclick: retry });
  const findings = troubles.map((one) =>
    make(
      "div",
      { className: "finding" },
      make("p", { className: "what", textContent: words.tell(one.what) }),
      one.guarded ? askFor(one.guarded, words, retry) : make("p", { textContent: words.tell(WHOSE[one.whose]) }),
      make("p", { className: "exact" }, make("code", { textContent: one.detail }), " ", make("span", { textContent: one.address })),
    ),
  );
  const saved = troubles.find((one) => one.kind !== "manifest" && one.kind !== "missing" && /^https?:/.test(one.address));
  const download = saved ? [make("a", { className: "pill", href: saved.address, download: "", rel: "noopener", textContent: words.say("download") })] : [];
  return make("div", { className: "findings" }, make("h2", { textContent: words.say("trouble") }), ...findings, make("p", { className: "acts" }, again, ...download));
}
