// Sheets over the viewer: modal dialogs of the platform, gone when they are closed.
import type { Words } from "../messages/messages";
import { iconButton, make } from "./dom";

let count = 0;

export function openDialog(root: ShadowRoot | HTMLElement, words: Words, title: string, ...content: readonly Node[]): HTMLDialogElement {
  const id = `avocet-sheet-${count++}`;
  const heading = make("h2", { id, textContent: title });
  const dialog = make("dialog", { className: "sheet" }, make("header", {}, heading, iconButton("close", words.say("close"), () => dialog.close(), "tool")), ...content);
  dialog.setAttribute("aria-labelledby", id);
  dialog.addEventListener("close", () => dialog.remove());
  // A click on what is behind closes too. Keys stay inside: they are not meant for the player.
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  root.append(dialog);
  dialog.showModal();
  return dialog;
}
