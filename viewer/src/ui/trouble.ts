// "Why does this not play?": what was found, whose part it is, and what can be done, over the stage. What does not stop
// the rest from playing is said in one line below it.
import type { Trouble } from "../session";
import type { LiveSession } from "../session_live";
import { effect } from "../signal";
import type { Words } from "../messages/messages";
import { make } from "./dom";
import { sheets } from "./sheets";
import type { Part } from "./view";

export function createTrouble(session: LiveSession, words: Words): Part {
  const element = make("div", { className: "trouble", role: "alert", hidden: true });
  let told: readonly Trouble[] = [];
  const stop = effect(() => {
    const fatal = session.trouble().filter((one) => one.fatal);
    told = fatal;
    element.hidden = fatal.length === 0;
    element.replaceChildren();
    // Where the connection is down the sheet cannot be had either: then the sentence alone must do.
    const plain = () => fatal.map((one) => make("p", { className: "findings", textContent: words.tell(one.what) }));
    const draw = (...content: HTMLElement[]) => fatal === told && element.replaceChildren(...content);
    if (fatal.length) void sheets(element.getRootNode()).then((file) => draw(file.drawTroubles(fatal, words, () => session.retry())), () => draw(...plain()));
  });
  return { element, stop };
}

export function createRemarks(session: LiveSession, words: Words): Part {
  const element = make("div", { className: "remarks", role: "status" });
  const stop = effect(() => {
    const remarks = session.trouble().filter((one) => !one.fatal);
    element.replaceChildren(...remarks.map((one) => make("p", { title: `${one.detail} ${one.address}` }, words.tell(one.what))));
    for (const { guarded } of remarks) if (guarded) void sheets(element.getRootNode()).then((file) => element.isConnected && element.append(file.askFor(guarded, words, () => session.retry())));
    if (remarks.some((one) => one.again)) element.append(make("button", { type: "button", className: "pill", textContent: words.say("tryAgain"), onclick: () => session.retry() }));
    element.hidden = remarks.length === 0;
  });
  return { element, stop };
}
