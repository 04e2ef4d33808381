// Texts and notes that a document only names: fetched when somebody wants them, read once, kept.
import { readNotePage } from "./iiif/reader";
import type { Canvas, Note, TimedText } from "./iiif/program";
import { ofAnswer, ofSilence } from "./media/find_out";
import type { Cue, Trouble } from "./session";
import { fetchJson, readText } from "./session_open";
import { signal } from "./signal";
import { embeddedCues, readCues } from "./text/cues";

const MOST_PAGES = 20;
const LARGEST = 32 * 1024 * 1024; // bytes of one text

export class Texts {
  readonly fetched = signal<readonly TimedText[]>([]); // of this canvas, from pages of annotations
  #tell: (trouble: Trouble) => void;
  #cues = new WeakMap<TimedText, Promise<readonly Cue[]>>();
  #pages = new Map<string, Promise<unknown>>();
  #canvas: Canvas | undefined;

  constructor(tell: (trouble: Trouble) => void) {
    this.#tell = tell;
  }

  leave(): void {
    this.#canvas = undefined;
    this.fetched.set([]);
  }

  // The notes of the pages that the canvas names; their texts join `fetched`.
  async turn(canvas: Canvas): Promise<readonly Note[]> {
    this.#canvas = canvas;
    const notes: Note[] = [], texts: TimedText[] = [];
    let left = MOST_PAGES;
    for (let address of canvas.notePages) {
      while (address && left-- > 0) {
        const page = readNotePage(await this.#page(address), canvas);
        notes.push(...page.notes);
        texts.push(...page.texts);
        address = page.next;
      }
    }
    if (this.#canvas !== canvas) return [];
    if (texts.length) this.fetched.set(texts);
    return notes;
  }

  cues(text: TimedText): Promise<readonly Cue[]> {
    let cues = this.#cues.get(text);
    if (!cues) this.#cues.set(text, (cues = text.id ? this.#read(text) : Promise.resolve(embeddedCues(text.embedded))));
    return cues;
  }

  #page(address: string): Promise<unknown> {
    let page = this.#pages.get(address);
    if (!page) {
      page = fetchJson(address).then((fetched) => ("value" in fetched ? fetched.value : (this.#tell({ ...fetched.trouble, kind: "text", fatal: false }), undefined)));
      this.#pages.set(address, page);
    }
    return page;
  }

  async #read({ id, format }: TimedText): Promise<readonly Cue[]> {
    const tell = (trouble: Trouble) => (this.#tell({ ...trouble, kind: "text", fatal: false }), []);
    let words: string | undefined;
    try {
      const answer = await fetch(id);
      if (!answer.ok) return tell(await ofAnswer(id, answer));
      words = await readText(answer, LARGEST);
    } catch (problem) {
      return tell(await ofSilence(id, String(problem)));
    }
    const cues = words === undefined ? undefined : readCues(words, format);
    return cues ?? tell({ kind: "text", address: id, what: "This text is in a form that the viewer does not read.", whose: "publisher", detail: format || (words?.slice(0, 40) ?? `${LARGEST} bytes`) });
  }
}
