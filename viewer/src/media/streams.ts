// The scripts that play streams on a media element, each loaded as a file of its own when the first stream needs it.
import type Hls from "hls.js";
import { load as loadFile } from "../own_files";
import type { Step } from "./ladder";

// What is being played, and what can be chosen in it.
export interface Stream {
  readonly qualities: readonly string[]; // without "auto"
  readonly sounds: readonly string[];
  readonly sound: number;
  readonly frameRate: number; // stated, 0 if not
  setQuality(index: number): void; // -1: by itself
  setSound(index: number): void;
  stop(): void;
}

export interface Listener {
  changed(): void; // there is something else to choose from
  failed(detail: string): void;
}

const NOTHING: Stream = { qualities: [], sounds: [], sound: 0, frameRate: 0, setQuality() {}, setSound() {}, stop() {} };

export async function start(step: Step, element: HTMLMediaElement, at: number, listener: Listener, still: () => boolean): Promise<Stream> {
  if (step.way === "hls.js") return startHls(step.body.id, element, at, listener, still);
  if (step.way === "dash.js") return startDash(step.body.id, element, at, listener, still);
  // A media fragment: the browser then asks for the bytes of that place first.
  element.src = at > 0 ? `${step.body.id}#t=${at}` : step.body.id;
  return { ...NOTHING, stop: () => release(element) };
}

function release(element: HTMLMediaElement): void {
  element.removeAttribute("src");
  element.load();
}

// Captions come from the document; those inside the stream would be shown twice.
const WITHOUT_CAPTIONS: object = { subtitleStreamController: undefined, subtitleTrackController: undefined, timelineController: undefined };

async function startHls(address: string, element: HTMLMediaElement, at: number, listener: Listener, still: () => boolean): Promise<Stream> {
  const module = await load("hls.js");
  const HlsClass = module?.default as typeof Hls | undefined;
  if (!still()) return NOTHING;
  if (!HlsClass?.isSupported()) return listener.failed("hls.js cannot run here"), NOTHING;
  const hls = new HlsClass({ startPosition: at > 0 ? at : -1, ...WITHOUT_CAPTIONS });
  const { Events, ErrorDetails, ErrorTypes } = HlsClass;
  for (const event of [Events.MANIFEST_PARSED, Events.AUDIO_TRACKS_UPDATED, Events.AUDIO_TRACK_SWITCHING] as const) hls.on(event, () => listener.changed());
  let recovered = -Infinity;
  hls.on(Events.ERROR, (_, data) => {
    // Where the decoder gave up hls.js begins anew by itself, without end.
    const anew = data.details === ErrorDetails.MEDIA_SOURCE_REQUIRES_RESET;
    if (!data.fatal && !anew) return;
    // A decoder that trips once is given one more chance, not a loop of them.
    const again = performance.now() - recovered > 5000;
    recovered = performance.now();
    if (data.type !== ErrorTypes.MEDIA_ERROR || !again) listener.failed([data.details, data.response?.code, anew && data.error.message].filter(Boolean).join(" "));
    else if (!anew) hls.recoverMediaError();
  });
  hls.loadSource(address);
  hls.attachMedia(element);
  return {
    get qualities() {
      return hls.levels.length > 1 ? hls.levels.map(({ height, bitrate }) => (height ? `${height}p` : `${Math.round(bitrate / 1000)} kbit/s`)) : [];
    },
    get sounds() {
      return hls.audioTracks.length > 1 ? hls.audioTracks.map((track) => track.name || track.lang || `${track.id + 1}`) : [];
    },
    get sound() {
      return Math.max(0, hls.audioTrack);
    },
    get frameRate() {
      return hls.levels[Math.max(0, hls.currentLevel)]?.frameRate ?? 0;
    },
    setQuality: (index) => void (hls.nextLevel = index),
    setSound: (index) => void (hls.audioTrack = index),
    stop: () => hls.destroy(),
  };
}

// The little of dash.js that is used here.
interface DashPlayer {
  initialize(element: HTMLMediaElement, address: string, autoPlay: boolean, at: number): void;
  on(event: string, hear: (event: { error?: { code?: number; message?: string } }) => void): void;
  getTracksFor(kind: string): { lang?: string; labels?: { text: string }[] }[];
  getCurrentTrackFor(kind: string): unknown;
  setCurrentTrack(track: unknown): void;
  destroy(): void;
}

async function startDash(address: string, element: HTMLMediaElement, at: number, listener: Listener, still: () => boolean): Promise<Stream> {
  const module = await load("dash.js");
  if (!still()) return NOTHING;
  const make = module?.MediaPlayer as (() => { create(): DashPlayer }) | undefined;
  if (!make) return listener.failed("dash.js could not be loaded"), NOTHING;
  const player = make().create();
  player.on("error", ({ error }) => listener.failed(`${error?.code ?? ""} ${error?.message ?? ""}`.trim()));
  player.on("streamInitialized", () => listener.changed());
  player.initialize(element, address, false, at);
  const tracks = () => player.getTracksFor("audio") ?? [];
  return {
    ...NOTHING,
    get sounds() {
      return tracks().length > 1 ? tracks().map((track, i) => track.labels?.[0]?.text || track.lang || `${i + 1}`) : [];
    },
    get sound() {
      return Math.max(0, tracks().indexOf(player.getCurrentTrackFor("audio") as never));
    },
    setSound: (index) => player.setCurrentTrack(tracks()[index]),
    stop: () => player.destroy(),
  };
}

const load = (name: string): Promise<Record<string, unknown> | undefined> => loadFile(name).then((module) => module as Record<string, unknown>, () => undefined);
