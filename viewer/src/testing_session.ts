// A session without media, for tests of what reads sessions: a real document, real signals, and a clock that stands
// where a test puts it.
import type { Canvas, Collection, Note, Place, Program, Span } from "./iiif/program";
import { indexRanges } from "./iiif/range_index";
import { readDocument } from "./iiif/reader";
import type { Choices, Cue, Readiness, Session, Trouble } from "./session";
import { signal } from "./signal";
import { embeddedCues, readCues } from "./text/cues";

export interface TestingSession extends Session {
  readonly done: string[]; // the verbs that were called
}

export function testingSession(): TestingSession {
  const document = signal<Program | Collection | undefined>(undefined);
  const canvasIndex = signal(0);
  const time = signal(0);
  const playing = signal(false);
  const until = signal<number | undefined>(undefined);
  const notes = signal<readonly Note[]>([]);
  const readiness = signal<Readiness>("empty");
  const done: string[] = [];
  const canvas = (): Canvas | undefined => {
    const program = document();
    return program?.kind === "manifest" ? program.canvases[canvasIndex()] : undefined;
  };
  const turn = (index: number): void => {
    canvasIndex.set(index);
    notes.set(canvas()?.notes ?? []);
  };
  let ranges = indexRanges([], 0, { duration: 0 });
  let rangesOf: Canvas | undefined;
  return {
    done,
    readiness,
    document,
    trouble: signal<readonly Trouble[]>([]),
    canvasIndex,
    canvas,
    time,
    duration: () => canvas()?.duration ?? 0,
    frameRate: signal(25),
    playing,
    stalled: signal(false),
    buffered: signal<readonly Span[]>([]),
    range() {
      const program = document();
      const here = canvas();
      if (here !== rangesOf && here && program?.kind === "manifest") {
        ranges = indexRanges(program.ranges, canvasIndex(), here);
        rangesOf = here;
      }
      return ranges.at(time());
    },
    until,
    rate: signal(1),
    volume: signal(1),
    muted: signal(false),
    loop: signal<Span | undefined>(undefined),
    choices: signal<Choices>({ quality: [], sound: [], alternatives: [] }),
    chosen: signal({ quality: "auto", sound: 0, alternative: 0 }),
    texts: () => canvas()?.texts ?? [],
    overlays: () => canvas()?.texts ?? [],
    captions: signal(-1),
    flowing: signal<readonly Cue[]>([]),
    notes,
    region: signal<Place | undefined>(undefined),
    selection: signal<ReturnType<Session["selection"]>>(undefined),
    async open(address) {
      done.push(`open ${address}`);
      const answer = await fetch(address);
      document.set(readDocument(await answer.json()));
      time.set(0);
      turn(0);
      readiness.set("ready");
    },
    address: () => document.peek()?.id ?? "",
    close: () => document.set(undefined),
    play: () => playing.set(true),
    pause: () => playing.set(false),
    seek(seconds) {
      done.push(`seek ${seconds.toFixed(2)}`);
      time.set(seconds);
    },
    step: (frames) => time.set(time.peek() + frames / 25),
    show(place) {
      done.push(`show ${place.canvas} ${place.span?.start ?? ""}`);
      if (place.canvas !== canvasIndex.peek()) turn(place.canvas);
      time.set(place.span?.start ?? 0);
      until.set(place.span && place.span.end !== Infinity ? place.span.end : undefined);
    },
    choose: (what, which) => void done.push(`choose ${what} ${which}`),
    page: async () => undefined,
    async cues(text): Promise<readonly Cue[]> {
      if (!text.id) return embeddedCues(text.embedded);
      const answer = await fetch(text.id);
      return (answer.ok && readCues(await answer.text(), text.format)) || [];
    },
  };
}
