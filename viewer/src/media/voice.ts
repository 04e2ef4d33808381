// One painted video or sound: a media element that is given its media by the first way that works, and that the clock
// can lead or be led by. A way that fails is left for the next; the reader hears of it when none is left. What others
// do to the element (picture in picture, a script of the page, keys of the system) is told from what the clock does.
import type { Body } from "../iiif/program";
import { signal } from "../signal";
import type { Voice } from "./clock";
import { FrameWatch } from "./frames";
import { abilities, plan, type Step, type Way } from "./ladder";
import type { Part, Placed } from "./parts";
import { start, type Stream } from "./streams";

export interface Failure {
  readonly body: Body;
  readonly detail: string;
  readonly pictureOnly: boolean; // the sound plays
}

// Something was done to the element that the clock did not do.
export type Outside = "play" | "pause" | "seek" | "rate" | "sound";

const AHEAD = 0.5; // seconds of bytes that are enough to go on
const AT_END = 0.02; // seconds before the end that count as the end
const LEAP = 0.3; // seconds: what feeds an element may move it by less, over a gap
const SETTLED = 0.2; // seconds: the time that browsers tell right after the start is a guess of theirs
const MOST_LAG = 0.4;

// Seconds from play() until the time of an element goes on: of this machine, as it was seen last.
let usualLag = 0.08;

export class MediaVoice implements Voice {
  readonly element: HTMLMediaElement;
  readonly frames: FrameWatch | undefined;
  readonly state = signal(0); // counts what may interest those who show it: lengths, choices, failures, bytes
  failure: Failure | undefined;
  granted: { readonly body: Body; readonly instead: boolean } | undefined; // it plays by permission, or something else does
  #steps: Step[] = [];
  #withoutCors = false;
  #stream: Stream | undefined;
  #load = 0; // number of the newest load: an older one that comes back late is dropped
  #wanted = 0; // seconds into the body where it should be
  #target: number | undefined; // of a seek that could not be made yet
  #failures: string[] = [];
  #runs = false; // as it was told
  #rate = 1; // as it was set
  #sent = 0; // seeks that it has not told of yet
  #volume = 1;
  #muted = false;
  #seen = 0; // where it was last, as far as we know
  #begun: { at: number; position: number } | undefined; // told to run, and not seen to move yet

  constructor(readonly part: Part, preferred?: number) {
    const video = part.kind === "video";
    this.element = document.createElement(video ? "video" : "audio");
    this.element.preload = "auto";
    this.element.preservesPitch = true;
    if (this.element instanceof HTMLVideoElement) {
      this.element.playsInline = true;
      this.frames = new FrameWatch(this.element);
    }
    this.element.muted = this.#muted = part.choices.every((body) => body.silent);
    this.#listen();
    this.open(preferred);
  }

  // ---- what the clock asks

  get weight(): number {
    if (this.failure && !this.failure.pictureOnly) return 0;
    const length = Math.min(this.part.span.end, 1e6) - this.part.span.start;
    return this.silent ? Math.min(length, 1e6) / 1e7 : 1 + length;
  }

  get silent(): boolean {
    return this.part.choices[this.choice]?.silent === true;
  }

  at(time: number): Placed | undefined {
    return this.failure && !this.failure.pictureOnly ? undefined : this.part.at(time);
  }

  get position(): number {
    return this.#target ?? this.element.currentTime;
  }

  get ready(): boolean {
    return !this.element.seeking && this.#target === undefined && (this.element.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA || this.#hasFuture());
  }

  // WebKitGTK says after a seek at rest that there is nothing beyond the frame it shows, and says so still when it plays on.
  #hasFuture(): boolean {
    const { buffered, currentTime, duration, readyState } = this.element;
    if (readyState < HTMLMediaElement.HAVE_CURRENT_DATA || this.way !== "file") return false;
    const end = Math.min(currentTime + AHEAD, duration - AT_END);
    return Array.from({ length: buffered.length }, (_, i) => i).some((i) => buffered.start(i) <= currentTime && buffered.end(i) >= end);
  }

  get over(): boolean {
    return this.element.ended || this.element.currentTime >= this.element.duration - AT_END;
  }

  get running(): boolean {
    return !this.element.paused;
  }

  // Seconds it takes to begin.
  get lag(): number {
    return usualLag;
  }

  seek(position: number): void {
    this.#wanted = position;
    if (this.element.readyState === 0) return void (this.#target = position);
    this.#target = undefined;
    const end = this.element.duration;
    const to = Number.isFinite(end) ? Math.min(position, Math.max(0, end - 0.001)) : position;
    this.#seen = to;
    this.#begun = undefined;
    // An element that came to its end has paused by itself.
    if (this.element.paused) this.#runs = false;
    if (Math.abs(this.element.currentTime - to) < 1e-4) return; // is there, or is on its way
    this.#sent++;
    this.element.currentTime = to;
  }

  run(rate: number): void {
    const { element } = this;
    if (this.#isOtherwise()) return;
    if (!element.seeking) this.#seen = element.currentTime;
    const wanted = Math.max(0.0625, Math.min(16, rate));
    if (this.#rate !== wanted) element.playbackRate = this.#rate = wanted;
    if (!element.paused) return this.#measureLag();
    this.#runs = true;
    this.#begun = this.ready ? { at: performance.now(), position: element.currentTime } : undefined;
    element.play().catch((problem: unknown) => this.#refused(problem));
  }

  halt(): void {
    this.#runs = false;
    this.#begun = undefined;
    this.element.pause();
  }

  // To the beginning of its part, that it can start there at once.
  rewind(): void {
    const first = this.part.at(this.part.span.start)?.position ?? 0;
    if (Math.abs(this.position - first) > 0.01) this.seek(first);
  }

  sound(volume: number, muted: boolean): void {
    this.element.volume = this.#volume = volume;
    this.element.muted = this.#muted = muted;
  }

  // ---- what can be chosen

  get way(): Way | undefined {
    return this.#steps[0]?.way;
  }

  get choice(): number {
    return this.#steps[0]?.choice ?? 0;
  }

  get stream(): Stream | undefined {
    return this.#stream;
  }

  // A server that gives no parts of files: the browser then cannot seek in them.
  get unseekable(): boolean {
    const { seekable, duration, readyState } = this.element;
    return this.way === "file" && readyState > 0 && Number.isFinite(duration) && duration > 1 && (seekable.length === 0 || seekable.end(seekable.length - 1) < 0.5);
  }

  onRefused: () => void = () => {}; // the browser wants a gesture of the reader first
  onOutside: (what: Outside) => void = () => {};

  open(preferred?: number): void {
    this.failure = undefined;
    this.#failures = [];
    this.#withoutCors = false;
    this.frames?.forget();
    this.#steps = plan(this.part.choices, abilities, preferred);
    if (this.#steps.length === 0) this.#giveUp("no way to play it is known");
    else void this.#begin();
  }

  close(): void {
    this.#load++;
    this.onOutside = () => {};
    this.frames?.stop();
    this.#stream?.stop();
    this.#stream = undefined;
    this.element.removeAttribute("src");
    this.element.load();
  }

  // ----

  #changed = (): void => this.state.set(this.state.peek() + 1);

  async #begin(): Promise<void> {
    const load = ++this.#load;
    this.#stream?.stop();
    this.#stream = this.granted = undefined;
    const step = this.#steps[0]!;
    // Asked for with CORS, so that stills can be taken; where a server does not know of that, without.
    this.element.crossOrigin = this.#withoutCors ? null : "anonymous";
    const still = () => load === this.#load;
    if (this.#wanted > 0) this.#target = this.#wanted;
    this.#seen = this.#wanted;
    const stream = await start(step, this.element, this.#wanted, { changed: this.#changed, failed: (detail) => still() && this.#failed(detail), granted: (instead) => still() && (this.granted = { body: step.body, instead }) }, still);
    // The element itself belongs to the newer load by now.
    if (!still()) return void (step.way === "file" || step.way === "native" || stream.stop());
    this.#stream = stream;
    this.#changed();
  }

  #listen(): void {
    const on = (names: string, act: () => void) => names.split(" ").forEach((name) => this.element.addEventListener(name, act));
    on("loadedmetadata durationchange", () => this.#measured());
    on("progress canplay waiting seeked ended", this.#changed);
    on("error", () => this.#wayFailed());
    on("playing", () => this.#watchForMissingPicture());
    // It begins anew, or is at its end: then browsers set these by themselves.
    on("emptied", () => (this.#sent = 0));
    on("emptied ended", () => {
      this.#runs = !this.element.paused;
      this.#rate = this.element.playbackRate;
    });
    on("play pause ratechange", () => this.#isOtherwise());
    on("seeking", () => {
      if (this.#sent > 0) this.#sent--;
      else if (Math.abs(this.element.currentTime - this.#seen) > LEAP) this.onOutside("seek");
    });
    on("volumechange", () => (this.element.volume !== this.#volume || this.element.muted !== this.#muted) && this.onOutside("sound"));
  }

  // Whether somebody else has had a hand in it since it was told something; who listens is told of it.
  #isOtherwise(): boolean {
    const { element } = this;
    if (element.readyState === 0) return false; // it begins anew
    const paused = this.#runs && element.paused && !this.over;
    // Browsers let silent pictures rest that nobody sees.
    const unseen = document.visibilityState === "hidden" && element.muted && document.pictureInPictureElement === null;
    if (paused && unseen) return false;
    const what = paused ? "pause" : !this.#runs && !element.paused ? "play" : element.playbackRate !== this.#rate ? "rate" : undefined;
    if (!what) return false;
    this.#runs = !element.paused;
    this.#rate = element.playbackRate;
    this.onOutside(what);
    return true;
  }

  #measureLag(): void {
    const begun = this.#begun, moved = begun ? this.element.currentTime - begun.position : 0;
    if (!begun || moved < SETTLED || !this.ready) return;
    this.#begun = undefined;
    const lag = (performance.now() - begun.at) / 1000 - moved / this.#rate;
    if (lag >= 0 && lag < MOST_LAG) usualLag += (lag - usualLag) / 2;
  }

  #measured(): void {
    const { duration } = this.element;
    if (Number.isFinite(duration) && duration > 0) this.part.tell(duration);
    if (this.#target !== undefined) this.seek(this.#target);
    this.#changed();
  }

  #wayFailed(): void {
    if (this.way !== "file" && this.way !== "native") return; // the script that feeds it has more to say
    if (this.element.getAttribute("src") === null) return;
    this.#failed(this.element.error?.message || `media error ${this.element.error?.code ?? ""}`);
  }

  #failed(detail: string): void {
    const step = this.#steps[0];
    if (!step) return;
    this.#wanted = this.element.currentTime || this.#wanted;
    this.#failures.push(`${step.way}: ${detail}`);
    const file = step.way === "file" || step.way === "native";
    this.#withoutCors = file && !this.#withoutCors && this.element.readyState === 0 && isElsewhere(step.body.id);
    if (!this.#withoutCors) this.#steps.shift();
    if (this.#steps.length > 0) void this.#begin();
    else this.#giveUp(this.#failures.join("; "), step.body);
  }

  #giveUp(detail: string, body: Body = this.part.choices[0]!): void {
    this.#stream?.stop();
    this.failure = { body, detail, pictureOnly: false };
    this.#changed();
  }

  #refused(problem: unknown): void {
    this.#runs = !this.element.paused;
    if (problem instanceof DOMException && problem.name === "NotAllowedError") this.onRefused();
  }

  // HEVC and some others "play" in browsers that cannot decode them: the clock runs, no error, no picture.
  #watchForMissingPicture(): void {
    const video = this.element, load = this.#load;
    if (!(video instanceof HTMLVideoElement)) return;
    setTimeout(() => {
      const frames = video.getVideoPlaybackQuality?.().totalVideoFrames ?? 1;
      if (load !== this.#load || video.paused || video.currentTime < 1 || frames > 0 || video.videoWidth > 0 || document.visibilityState !== "visible") return;
      const step = this.#steps[0]!;
      if (this.#steps.some((other) => other.body.id !== step.body.id && other !== step)) return this.#failed("it plays without a picture");
      this.failure = { body: step.body, detail: "the time runs, and no frame is decoded", pictureOnly: true };
      this.#changed();
    }, 3000);
  }
}

const isElsewhere = (address: string): boolean => URL.canParse(address) && new URL(address).origin !== location.origin;
