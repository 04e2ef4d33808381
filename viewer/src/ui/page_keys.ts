// The keys of the page: "/" searches, "S" shares, "?" tells the keys. Those that play are heard by ui/keys.ts.
import { openHelp } from "./help";
import { openShare } from "./share";
import type { View } from "./view";

// `host` is the element that the viewer is: it hears keys pressed inside it, and, the first of its kind on the page,
// those that are pressed where nothing has the focus.
export function listenForPageKeys(view: View, page: { search(): void }, host: HTMLElement, signal: AbortSignal): void {
  const acts: Readonly<Record<string, () => void>> = { "/": () => page.search(), s: () => openShare(view), "?": () => openHelp(view) };
  const hear = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    const act = acts[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    const [target] = event.composedPath();
    const nowhere = target === document.body && document.querySelector(host.localName) === host;
    if (!act || !(nowhere || event.composedPath().includes(host)) || (target instanceof Element && target.matches("input, select, textarea, [contenteditable]"))) return;
    event.preventDefault();
    act();
  };
  document.addEventListener("keydown", hear, { signal });
}
