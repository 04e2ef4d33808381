// What plays, told to the system: lock screens, headphones, keyboards with a play key.
import type { Words } from "../messages/messages";
import type { LiveSession } from "../session_live";
import { effect } from "../signal";

const SKIP = 5; // seconds

export function tellSystem(session: LiveSession, words: Words): () => void {
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
  return () => {
    stop();
    for (const action of Object.keys(acts)) system.setActionHandler(action as MediaSessionAction, null);
  };
}
