// What the parts of the viewer share beside the session: the words they speak, where their dialogs go, and what is
// being looked at on the page. Parts are made by functions `(view) => Part` and speak to one another through signals.
import type { Note } from "../iiif/program";
import { words, type Words } from "../messages/messages";
import type { Cue, Session } from "../session";
import { signal, type Signal } from "../signal";

// A piece of the viewer. Its element is put where the viewer wants it; stop() lets go of everything it listens to.
export interface Part {
  readonly element: HTMLElement;
  stop(): void;
}

export interface Above {
  readonly address: string;
  readonly title: string;
}

export interface View {
  readonly session: Session;
  readonly words: Words;
  readonly wanted: readonly string[]; // languages, the one liked best first
  readonly root: ShadowRoot; // holds dialogs
  readonly reading: Signal<readonly Cue[]>; // of the transcript that is shown
  readonly hits: Signal<readonly number[]>; // seconds at which what was searched for is said
  readonly note: Signal<Note | undefined>; // the one that is looked at
  readonly trail: Signal<readonly Above[]>; // collections above, outermost first
}

export const createView = (session: Session, wanted: readonly string[], root: ShadowRoot): View => ({
  session,
  words: words(wanted),
  wanted,
  root,
  reading: signal<readonly Cue[]>([]),
  hits: signal<readonly number[]>([]),
  note: signal<Note | undefined>(undefined),
  trail: signal<readonly Above[]>([]),
});
