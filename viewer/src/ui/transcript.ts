// The transcript: follows the playhead until the reader scrolls, seeks where it is clicked, is searched, and shows a
// second language beside the first.
import type { TimedText } from "../iiif/program";
import type { Cue } from "../session";
import { effect, signal } from "../signal";
import { cuesAt, isTimed, lastStarted, readable, toPlainText, toWebVtt } from "../text/cues";
import { Finder, type Hit } from "../text/search";
import { speakersOf } from "../text/speakers";
import { make } from "./dom";
import { popover } from "./popover";
import { drawParagraph, type Mark } from "./transcript_row";
import { SearchBar } from "./transcript_search";
import type { Part, View } from "./view";
import { WindowList } from "./window_list";

const ROW = 64; // px, a guess
const IDLE = 1000; // milliseconds after which what is first needed is on the screen

export function createTranscript(view: View): Part & { readonly has: () => boolean } {
  const transcript = new Transcript(view);
  return { element: transcript.element, stop: () => transcript.stop(), has: () => readable(view.session.texts()).length > 0 };
}

class Transcript {
  readonly element = make("div", { className: "transcript" });
  #view: View;
  #window = new WindowList((index) => this.#paragraph(index), ROW);
  #search: SearchBar;
  #choice = make("div", { className: "texts" });
  #remark = make("p", { className: "remark" });
  #toNow: HTMLButtonElement;
  #texts = signal<readonly TimedText[]>([]);
  #cues: readonly Cue[] = [];
  #beside: readonly Cue[] = [];
  #speakers: ReadonlyMap<string, number> = new Map();
  #finder = new Finder([]);
  #hits: readonly Hit[] = [];
  #hit = -1;
  #current = -1;
  #following = true;
  #picked = { text: signal(0), beside: signal(-1) };
  #ask = 0; // number of the newest question for cues: an older answer that comes back late is dropped
  #stops: (() => void)[] = [];

  constructor(view: View) {
    this.#view = view;
    const { words, session } = view;
    this.#search = new SearchBar(words, { find: (text) => this.#find(text), turn: (by) => this.#turn(by) });
    this.#toNow = make("button", { type: "button", className: "to-now", textContent: words.say("backToNow"), hidden: true, onclick: () => this.#follow() });
    const save = popover("download", words.say("download"), () => this.#files());
    this.#search.element.append(save.button, save.box);
    this.element.append(this.#search.element, this.#choice, this.#remark, this.#window.scroller, this.#toNow);
    this.#listen();
    this.#stops.push(
      effect(() => {
        session.document();
        session.canvasIndex();
        this.#texts.set(readable(session.texts()));
        this.#picked.text.set(0);
        this.#picked.beside.set(-1);
        this.#offer();
      }),
      effect(() => this.#load(this.#texts()[this.#picked.text()], this.#texts()[this.#picked.beside()], session.canvasIndex(), session.document())),
      effect(() => this.#pass(session.time())),
    );
  }

  stop(): void {
    for (const stop of this.#stops) stop();
    this.#window.stop();
    this.#view.reading.set([]);
    this.#view.hits.set([]);
  }

  get #text(): TimedText | undefined {
    return this.#texts.peek()[this.#picked.text.peek()];
  }

  // ---- which text

  #name(text: TimedText): string {
    const { words } = this.#view;
    const label = words.of(text.label) || (text.language ? words.nameOf(text.language) : words.say("transcript"));
    return text.roles.includes("captions") && text.roles.length === 1 ? `${label} (${words.say("captionsUsed")})` : label;
  }

  #offer(): void {
    const { words } = this.#view;
    const pick = (label: string, names: readonly string[], chosen: number, act: (index: number) => void) => {
      const select = make("select", { className: "pill", ariaLabel: label, title: label, onchange: () => act(select.selectedIndex) });
      select.append(...names.map((name) => make("option", { textContent: name })));
      select.selectedIndex = chosen;
      return select;
    };
    const names = this.#texts.peek().map((text) => this.#name(text));
    const several = names.length > 1;
    this.#choice.hidden = !several;
    if (several) this.#choice.replaceChildren(
      pick(words.say("textLanguage"), names, 0, (index) => this.#picked.text.set(index)),
      pick(words.say("beside"), [`${words.say("beside")}: ${words.say("nothingBeside")}`, ...names], 0, (index) => this.#picked.beside.set(index - 1)),
    );
  }

  // A file that the publisher has is offered as it is; what it lacks is made of the cues.
  #files(): HTMLElement[] {
    const { words } = this.#view;
    const text = this.#text;
    if (!text) return [];
    const name = `${this.#name(text).replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase()}`;
    const link = (label: string, href: string, file: string) => make("a", { className: "item", href, download: file, textContent: label });
    const made = (content: string, type: string) => URL.createObjectURL(new Blob([content], { type }));
    const isVtt = /vtt/.test(text.format) && text.id;
    return [
      ...(isTimed(this.#cues) ? [link(words.say("asVtt"), isVtt ? text.id : made(toWebVtt(this.#cues), "text/vtt"), `${name}.vtt`)] : []),
      link(words.say("asText"), made(toPlainText(this.#cues), "text/plain"), `${name}.txt`),
    ];
  }

  #load(text: TimedText | undefined, beside: TimedText | undefined, _canvas: number, _document: unknown): void {
    const ask = ++this.#ask;
    const cuesOf = (one: TimedText | undefined) => (one ? this.#view.session.cues(one) : Promise.resolve([]));
    // What is known of it beforehand stands there from the beginning; that it loads takes no room.
    const { words } = this.#view;
    this.#remark.textContent = text?.machineMade ? words.say("machineMade") : text ? words.say("loading") : "";
    this.#remark.classList.toggle("is-passing", !text?.machineMade);
    void Promise.all([cuesOf(text), cuesOf(beside)]).then(([cues, second]) => {
      if (ask !== this.#ask) return;
      this.#cues = cues;
      this.#beside = second;
      this.#speakers = speakersOf(cues);
      const finder = (this.#finder = new Finder(cues));
      setTimeout(() => finder.prepare(), IDLE);
      this.#remark.textContent = this.#remarks(text, cues);
      this.#remark.classList.remove("is-passing");
      this.#current = -1;
      this.#window.scroller.tabIndex = isTimed(cues) ? -1 : 0; // what has no control inside must be scrolled by keys too
      this.element.classList.toggle("wide", second.length > 0);
      this.#window.reset(cues.length);
      this.#view.reading.set(cues);
      this.#find(this.#search.text);
      this.#pass(this.#view.session.time.peek());
      this.#follow();
    });
  }

  #remarks(text: TimedText | undefined, cues: readonly Cue[]): string {
    const { words } = this.#view;
    if (!text) return "";
    if (cues.length === 0) return words.say("noCues");
    return [text.machineMade && words.say("machineMade"), !isTimed(cues) && words.say("untimed")].filter(Boolean).join(" · ");
  }

  // ---- rows

  #paragraph(index: number): HTMLLIElement {
    const cue = this.#cues[index]!;
    const text = this.#text;
    const second = this.#texts.peek()[this.#picked.beside.peek()];
    const row = drawParagraph({
      cue,
      language: text?.language ?? "",
      speaker: cue.speaker !== this.#cues[index - 1]?.speaker ? cue.speaker : "",
      hue: this.#speakers.get(cue.speaker) ?? 0,
      marks: this.#marks(index),
      beside: second && this.#beside.length ? this.#besideOf(index) : undefined,
      besideLanguage: second?.language ?? "",
      seek: (seconds) => this.#seek(seconds),
    });
    if (index === this.#current) row.setAttribute("aria-current", "true");
    const at = row.querySelector<HTMLButtonElement>(".at");
    if (at && index === Math.max(0, this.#current)) at.tabIndex = 0;
    return row;
  }

  // Hits are in the order of their cues.
  #marks(index: number): readonly Mark[] {
    const marks: Mark[] = [];
    for (let i = this.#firstHit(index); this.#hits[i]?.cue === index; i++) marks.push({ from: this.#hits[i]!.from, to: this.#hits[i]!.to, current: i === this.#hit });
    return marks;
  }

  #firstHit(cue: number): number {
    let [low, high] = [0, this.#hits.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#hits[middle]!.cue < cue) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  // What begins in the other language before the next paragraph does.
  #besideOf(index: number): readonly Cue[] {
    const next = this.#cues[index + 1]?.start ?? Infinity;
    const first = index === 0 ? 0 : lastStarted(this.#beside, this.#cues[index]!.start - 0.001) + 1;
    const last = next === Infinity ? this.#beside.length - 1 : lastStarted(this.#beside, next - 0.001);
    return this.#beside.slice(first, last + 1);
  }

  #seek(seconds: number): void {
    this.#following = true;
    this.#view.session.seek(seconds);
  }

  // ---- following

  #pass(time: number): void {
    const current = cuesAt(this.#cues, time)[0] ?? -1;
    if (current !== this.#current) {
      this.#light(this.#current, false);
      this.#current = current;
      this.#light(current, true);
      if (this.#following && current >= 0) this.#window.reveal(current, true);
    }
    const { words = [] } = this.#cues[current] ?? {};
    if (!words.length) return;
    const spokenNow = String(words.filter((word) => word.at <= time).length - 1);
    for (const word of this.#window.row(current)?.querySelectorAll<HTMLElement>("[data-word]") ?? []) word.classList.toggle("spoken", word.dataset["word"] === spokenNow);
  }

  #light(index: number, on: boolean): void {
    const row = this.#window.row(index);
    const at = row?.querySelector<HTMLButtonElement>(".at");
    if (on) row?.setAttribute("aria-current", "true");
    else row?.removeAttribute("aria-current");
    if (at) at.tabIndex = on ? 0 : -1;
    if (!on) for (const word of row?.querySelectorAll(".spoken") ?? []) word.classList.remove("spoken");
  }

  #follow(): void {
    this.#following = true;
    this.#toNow.hidden = true;
    const now = lastStarted(this.#cues, this.#view.session.time.peek());
    if (isTimed(this.#cues)) this.#window.reveal(Math.max(0, now), false);
  }

  #stray(): void {
    this.#following = false;
    this.#toNow.hidden = !isTimed(this.#cues);
  }

  #listen(): void {
    const { scroller, list } = this.#window;
    // Only what the reader's hand does makes it stray; scrolling by itself comes from following too.
    for (const name of ["wheel", "touchmove"]) scroller.addEventListener(name, () => this.#stray(), { passive: true });
    scroller.addEventListener("pointerdown", (event) => event.target === scroller && this.#stray());
    list.addEventListener("keydown", (event) => {
      const rows = [...list.children];
      const row = event.target instanceof Element ? event.target.closest("li") : null;
      const index = row && rows.includes(row) ? Number(row.ariaPosInSet) - 1 : -1;
      const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: this.#window.count - 1, PageDown: index + 10, PageUp: index - 10 }[event.key];
      if (index < 0 || to === undefined) return;
      event.preventDefault();
      this.#stray();
      this.#window.focus(Math.max(0, Math.min(this.#window.count - 1, to)));
    });
  }

  // ---- searching

  #find(text: string): void {
    this.#hits = this.#finder.find(text);
    // From where the reader is, not from the beginning.
    const here = Math.max(0, this.#current);
    this.#hit = this.#hits.length === 0 ? -1 : this.#firstHit(here) % this.#hits.length;
    this.#view.hits.set([...new Set(this.#hits.map((hit) => this.#cues[hit.cue]!.start))]);
    this.#showHit(text);
  }

  #turn(by: number): void {
    if (this.#hits.length === 0) return;
    this.#hit = (this.#hit + by + this.#hits.length) % this.#hits.length;
    this.#showHit(this.#search.text);
    const start = this.#cues[this.#hits[this.#hit]!.cue]!.start;
    if (start >= 0) this.#view.session.seek(start);
  }

  #showHit(text: string): void {
    this.#search.tell(text, this.#hit + 1, this.#hits.length);
    this.#window.refresh();
    const hit = this.#hits[this.#hit];
    if (!hit) return;
    this.#stray();
    this.#window.reveal(hit.cue, false);
  }
}
