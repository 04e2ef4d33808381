// What is at an instant before one goes there: its picture, its time, its chapter. For whatever is scrubbed.
import { clock } from "../media/time";
import { make } from "../ui/dom";
import type { Bars } from "./bars";
import { seen } from "./axis";
import type { Along } from "./sources";
import type { Images, Picture, Strip } from "./strip";

const WIDTH = 160;

export class Preview {
  readonly element = make("div", { className: "preview", hidden: true, ariaHidden: "true" });
  #picture = make("canvas");
  #chapter = make("b");
  #time = make("span", { className: "time" });
  #images: Images;
  #wanted: (() => void) | undefined;

  constructor(images: Images) {
    this.#images = images;
    this.element.append(this.#picture, this.#chapter, this.#time);
  }

  hide(): void {
    this.element.hidden = true;
    this.#wanted = undefined;
  }

  // Draws again what was shown: more pictures have come.
  again(): void {
    if (!this.element.hidden) this.#wanted?.();
  }

  // `x` of `width` px is where `time` is on what is scrubbed; `each` is how much of the time a picture there covers.
  show(x: number, width: number, time: number, each: number, strips: readonly Along<Strip>[], chapters: Bars): void {
    this.#wanted = () => {
      const strip = strips.find((one) => time >= one.start && time < one.end);
      this.#draw(strip?.of.at(time + strip.shift, each), strip?.of.aspect ?? 1);
    };
    const [first, last] = seen(chapters.list, { duration: 0, from: time, span: 1e-6, width: 1 }, chapters.longest);
    const chapter = chapters.list.slice(first, last).filter((bar) => time >= bar.start && time < bar.end).at(-1);
    this.#chapter.textContent = chapter?.label ?? "";
    this.#time.textContent = clock(time);
    this.element.hidden = false;
    this.#wanted();
    const half = this.element.offsetWidth / 2;
    this.element.style.left = `${Math.max(0, Math.min(width - 2 * half, x - half))}px`;
  }

  #draw(picture: Picture | undefined, aspect: number): void {
    const image = picture && this.#images.get(picture.image, true);
    this.#picture.hidden = !picture;
    if (!picture) return;
    const height = Math.round(WIDTH / aspect);
    if (this.#picture.width !== WIDTH || this.#picture.height !== height) Object.assign(this.#picture, { width: WIDTH, height });
    const ctx = this.#picture.getContext("2d");
    if (!image || !ctx) return; // the last one stays until the new one is there: no flicker
    const [x, y, w, h] = picture.box ?? [0, 0, image.naturalWidth, image.naturalHeight];
    ctx.drawImage(image, x, y, w, h, 0, 0, WIDTH, height);
  }
}
