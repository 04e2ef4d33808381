// The separate file dist/dash.js: dash.js, bound to what the viewer asks of a stream; for presentations from elsewhere
// that offer nothing but DASH.
import { MediaPlayer, type MediaInfo } from "dashjs";
import { StreamCues } from "./stream_cues";
import type { Listener, Stream, Track } from "./streams";

export function start(address: string, element: HTMLMediaElement, at: number, listener: Listener, credentials: boolean): Stream {
  const player = MediaPlayer().create();
  // Texts are handed over as they are due; nothing of them is drawn by the browser. One is fetched from the beginning:
  // dash.js was seen to stay with forced subtitles where it began without any.
  player.updateSettings({ streaming: { text: { dispatchForManualRendering: true } } });
  player.on("error", ({ error }) => {
    const { code = "", message = "" } = error as { code?: number; message?: string };
    listener.failed(`${code} ${message}`.trim());
  });
  for (const event of ["streamInitialized", "allTextTracksAdded", "trackChangeRendered"] as const) player.on(event, () => listener.changed());
  const cues = cuesOf(player, listener);
  if (credentials) for (const what of ["MPD", "MediaSegment", "InitializationSegment", "IndexSegment"]) player.setXHRWithCredentialsForType(what, true);
  player.initialize(element, address, false, at);
  const kind = element instanceof HTMLVideoElement ? "video" : "audio";
  const levels = () => player.getRepresentationsByType(kind) ?? [];
  const sounds = () => player.getTracksFor("audio") ?? [];
  return {
    get qualities() {
      return levels().length > 1 ? levels().map(({ height, bitrateInKbit }) => (height ? `${height}p` : `${Math.round(bitrateInKbit)} kbit/s`)) : [];
    },
    get sounds() {
      return sounds().map(trackOf);
    },
    get sound() {
      return Math.max(0, sounds().indexOf(player.getCurrentTrackFor("audio")!));
    },
    get texts() {
      return (player.getTracksFor("text") ?? []).map(trackOf);
    },
    get cues() {
      return cues.all;
    },
    get frameRate() {
      return Number(levels()[0]?.frameRate) || 0;
    },
    setQuality(index) {
      player.updateSettings({ streaming: { abr: { autoSwitchBitrate: { [kind]: index < 0 } } } });
      if (index >= 0) player.setRepresentationForTypeByIndex(kind, index, true); // what is at hand of the other rung is thrown away: the choice is seen at once
    },
    setSound: (index) => player.setCurrentTrack(sounds()[index]!),
    setText(index) {
      if (!cues.choose(index)) return;
      player.setTextTrack(index);
      listener.changed();
    },
    stop: () => player.destroy(),
  };
}

function cuesOf(player: ReturnType<ReturnType<typeof MediaPlayer>["create"]>, listener: Listener) {
  let cues = new StreamCues(), chosen = -1;
  player.on("cueEnter", (event) => {
    const cue = event as unknown as VTTCue & { isd?: Words };
    // Forced subtitles come though nobody asked for them, and go on after another text was.
    const { id } = player.getTracksFor("text")?.[chosen] ?? {}, track = cue.track;
    if (chosen < 0 || (track && id && track.id !== String(id) && track.label !== String(id))) return;
    if (cues.add([cue.isd ? ({ startTime: cue.startTime, endTime: cue.endTime, text: wordsOf(cue.isd) } as VTTCue) : cue])) listener.changed();
  });
  return {
    get all() {
      return cues.all;
    },
    // Whether that is another than was chosen.
    choose(index: number): boolean {
      if (index === chosen) return false;
      cues = new StreamCues();
      chosen = index;
      return true;
    },
  };
}

// TTML arrives as what it draws (IMSC): its words alone, for our captions have a look of their own.
interface Words {
  readonly kind?: string;
  readonly text?: string;
  readonly contents?: readonly Words[];
}

function wordsOf({ kind, text = "", contents = [] }: Words): string {
  if (kind === "br") return "\n";
  const within = contents.map(wordsOf).join(kind === "body" || kind === "div" ? "\n" : "");
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;") + within;
}

// https://dashif.org/guidelines/: roles and accessibility say who a track is for.
function trackOf({ labels, lang, roles, accessibility }: MediaInfo): Track {
  const marks = JSON.stringify([roles, accessibility]);
  return { name: labels?.[0]?.text ?? "", language: lang && lang !== "und" ? lang : "", describes: /"description"|TVA[^}]*"value":"1"|"value":"1"[^}]*TVA/.test(marks) };
}
