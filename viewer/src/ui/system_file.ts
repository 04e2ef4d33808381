// What avocet-viewer.system.js holds: what plays, told to the system (lock screens, headphones, keyboards with a play
// key), and captions where the browser shows a picture without us. `effect` is the viewer's own: a file of its own would
// have another, that hears nothing of the viewer's signals.
import type { Words } from "../messages/messages";
import type { Cue } from "../session";
import type { LiveSession } from "../session_live";
import type { effect as Effect } from "../signal";

const SKIP = 5; // seconds
const LEAP = 0.5; // seconds by which the time is elsewhere than the system reckons

export function tellSystem(session: LiveSession, words: Words, effect: typeof Effect): () => void {
  if (!("mediaSession" in navigator)) return () => {};
  const system = navigator.mediaSession;
  const acts: Partial<Record<MediaSessionAction, MediaSessionActionHandler>> = {
    play: () => session.play(),
    pause: () => session.pause(),
    seekbackward: () => session.seek(session.time.peek() - SKIP),
    seekforward: () => session.seek(session.time.peek() + SKIP),
    seekto: ({ seekTime }) => session.seek(seekTime ?? 0),
    previoustrack: () => session.turn(session.canvasIndex.peek() - 1),
    nexttrack: () => session.turn(session.canvasIndex.peek() + 1),
  };
  const stop = effect(() => {
    if (!session.playing()) return void (system.playbackState = session.readiness() === "ready" ? "paused" : "none");
    system.playbackState = "playing";
    const program = session.program(), canvas = session.canvas();
    const title = words.of(canvas?.label ?? {}) || words.of(program?.label ?? {});
    const artwork = [...(canvas?.thumbnail ?? []), ...(program?.thumbnail ?? [])].slice(0, 1).map(({ id }) => ({ src: id }));
    system.metadata = new MediaMetadata({ title, album: words.of(program?.label ?? {}), artist: words.of(program?.provider[0]?.label ?? {}), artwork });
    for (const [action, act] of Object.entries(acts)) system.setActionHandler(action as MediaSessionAction, act);
  });
  const stopPlace = tellPlace(session, system, effect);
  return () => {
    stop();
    stopPlace();
    for (const action of Object.keys(acts)) system.setActionHandler(action as MediaSessionAction, null);
  };
}

// The system reckons itself how the time goes on; it is told when it would be wrong.
function tellPlace(session: LiveSession, system: MediaSession, effect: typeof Effect): () => void {
  let told = { at: 0, position: -Infinity, rate: 0, duration: 0 };
  return effect(() => {
    const position = session.time(), duration = session.duration(), rate = session.playing() ? Math.abs(session.rate()) : 0;
    const now = performance.now() / 1000;
    const reckoned = told.position + (now - told.at) * told.rate;
    if (told.rate === rate && told.duration === duration && Math.abs(reckoned - position) < LEAP) return;
    told = { at: now, position, rate, duration };
    if (duration > 0) system.setPositionState?.({ duration, playbackRate: rate || 1, position: Math.min(position, duration) });
  });
}

// The browser draws captions itself where ours cannot be seen: picture in picture, an iPhone's full screen. It gets
// the same cues in a track of its own, which is shown only there.
export function carryCaptions(media: HTMLMediaElement, cues: () => readonly Cue[], effect: typeof Effect): () => void {
  const known = tracks.get(media) ?? media.addTextTrack("captions", "Avocet");
  tracks.set(media, known);
  known.mode = "showing";
  const stop = effect(() => {
    for (const old of [...(known.cues ?? [])]) known.removeCue(old);
    for (const { start, end, markup } of cues()) if (end > start) known.addCue(new VTTCue(start, end, markup));
  });
  return () => {
    stop();
    known.mode = "disabled";
  };
}

const tracks = new WeakMap<HTMLMediaElement, TextTrack>(); // a track cannot be taken away again
