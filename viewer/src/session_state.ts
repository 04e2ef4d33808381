// All that is true about a session, as signals, and what follows from them. The verbs are in session_live.ts.
import { boxWithin, type Fragment } from "./iiif/fragment";
import type { Canvas, Collection, Note, Place, Program, Range, Span, TimedText } from "./iiif/program";
import { indexRanges, type RangeIndex } from "./iiif/range_index";
import type { Performance } from "./media/performance";
import type { Choices, Cue, Readiness, Session, Trouble } from "./session";
import { Texts } from "./session_texts";
import { derived, signal } from "./signal";

const NO_CHOICES: Choices = { quality: [], sound: [], alternatives: [] };
const FIRST = { quality: "auto", sound: 0, alternative: 0 };

// Where to begin, as an embedding page says it: the canvas by its id or its number from 1.
export interface Wish {
  readonly canvas: string | undefined;
  readonly span: Span | undefined;
  readonly part?: Fragment; // where in the picture
}

export class SessionState {
  readonly readiness = signal<Readiness>("empty");
  protected found = ""; // where the document was
  readonly address = (): string => this.found;
  readonly document = signal<Program | Collection | undefined>(undefined);
  readonly trouble = signal<readonly Trouble[]>([]);
  readonly canvasIndex = signal(0);
  readonly time = signal(0);
  readonly frameRate = signal(0);
  readonly playing = signal(false);
  readonly stalled = signal(false);
  readonly buffered = signal<readonly Span[]>([]);
  readonly until = signal<number | undefined>(undefined);
  readonly rate = signal(1);
  readonly volume = signal(1);
  readonly muted = signal(false);
  readonly loop = signal<Span | undefined>(undefined);
  readonly choices = signal<Choices>(NO_CHOICES);
  readonly chosen = signal(FIRST);
  readonly captions = signal(-1);
  readonly notes = signal<readonly Note[]>([]);
  readonly region = signal<Place | undefined>(undefined);
  readonly selection = signal<ReturnType<Session["selection"]>>(undefined);

  readonly within = signal<readonly TimedText[]>([]); // texts of the stream
  readonly flowing = signal<readonly Cue[]>([]);

  readonly performance = signal<Performance | undefined>(undefined); // what the stage shows
  readonly started = signal(false); // this canvas has been played or sought: its placeholder is gone
  readonly ended = signal(false);

  program = (): Program | undefined => {
    const document = this.document();
    return document?.kind === "manifest" ? document : undefined;
  };
  canvas = (): Canvas | undefined => this.program()?.canvases[this.canvasIndex()];

  protected readonly named = new Texts((trouble) => this.tell(trouble));
  #ranges = derived<RangeIndex | undefined>(() => {
    const [program, canvas] = [this.program(), this.canvas()];
    return program && canvas ? indexRanges(program.ranges, this.canvasIndex(), canvas) : undefined;
  });

  duration = (): number => this.performance()?.duration() ?? 0;
  range = (): Range | undefined => this.#ranges()?.at(this.time());
  texts = (): readonly TimedText[] => [...(this.canvas()?.texts ?? []), ...this.named.fetched()];

  overlays = (): readonly TimedText[] => [...this.texts(), ...this.within()];

  // Indices of the overlays that can be drawn over the picture as it plays: those with times. What is within the
  // stream is mostly what the document has too, so it is offered only where the document has nothing.
  captionable = (): readonly number[] => {
    const texts = this.texts(), drawable = texts.flatMap((text, i) => (isDrawable(text) ? [i] : []));
    return drawable.length ? drawable : this.within().map((_, i) => texts.length + i);
  };

  placeOf(wish: Wish | undefined): Place | undefined {
    const program = this.program();
    if (!wish || !program) return undefined;
    const number = Number(wish.canvas);
    const index = number >= 1 ? Math.trunc(number) - 1 : program.canvases.findIndex((canvas) => canvas.id === wish.canvas);
    const fallback = program.start?.canvas ?? 0;
    const canvas = index >= 0 && index < program.canvases.length ? index : fallback, surface = program.canvases[canvas];
    return { canvas, span: wish.span, box: wish.part && surface && boxWithin(wish.part, surface.width, surface.height) };
  }

  // Where to go by itself at the end of this canvas (Presentation 3.0, 3.4: auto-advance, repeat).
  following(): number | undefined {
    const program = this.program(), index = this.canvasIndex.peek();
    if (!program || !this.canvas()?.behavior.includes("auto-advance")) return undefined;
    if (index + 1 < program.canvases.length) return index + 1;
    return program.behavior.includes("repeat") ? 0 : undefined;
  }

  #collection: Collection | undefined; // that the open recording was opened from
  #member = "";

  protected keepCollection(address: string): void {
    const document = this.document.peek();
    const collection = document?.kind === "collection" ? this.#withPages(document) : this.#collection;
    this.#collection = collection?.members.some(({ id }) => id === address) ? collection : undefined;
    this.#member = address;
    this.#pages = [];
  }

  #pages: Collection[] = []; // that have come of the open collection, in their order

  #withPages(collection: Collection): Collection {
    return this.#pages.reduce((whole, page) => ({ ...whole, members: [...whole.members, ...page.members], next: page.next }), collection);
  }

  // A further page of the collection that is open, or that the open recording is of.
  protected keepPage(page: Collection): void {
    if (this.document.peek()?.kind === "collection") this.#pages.push(page);
    else if (this.#collection) this.#collection = { ...this.#collection, members: [...this.#collection.members, ...page.members], next: page.next };
  }

  // The page of the collection on which the recording after this one is, if that is not known yet.
  furtherPage(): string {
    return this.#joined() && !this.beside(1) ? (this.#collection?.next ?? "") : "";
  }

  // The recording before or after this one in its collection.
  beside(step: 1 | -1): string | undefined {
    const recordings = this.#collection?.members.filter(({ kind }) => kind === "manifest") ?? [];
    const at = recordings.findIndex(({ id }) => id === this.#member);
    return at < 0 ? undefined : recordings[at + step]?.id;
  }

  // A collection that says auto-advance joins the end of one manifest to the beginning of the next (Presentation 3.0, 3.4);
  // manifests do not inherit that for what is within them.
  nextRecording(): string | undefined {
    return this.#joined() ? this.beside(1) : undefined;
  }

  #joined(): boolean {
    const last = this.canvasIndex.peek() === (this.program()?.canvases.length ?? 0) - 1;
    return last && this.#collection?.behavior.includes("auto-advance") === true && !this.canvas()?.behavior.includes("no-auto-advance");
  }

  tell(trouble: Trouble): void {
    const known = this.trouble.peek();
    if (!known.some((one) => one.kind === trouble.kind && one.address === trouble.address)) this.trouble.set([...known, trouble]);
  }

  // Nothing that was true of one canvas is of the next.
  protected forgetCanvas(): void {
    this.named.leave();
    this.time.set(0);
    this.frameRate.set(0);
    this.until.set(undefined);
    this.loop.set(undefined);
    this.selection.set(undefined);
    this.region.set(undefined);
    this.captions.set(-1);
    this.within.set([]);
    this.flowing.set([]);
    this.notes.set([]);
    this.buffered.set([]);
    this.choices.set(NO_CHOICES);
    this.chosen.set(FIRST);
    this.stalled.set(false);
    this.ended.set(false);
    this.started.set(false);
  }

  protected endState(): void {
    this.#ranges.stop();
  }
}

function isDrawable({ embedded, format, id, roles }: TimedText): boolean {
  const toRead = roles.length === 0 || roles.some((role) => role !== "chapters" && role !== "thumbnails" && role !== "descriptions");
  return toRead && (embedded.length > 0 || /vtt|subrip|srt/i.test(format) || /\.(vtt|srt)(?:$|\?)/i.test(id));
}
