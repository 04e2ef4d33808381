// The pictures of a recording along its time: a storyboard (WebVTT that names parts of sheets), or single frames of an
// A/V service. Only what is seen is loaded, a few at a time, and only some of it is kept.
import { lastStarted } from "../text/cues";
import { readWebVtt } from "../text/webvtt";

export interface Picture {
  readonly image: string; // address
  readonly box: readonly [x: number, y: number, width: number, height: number] | undefined; // part of it; absent: all
}

export interface Strip {
  readonly aspect: number; // width over height of one picture
  at(time: number, each: number): Picture | undefined; // where one picture stands for `each` seconds
}

interface Tile extends Picture {
  readonly start: number;
  readonly end: number;
}

const MAX_BYTES = 8 * 1024 * 1024;

export async function readStoryboard(address: string): Promise<Strip | undefined> {
  const answer = await fetch(address);
  if (!answer.ok || Number(answer.headers.get("content-length")) > MAX_BYTES) return undefined;
  return storyboard(await answer.text(), address);
}

export function storyboard(text: string, address: string): Strip | undefined {
  const tiles = (readWebVtt(text)?.cues ?? []).flatMap(({ start, end, payload }): Tile[] => {
    const written = payload.trim().split("\n")[0]!;
    if (!URL.canParse(written, address)) return [];
    const place = new URL(written, address);
    if (!/^https?:$/.test(place.protocol)) return [];
    const found = /xywh=(?:pixel:)?(\d+),(\d+),(\d+),(\d+)/.exec(place.hash);
    place.hash = "";
    const box = found ? ([Number(found[1]), Number(found[2]), Number(found[3]), Number(found[4])] as const) : undefined;
    return box && (box[2] === 0 || box[3] === 0) ? [] : [{ start, end, image: place.href, box }];
  });
  if (tiles.length === 0) return undefined;
  const [, , width, height] = tiles[0]!.box ?? [0, 0, 16, 9];
  return {
    aspect: width / height,
    at: (time) => {
      const tile = tiles[Math.max(0, lastStarted(tiles, time))]!;
      return time < tile.end + 1 ? tile : undefined;
    },
  };
}

const SIZE = 90; // px, the height of a frame that is asked for

// Frames of a service; times are rounded so that neighbours at one zoom, and the next visit, ask for the same.
export function frames(base: string, duration: number, aspect: number): Strip {
  const STEPS = [0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600];
  return {
    aspect,
    at(time, each) {
      const step = STEPS.filter((one) => one <= each).at(-1) ?? 0.2;
      const at = Math.min(Math.floor(time / step) * step, Math.max(0, duration - 0.1));
      return { image: `${base}/${Number(at.toFixed(3))}/full/,${SIZE}/0/default.jpg`, box: undefined };
    },
  };
}

// Where a storyboard has one picture for all that is seen, single frames are finer.
export const finer = (coarse: Strip, fine: Strip, interval: number): Strip => ({
  aspect: coarse.aspect,
  at: (time, each) => (each < interval / 2 ? fine : coarse).at(time, each),
});

const AT_ONCE = 3;
const KEPT = 160;
const PATIENCE = [2, 5, 10, 20, 40]; // seconds: a server may have to make a picture first, and answers otherwise until it is made

// Images by address, loaded in the order in which they were asked for.
export class Images {
  #changed: () => void;
  #images = new Map<string, HTMLImageElement | "waiting">();
  #failures = new Map<string, number>();
  #waiting: string[] = [];
  #loading = 0;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get(address: string, mayLoad: boolean): HTMLImageElement | undefined {
    const known = this.#images.get(address);
    if (known) {
      this.#images.delete(address);
      this.#images.set(address, known); // the one used last is dropped last
      return known === "waiting" || !known.complete || !known.naturalWidth ? undefined : known;
    }
    if (mayLoad && !this.#waiting.includes(address)) {
      this.#waiting.push(address);
      this.#next();
    }
    return undefined;
  }

  // What was asked for and has not begun is no longer wanted: the view has moved on.
  forget(): void {
    this.#waiting = [];
  }

  #next(): void {
    const address = this.#loading < AT_ONCE ? this.#waiting.shift() : undefined;
    if (!address) return;
    this.#loading++;
    const image = new Image();
    this.#images.set(address, image);
    const done = (): void => {
      this.#loading--;
      for (const old of this.#images.keys()) if (this.#images.size > KEPT && old !== address) this.#images.delete(old);
      this.#changed();
      this.#next();
    };
    image.onload = done;
    image.onerror = () => {
      this.#again(address);
      done();
    };
    image.src = address;
    this.#next();
  }

  // Asked for once more, later, if it is still wanted then; in the end not at all.
  #again(address: string): void {
    this.#images.set(address, "waiting");
    const failures = this.#failures.get(address) ?? 0;
    this.#failures.set(address, failures + 1);
    if (failures >= PATIENCE.length) return;
    setTimeout(() => {
      this.#images.delete(address);
      this.#changed();
    }, PATIENCE[failures]! * 1000);
  }
}
