// The separate file dist/hls.js: hls.js, bound to what the viewer asks of a stream. The full build: the light one leaves
// out alternate audio, and our streams keep sound and picture in renditions of their own.
import Hls, { ErrorDetails, ErrorTypes, Events } from "hls.js";
import { StreamCues } from "./stream_cues";
import type { Listener, Stream } from "./streams";

const RECOVERY = 5000; // milliseconds

// Undefined: it cannot run in this browser.
export function start(address: string, element: HTMLMediaElement, at: number, listener: Listener, credentials: boolean): Stream | undefined {
  if (!Hls.isSupported()) return undefined;
  const hls = new Hls({ startPosition: at > 0 ? at : -1, renderTextTracksNatively: false, ...(credentials && { xhrSetup: (request: XMLHttpRequest) => void (request.withCredentials = true) }) });
  hls.subtitleDisplay = false;
  for (const event of [Events.MANIFEST_PARSED, Events.AUDIO_TRACKS_UPDATED, Events.AUDIO_TRACK_SWITCHING, Events.SUBTITLE_TRACKS_UPDATED] as const) hls.on(event, () => listener.changed());
  listenForErrors(hls, listener);
  const texts = textsOf(hls, listener);
  hls.loadSource(address);
  hls.attachMedia(element);
  return {
    get qualities() {
      return hls.levels.length > 1 ? hls.levels.map(({ height, bitrate }) => (height ? `${height}p` : `${Math.round(bitrate / 1000)} kbit/s`)) : [];
    },
    get sounds() {
      return hls.audioTracks.map(({ name, lang, characteristics }) => ({ name, language: lang ?? "", describes: /describes-video/.test(characteristics ?? "") }));
    },
    get sound() {
      return Math.max(0, hls.audioTrack);
    },
    get texts() {
      return texts.offered;
    },
    get cues() {
      return texts.cues;
    },
    get frameRate() {
      return hls.levels[Math.max(0, hls.currentLevel)]?.frameRate ?? 0;
    },
    setQuality: (index) => void (hls.nextLevel = index),
    setSound: (index) => void (hls.audioTrack = index),
    setText: (index) => texts.choose(index),
    stop: () => hls.destroy(),
  };
}

function listenForErrors(hls: Hls, listener: Listener): void {
  let recovered = -Infinity;
  hls.on(Events.ERROR, (_, data) => {
    // Where the decoder gave up hls.js begins anew by itself, without end.
    const anew = data.details === ErrorDetails.MEDIA_SOURCE_REQUIRES_RESET;
    if (!data.fatal && !anew) return;
    // A decoder that trips once is given one more chance, not a loop of them.
    const again = performance.now() - recovered > RECOVERY;
    recovered = performance.now();
    if (data.type !== ErrorTypes.MEDIA_ERROR || !again) listener.failed([data.details, data.response?.code, anew && data.error.message].filter(Boolean).join(" "));
    else if (!anew) hls.recoverMediaError();
  });
}

// Subtitles in renditions of their own, fetched when one is chosen; and captions among the pictures (CEA-608), which
// come whether they are wanted or not.
function textsOf(hls: Hls, listener: Listener) {
  const within: { id: string; name: string }[] = [];
  const cues = new Map<string, StreamCues>();
  let chosen = "";
  hls.on(Events.NON_NATIVE_TEXT_TRACKS_FOUND, (_, { tracks }) => {
    for (const { _id: id, label } of tracks) if (id) within.push({ id, name: label });
    listener.changed();
  });
  hls.on(Events.CUES_PARSED, (_, { track, cues: parsed }) => {
    const known = cues.get(track) ?? new StreamCues();
    cues.set(track, known);
    if (known.add(parsed as VTTCue[]) && track === chosen) listener.changed();
  });
  return {
    get offered() {
      const renditions = hls.subtitleTracks.map(({ name, lang }) => ({ name, language: lang ?? "", describes: false }));
      return [...renditions, ...within.map(({ name }) => ({ name, language: "", describes: false }))];
    },
    get cues() {
      return cues.get(chosen)?.all ?? [];
    },
    choose(index: number): void {
      const count = hls.subtitleTracks.length, rendition = hls.subtitleTracks[index];
      hls.subtitleTrack = rendition ? index : -1;
      chosen = rendition ? (rendition.default ? "default" : `subtitles${index}`) : (within[index - count]?.id ?? "");
      listener.changed();
    },
  };
}
