// Gives one <video> or <audio> element the media of a canvas, by the best way this browser has:
//   1. the HLS member through hls.js, where there are Media Source Extensions;
//   2. the HLS member by the browser itself, where there are none (older iPhones);
//   3. the first file the browser says it can play.
// A way that fails is left for the next; when none is left `onFailure` is told, in words for the reader.
import type Hls from "hls.js";
import type { Media } from "./manifest";

type Way = "hls.js" | "native" | "file";
interface Step {
  readonly way: Way;
  readonly media: Media;
}

const isHls = (media: Media): boolean => /mpegurl/i.test(media.format);
const isDash = (media: Media): boolean => /dash\+xml/i.test(media.format);
const hasMediaSource = (): boolean => "MediaSource" in window || "ManagedMediaSource" in window;

// Pure: the order in which to try.
export function plan(media: readonly Media[], canPlay: (format: string) => boolean, mediaSource: boolean): Step[] {
  const stream: Step[] = media.filter(isHls).map((member) => ({ way: mediaSource ? "hls.js" : "native", media: member }));
  const files: Step[] = media
    .filter((member) => !isHls(member) && !isDash(member))
    .filter((member) => member.format === "" || canPlay(member.format))
    .map((member) => ({ way: "file", media: member }));
  return [...stream, ...files];
}

// Captions come from the manifest as <track>; those inside the stream would be shown twice.
const WITHOUT_CAPTIONS: object = { subtitleStreamController: undefined, subtitleTrackController: undefined, timelineController: undefined };

export class Engine {
  onFailure: (words: string) => void = () => {};
  onSounds: () => void = () => {}; // the list of sound tracks has changed
  #element: HTMLMediaElement;
  #hls: Hls | undefined;
  #steps: Step[] = [];
  #load = 0; // number of the newest load: an older one that comes back late is dropped

  constructor(element: HTMLMediaElement) {
    this.#element = element;
    element.addEventListener("error", () => this.#failed());
    element.addEventListener("playing", () => this.#watchForMissingPicture());
  }

  // Which way is in use now, for tests and for people who ask why.
  get way(): Way | undefined {
    return this.#steps[0]?.way;
  }

  // The sound tracks to choose from (languages, commentary); fewer than two: nothing to choose.
  get sounds(): readonly string[] {
    return this.#hls?.audioTracks.map((track) => track.name || track.lang || `Sound ${track.id + 1}`) ?? [];
  }

  get sound(): number {
    return this.#hls?.audioTrack ?? 0;
  }

  set sound(index: number) {
    if (this.#hls) this.#hls.audioTrack = index;
  }

  async open(media: readonly Media[], at = 0): Promise<void> {
    // What the page offered to browsers without script must not compete.
    this.#element.querySelectorAll("source").forEach((source) => source.remove());
    this.#steps = plan(media, (format) => this.#element.canPlayType(format) !== "", hasMediaSource());
    if (this.#steps.length === 0) this.onFailure("There is nothing here in a form that this browser can play.");
    await this.#start(at);
  }

  close(): void {
    this.#load++;
    this.#hls?.destroy();
    this.#hls = undefined;
    this.onSounds();
  }

  async #start(at: number): Promise<void> {
    this.close();
    const step = this.#steps[0];
    if (!step) return;
    if (step.way === "hls.js") return this.#attach(step.media.id, at);
    this.#element.src = at > 0 ? `${step.media.id}#t=${at}` : step.media.id;
    this.#element.preload = "metadata";
  }

  async #attach(address: string, at: number): Promise<void> {
    const load = this.#load;
    const module = await import(/* a file of its own */ "./hls.js" as string).catch(() => undefined);
    if (load !== this.#load) return;
    const HlsClass = module?.default as typeof Hls | undefined;
    if (!HlsClass?.isSupported()) return this.#failed();
    const hls = new HlsClass({ startPosition: at > 0 ? at : -1, ...WITHOUT_CAPTIONS });
    for (const change of [HlsClass.Events.AUDIO_TRACKS_UPDATED, HlsClass.Events.AUDIO_TRACK_SWITCHING]) hls.on(change, () => this.onSounds());
    hls.on(HlsClass.Events.ERROR, (_, data) => {
      if (!data.fatal || hls !== this.#hls) return;
      if (data.type === HlsClass.ErrorTypes.MEDIA_ERROR && this.#mayRecover()) hls.recoverMediaError();
      else this.#failed();
    });
    this.#hls = hls;
    hls.loadSource(address);
    hls.attachMedia(this.#element);
  }

  // A decoder that trips once is given one more chance, not a loop of them.
  #recovered = 0;
  #mayRecover(): boolean {
    const now = performance.now();
    const first = now - this.#recovered > 5000;
    this.#recovered = now;
    return first;
  }

  #failed(): void {
    if (this.#steps.length === 0) return;
    const { currentTime, paused } = this.#element;
    const code = this.#element.error?.code;
    this.#steps.shift();
    if (this.#steps.length > 0) {
      void this.#start(currentTime).then(() => (paused ? undefined : this.#element.play().catch(() => {})));
      return;
    }
    this.close();
    const undecodable = code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED || code === MediaError.MEDIA_ERR_DECODE;
    this.onFailure(undecodable ? "This browser cannot decode this recording. The original can still be downloaded and played by a media player." : "The recording could not be loaded.");
  }

  // HEVC and some others "play" in browsers that cannot decode them: the clock runs, no error, no picture.
  #watchForMissingPicture(): void {
    const video = this.#element;
    if (!(video instanceof HTMLVideoElement)) return;
    const load = this.#load;
    setTimeout(() => {
      const seen = video.getVideoPlaybackQuality?.().totalVideoFrames ?? 1;
      if (load === this.#load && !video.paused && video.currentTime > 1 && seen === 0 && video.videoWidth === 0 && document.visibilityState === "visible")
        this.onFailure("This browser plays the sound but cannot decode the picture of this recording. The original can still be downloaded and played by a media player.");
    }, 3000);
  }
}
