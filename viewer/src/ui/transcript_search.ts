// The field above the transcript: what is searched for, which match of how many, to the next and back.
import type { Words } from "../messages/messages";
import { icon, iconButton, make } from "./dom";

export interface Searching {
  find(text: string): void;
  turn(by: number): void;
}

export class SearchBar {
  readonly element: HTMLElement;
  #words: Words;
  #input: HTMLInputElement;
  #count = make("output", { className: "count" });
  #turns: HTMLButtonElement[];

  constructor(words: Words, searching: Searching) {
    this.#words = words;
    const label = words.say("search");
    this.#input = make("input", { type: "search", placeholder: label, ariaLabel: label, enterKeyHint: "search" });
    this.#input.addEventListener("input", () => searching.find(this.text));
    this.#input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      searching.turn(event.shiftKey ? -1 : 1);
    });
    this.#turns = [
      iconButton("previous", words.say("previousHit"), () => searching.turn(-1), "tool"),
      iconButton("next", words.say("nextHit"), () => searching.turn(1), "tool"),
    ];
    const field = make("label", { className: "field" }, icon("search"), this.#input);
    this.element = make("div", { className: "find", role: "search" }, field, this.#count, ...this.#turns);
    this.tell("", 0, 0);
  }

  get text(): string {
    return this.#input.value;
  }

  tell(text: string, n: number, total: number): void {
    this.#count.textContent = text.trim() === "" ? "" : total === 0 ? this.#words.say("noHit") : this.#words.say("hitOf", { n, total });
    for (const button of this.#turns) button.hidden = total === 0;
  }
}
