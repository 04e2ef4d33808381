// "Why does this not play?": what was found, whose part it is, and what can be done, over the stage. What does not stop
// the rest from playing is said in one line below it.
import type { Trouble } from "../session";
import type { LiveSession } from "../session_live";
import { effect } from "../signal";
import type { Words } from "../messages/messages";
import type { Sentence } from "../messages/sentences";
import { make } from "./dom";
import type { Part } from "./view";

const WHOSE: Record<Trouble["whose"], Sentence> = {
  publisher: "Only the publisher of this document can mend it.",
  server: "Only whoever runs the server can mend it.",
  browser: "Another browser or a media player may be able to play it.",
  network: "Perhaps the connection is down: try again in a while.",
};

export function createTrouble(session: LiveSession, words: Words): Part {
  const element = make("div", { className: "trouble", role: "alert", hidden: true });
  const stop = effect(() => {
    const fatal = session.trouble().filter((one) => one.fatal);
    element.hidden = fatal.length === 0;
    element.replaceChildren(...(fatal.length ? [sheet(fatal, session, words)] : []));
  });
  return { element, stop };
}

export function createRemarks(session: LiveSession, words: Words): Part {
  const element = make("div", { className: "remarks", role: "status" });
  const stop = effect(() => {
    const remarks = session.trouble().filter((one) => !one.fatal);
    element.replaceChildren(...remarks.map((one) => make("p", { title: `${one.detail} ${one.address}` }, words.tell(one.what))));
    element.hidden = remarks.length === 0;
  });
  return { element, stop };
}

function sheet(troubles: readonly Trouble[], session: LiveSession, words: Words): HTMLElement {
  const again = make("button", { type: "button", className: "pill", textContent: words.say("tryAgain"), onclick: () => session.retry() });
  const findings = troubles.map((one) =>
    make(
      "div",
      { className: "finding" },
      make("p", { className: "what", textContent: words.tell(one.what) }),
      make("p", { textContent: words.tell(WHOSE[one.whose]) }),
      make("p", { className: "exact" }, make("code", { textContent: one.detail }), " ", make("span", { textContent: one.address })),
    ),
  );
  const saved = troubles.find((one) => one.kind !== "manifest" && one.kind !== "missing" && /^https?:/.test(one.address));
  const download = saved ? [make("a", { className: "pill", href: saved.address, download: "", rel: "noopener", textContent: words.say("download") })] : [];
  return make("div", { className: "findings" }, make("h2", { textContent: words.say("trouble") }), ...findings, make("p", { className: "acts" }, again, ...download));
}
