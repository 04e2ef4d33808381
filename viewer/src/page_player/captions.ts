// Captions of one media element: its <track>s, at most one of them shown, drawn by us into `box` so that sound
// has captions too and the look is the same everywhere. The tracks stay real ones (mode "hidden"), so the
// browser parses and times them.
import type { TextTrack as CaptionSource } from "./manifest";

const REMEMBERED = "avocet.captions";

export class Captions {
  onChange: () => void = () => {};
  #media: HTMLMediaElement;
  #box: HTMLElement;
  #shown: TextTrack | undefined;

  constructor(media: HTMLMediaElement, box: HTMLElement) {
    this.#media = media;
    this.#box = box;
    this.#restore();
  }

  get tracks(): HTMLTrackElement[] {
    return [...this.#media.querySelectorAll("track")].filter((track) => track.kind === "captions" || track.kind === "subtitles");
  }

  get shown(): number {
    return this.tracks.findIndex((track) => track.track === this.#shown);
  }

  // Replaces the tracks by those of another canvas.
  open(sources: readonly CaptionSource[]): void {
    this.#media.querySelectorAll("track").forEach((track) => track.remove());
    for (const source of sources) {
      const track = document.createElement("track");
      track.kind = "captions";
      track.label = source.label;
      if (source.language) track.srclang = source.language;
      track.src = source.id;
      this.#media.append(track);
    }
    this.#restore();
  }

  // -1 shows none.
  show(index: number): void {
    this.#select(index);
    remember(this.tracks[index]?.srclang ?? (index < 0 ? "off" : "on"));
  }

  toggle(): void {
    this.show(this.shown >= 0 ? -1 : 0);
  }

  #restore(): void {
    const wanted = remembered();
    const index = this.tracks.findIndex((track) => (wanted ? track.srclang === wanted : track.default));
    this.#select(wanted === "on" ? 0 : index);
  }

  #select(index: number): void {
    this.#shown?.removeEventListener("cuechange", this.#draw);
    const chosen = this.tracks[index]?.track;
    for (const { track } of this.tracks) track.mode = track === chosen ? "hidden" : "disabled";
    this.#shown = chosen;
    chosen?.addEventListener("cuechange", this.#draw);
    this.#draw();
    this.onChange();
  }

  #draw = (): void => {
    this.#box.replaceChildren();
    for (const cue of [...(this.#shown?.activeCues ?? [])]) {
      if (!(cue instanceof VTTCue)) continue;
      const line = document.createElement("p");
      line.append(cue.getCueAsHTML());
      if (this.#shown?.language) line.lang = this.#shown.language;
      this.#box.append(line);
    }
  };
}

// Storage may be forbidden; captions then begin off every time.
function remember(value: string): void {
  try {
    localStorage.setItem(REMEMBERED, value);
  } catch {}
}

function remembered(): string | null {
  try {
    return localStorage.getItem(REMEMBERED);
  } catch {
    return null;
  }
}
