// The way to what the system around the page shows of us: a file of its own, loaded when something plays or when a picture
// leaves the page.
import type { Words } from "../messages/messages";
import { load } from "../own_files";
import type { Cue } from "../session";
import type { LiveSession } from "../session_live";
import { effect } from "../signal";

const file = () => load("avocet-viewer.system.js") as Promise<typeof import("./system_file")>;

export function joinSystem(session: LiveSession, words: Words, cues: () => readonly Cue[]): () => void {
  const life = new AbortController(), stops: (() => void)[] = [];
  const use = (act: (module: Awaited<ReturnType<typeof file>>) => () => void) => void file().then((module) => life.signal.aborted || stops.push(act(module)));
  let told = false;
  const stopWaiting = effect(() => {
    if (!session.playing() || told) return;
    told = true;
    use(({ tellSystem }) => tellSystem(session, words, effect));
  });
  const heard = new WeakSet<HTMLMediaElement>();
  let inset: HTMLMediaElement | undefined; // whose picture is outside the page
  const moveTo = async (video: HTMLVideoElement): Promise<void> => {
    inset = video;
    if (video.readyState === 0) await new Promise((resolve) => video.addEventListener("loadedmetadata", resolve, { once: true, signal: life.signal }));
    await video.requestPictureInPicture().catch(() => (inset = undefined));
  };
  const stopWatching = effect(() => {
    const voices = session.performance()?.voices() ?? [];
    const principal = session.performance.peek()?.principal?.element;
    // The window outside the page goes on with the next canvas; while it is there no press of a button is needed for that.
    if (inset && principal instanceof HTMLVideoElement && principal !== inset) void moveTo(principal);
    for (const { element } of voices) {
      if (heard.has(element)) continue;
      heard.add(element);
      let stop = () => {};
      const hear = (names: string, act: () => unknown) => names.split(" ").forEach((name) => element.addEventListener(name, act, life));
      hear("enterpictureinpicture", () => (inset = element));
      hear("leavepictureinpicture", () => inset === element && (inset = undefined));
      hear("enterpictureinpicture webkitbeginfullscreen", () => use(({ carryCaptions }) => (stop = carryCaptions(element, cues, effect))));
      hear("leavepictureinpicture webkitendfullscreen", () => stop());
    }
  });
  return () => {
    life.abort();
    for (const stop of [stopWaiting, stopWatching, ...stops]) stop();
  };
}
