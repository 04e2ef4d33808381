// The previews of one recording: the deck's own, and those over other bars of its whole time, as the one of the full
// screen is. They show the pictures that the deck's scene has.
import { Preview } from "./preview";
import type { Scene } from "./scene";

const COVERS = 4; // px of a bar that one picture stands for

export class Previews {
  #scene: Scene;
  #all: Preview[] = [];

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  make(): Preview {
    const preview = new Preview(this.#scene.images);
    this.#all.push(preview);
    return preview;
  }

  again(): void {
    for (const preview of this.#all) preview.again();
  }

  show(preview: Preview, x: number, width: number, time: number, secondsPerPixel: number): void {
    preview.show(x, width, time, secondsPerPixel * COVERS, this.#scene.strips, this.#scene.chapters);
  }

  over(bar: HTMLElement): void {
    const preview = this.make();
    bar.parentElement?.append(preview.element);
    bar.addEventListener("pointermove", (event) => {
      const { left, width } = bar.getBoundingClientRect();
      const x = Math.max(0, Math.min(width, event.clientX - left));
      const share = getComputedStyle(bar).direction === "rtl" ? 1 - x / width : x / width;
      const { duration } = this.#scene;
      if (event.pointerType === "mouse" && width > 0) this.show(preview, x, width, duration * share, duration / width);
    });
    bar.addEventListener("pointerleave", () => preview.hide());
  }
}
