// A button and what it opens: a popover of the platform, which closes by itself on Escape and on a click elsewhere,
// set beside its button and kept inside the window.
import { icon, make, type Icon } from "./dom";

let count = 0;

export function popover(name: Icon, label: string, fill: () => readonly (Node | string)[]): { button: HTMLButtonElement; box: HTMLElement } {
  const id = `avocet-pop-${count++}`;
  const box = make("div", { id, className: "pop", popover: "auto", ariaLabel: label, role: "group" });
  const button = make("button", { type: "button", className: "tool", ariaLabel: label, title: label }, icon(name));
  button.popoverTargetElement = box;
  button.setAttribute("aria-expanded", "false");
  box.addEventListener("beforetoggle", (event) => {
    const opens = (event as ToggleEvent).newState === "open";
    button.setAttribute("aria-expanded", String(opens));
    if (opens) box.replaceChildren(...fill());
  });
  box.addEventListener("toggle", (event) => {
    if ((event as ToggleEvent).newState === "open") place(box, button);
  });
  return { button, box };
}

export function place(box: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = box;
  const below = at.bottom + 4 + offsetHeight <= innerHeight || at.top < offsetHeight;
  box.style.left = `${Math.max(8, Math.min(at.right - offsetWidth, innerWidth - offsetWidth - 8))}px`;
  box.style.top = `${below ? at.bottom + 4 : at.top - 4 - offsetHeight}px`;
  box.querySelector<HTMLElement>("button, a, select, input")?.focus();
}
