// Finding words in cues: without regard to case, accents and kinds of space. Every cue is folded once.
import type { Cue } from "../session";

export interface Hit {
  readonly cue: number;
  readonly from: number; // in the cue's own text
  readonly to: number;
}

interface Folded {
  readonly text: string;
  readonly places: Uint32Array | undefined; // of each folded character in the text; absent: they are the same
}

const MAX_HITS = 5000;

export function fold(text: string): Folded {
  if (/^[\x20-\x7e]*$/.test(text)) return { text: text.toLowerCase(), places: undefined };
  let folded = "";
  const places: number[] = [];
  let at = 0;
  for (const character of text) {
    const plain = /\s/.test(character) ? " " : character.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss").replaceAll("’", "'");
    for (let i = 0; i < plain.length; i++) places.push(at);
    folded += plain;
    at += character.length;
  }
  places.push(at);
  return { text: folded, places: Uint32Array.from(places) };
}

export class Finder {
  #cues: readonly Cue[];
  #folded: Folded[] | undefined;

  constructor(cues: readonly Cue[]) {
    this.#cues = cues;
  }

  // What the first search would have to do: for a moment in which nobody waits.
  prepare(): void {
    this.#folded ??= this.#cues.map((cue) => fold(cue.text));
  }

  find(words: string): readonly Hit[] {
    const wanted = fold(words.trim()).text;
    if (!wanted) return [];
    this.prepare();
    const hits: Hit[] = [];
    for (const [cue, { text, places }] of this.#folded!.entries()) {
      for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
        const end = at + wanted.length;
        // A letter and the marks on it are one: what was found ends where the next letter begins.
        hits.push({ cue, from: places ? places[at]! : at, to: places ? places[end]! : end });
        if (hits.length === MAX_HITS) return hits;
      }
    }
    return hits;
  }
}
