// The frames of a video as the browser shows them: which one is on the screen, and how many there are in a second.
const KNOWN = [12, 15, 16, 18, 24000 / 1001, 24, 25, 30000 / 1001, 30, 48, 50, 60000 / 1001, 60, 100, 120];
const ENOUGH = 6; // frames one after another
const MISSED = 3; // frames at once, of a busy machine, that still tell how far apart they are

export class FrameWatch {
  rate = 0; // frames a second; 0: not known yet
  onRate: () => void = () => {};
  onFrame: () => void = () => {};
  #element: HTMLVideoElement;
  #began: number | undefined;
  #sought = false;
  #handle = 0;
  #deltas: number[] = [];
  #before: { time: number; count: number } | undefined;

  constructor(element: HTMLVideoElement) {
    this.#element = element;
    this.#next();
    element.addEventListener("seeking", () => {
      this.#before = undefined;
      this.#sought = true;
    });
    element.addEventListener("playing", () => (this.#sought = false));
  }

  // Media time at which the frame on the screen begins. After a seek Firefox and WebKitGTK tell the time that was sought
  // in place of it, the latter of a film whose pictures are decoded ahead of their time even a later one: then it is not known.
  get shown(): number | undefined {
    return this.#sought && this.#began !== undefined && this.#began > this.#element.currentTime - 0.001 ? undefined : this.#began;
  }

  // Something else is played now.
  forget(): void {
    this.#began = this.#before = undefined;
    this.rate = 0;
    this.#deltas = [];
  }

  stop(): void {
    this.#element.cancelVideoFrameCallback?.(this.#handle);
  }

  #next(): void {
    this.#handle = this.#element.requestVideoFrameCallback?.((_, { mediaTime, presentedFrames }) => {
      this.#began = mediaTime;
      if (this.rate === 0) this.#measure(mediaTime, presentedFrames);
      this.onFrame();
      this.#next();
    }) ?? 0;
  }

  #measure(time: number, count: number): void {
    const before = this.#before;
    this.#before = { time, count };
    if (!before || this.#element.paused || time <= before.time || count <= before.count || count > before.count + MISSED) return;
    this.#deltas.push((time - before.time) / (count - before.count));
    if (this.#deltas.length < ENOUGH) return;
    this.rate = frameRateOf(this.#deltas);
    if (this.rate > 0) this.onRate();
    else this.#deltas.shift();
  }
}

// From the distances of frames, some of which may have been left out by the browser: those that are about as short as
// the shortest are one frame apart. 0 where too few agree.
export function frameRateOf(deltas: readonly number[]): number {
  const shortest = Math.min(...deltas);
  const single = deltas.filter((delta) => delta < shortest * 1.4);
  if (single.length < ENOUGH / 2) return 0;
  const rate = single.length / single.reduce((sum, delta) => sum + delta, 0);
  const known = KNOWN.reduce((best, one) => (Math.abs(one - rate) < Math.abs(best - rate) ? one : best));
  return Math.abs(known - rate) / rate < 0.02 ? known : Math.round(rate * 1000) / 1000;
}
