// The ways to play that are not plain files: each is a script in a file of its own, with what binds it to us
// (hls_module.ts, dash_module.ts), loaded when the first stream needs it.
import { load } from "../own_files";
import type { Body } from "../iiif/program";
import type { Cue } from "../session";
import type { Step } from "./ladder";

// A track of sound or of text.
export interface Track {
  readonly name: string; // "": known by its language alone
  readonly language: string;
  readonly describes: boolean; // says what is to be seen, for those who do not see it
}

// What is being played, and what can be chosen in it.
export interface Stream {
  readonly qualities: readonly string[]; // without "auto"
  readonly sounds: readonly Track[];
  readonly sound: number;
  readonly texts: readonly Track[]; // captions inside
  readonly cues: readonly Cue[]; // of the chosen text, as far as they have come
  readonly frameRate: number; // stated, 0 if not
  setQuality(index: number): void; // -1: by itself
  setSound(index: number): void;
  setText(index: number): void; // -1: none
  stop(): void;
}

export interface Listener {
  changed(): void; // there is something else to choose from
  failed(detail: string): void;
  granted(instead: boolean): void; // by permission; or something else that is open to everyone, instead of what was asked for
}

export type Start = (address: string, element: HTMLMediaElement, at: number, listener: Listener, credentials: boolean) => Stream | undefined;

const NONE: readonly never[] = [];
const NOTHING: Stream = { qualities: NONE, sounds: NONE, sound: 0, texts: NONE, cues: NONE, frameRate: 0, setQuality() {}, setSound() {}, setText() {}, stop() {} };

export const isGuarded = (body: Body): boolean => body.services.some(({ type }) => type === "AuthProbeService2");
export const access = () => load("avocet-viewer.access.js") as Promise<typeof import("../access/access_file")>;

export async function start({ way, body }: Step, element: HTMLMediaElement, at: number, listener: Listener, still: () => boolean): Promise<Stream> {
  const leave = isGuarded(body) ? await access().then((file) => file.admit(body)).catch(() => undefined) : undefined;
  if (!still()) return NOTHING;
  const { address, credentials } = leave ?? { address: body.id, credentials: false };
  if (!address) return listener.failed("no permission"), NOTHING;
  if (leave?.instead || leave?.held) listener.granted(leave.instead);
  if (way === "file" || way === "native") {
    if (credentials && element.crossOrigin) element.crossOrigin = "use-credentials";
    // A media fragment: the browser then asks for the bytes of that place first.
    element.src = at > 0 ? `${address}#t=${at}` : address;
    return ofElement(element);
  }
  const module = (await load(`./${way}`).catch(() => undefined)) as { start: Start } | undefined;
  if (!still()) return NOTHING;
  const stream = module?.start(address, element, at, listener, credentials);
  if (!stream) listener.failed(`${way} cannot run here`);
  return stream ?? NOTHING;
}

// What a browser can tell of a file or of what it streams by itself; only some know of sound tracks at all.
// https://html.spec.whatwg.org/multipage/media.html#audiotracklist-and-videotracklist-objects
interface SoundTrack {
  readonly label: string;
  readonly language: string;
  readonly kind: string;
  enabled: boolean;
}

// What programs write where a name could stand.
const BY_PROGRAMS = /^(sound ?handler|core media audio|.*media handler)$/i;

function ofElement(element: HTMLMediaElement): Stream {
  const tracks = (): SoundTrack[] => Array.from((element as { audioTracks?: ArrayLike<SoundTrack> }).audioTracks ?? []);
  return {
    ...NOTHING,
    get sounds() {
      return tracks().map(({ label, language, kind }) => ({ name: BY_PROGRAMS.test(label) ? "" : label, language, describes: /description/.test(kind) }));
    },
    get sound() {
      return Math.max(0, tracks().findIndex(({ enabled }) => enabled));
    },
    setSound: (index) => tracks().forEach((track, i) => (track.enabled = i === index)),
    stop() {
      element.removeAttribute("src");
      element.load();
    },
  };
}
