// The row under the stage: play, clock, rail with the playhead, captions, sound tracks, mute, full screen.
// It only reads the media element and writes to it; the element leads, no timer of ours runs beside it.
import type { Captions } from "./captions";
import type { Engine } from "./engine";
import { clock } from "../media/time";
import { iconButton, make, relabel } from "../ui/dom";

export interface Chapter {
  readonly start: number;
  readonly end: number;
  readonly title: string;
}

export class Transport {
  readonly element: HTMLElement;
  #media: HTMLMediaElement;
  #length = 0; // seconds the manifest promises, until the media says it itself
  #play = iconButton("play", "Play", () => this.togglePlay(), "play");
  #now = make("span", { textContent: "0:00", className: "now" });
  #total = make("span");
  #rail = make("input", { type: "range", min: "0", step: "any", value: "0", className: "rail" });
  #chapters = make("div", { className: "lane" });
  #captions = make("select", { className: "pill", hidden: true });
  #sounds = make("select", { className: "pill", hidden: true });
  #mute = iconButton("loud", "Mute", () => this.toggleMute());
  #full = iconButton("full", "Full screen", () => this.toggleFull());
  #stage: HTMLElement;

  constructor(media: HTMLMediaElement, stage: HTMLElement) {
    this.#media = media;
    this.#stage = stage;
    this.#rail.ariaLabel = "Position";
    this.#captions.ariaLabel = "Captions";
    this.#sounds.ariaLabel = "Sound track";
    this.#chapters.setAttribute("aria-hidden", "true"); // the chapter list says the same in words
    this.#full.hidden = !document.fullscreenEnabled || media instanceof HTMLAudioElement;
    const time = make("span", { className: "clock" }, this.#now, " / ", this.#total);
    const row = make("div", { className: "row" }, this.#play, time, make("span", { className: "gap" }), this.#sounds, this.#captions, this.#mute, this.#full);
    this.element = make("div", { className: "transport", role: "group", ariaLabel: "Player controls" }, this.#rail, this.#chapters, row);
    this.#listen();
  }

  expect(length: number): void {
    this.#length = length;
    this.#update();
  }

  setChapters(chapters: readonly Chapter[]): void {
    const bars = chapters.map((chapter) => {
      const bar = make("span", { textContent: chapter.title, title: chapter.title, onclick: () => this.seek(chapter.start) });
      bar.style.left = `${(chapter.start / this.length) * 100}%`;
      bar.style.width = `${((Math.min(chapter.end, this.length) - chapter.start) / this.length) * 100}%`;
      return bar;
    });
    this.#chapters.replaceChildren(...bars);
    this.#chapters.hidden = bars.length === 0;
  }

  // The captions menu and what it does.
  offer(captions: Captions): void {
    const fill = () => {
      const labels = captions.tracks.map((track) => track.label || track.srclang);
      choices(this.#captions, ["Captions off", ...labels], captions.shown + 1);
      this.#captions.hidden = labels.length === 0;
    };
    captions.onChange = fill;
    this.#captions.onchange = () => captions.show(this.#captions.selectedIndex - 1);
    fill();
  }

  offerSounds(engine: Engine): void {
    engine.onSounds = () => {
      choices(this.#sounds, engine.sounds, engine.sound);
      this.#sounds.hidden = engine.sounds.length < 2;
    };
    this.#sounds.onchange = () => (engine.sound = this.#sounds.selectedIndex);
  }

  get length(): number {
    return Number.isFinite(this.#media.duration) && this.#media.duration > 0 ? this.#media.duration : this.#length;
  }

  seek(time: number): void {
    this.#media.currentTime = Math.min(Math.max(0, time), this.length);
    this.#update();
  }

  togglePlay(): void {
    if (this.#media.paused) void this.#media.play().catch(() => {});
    else this.#media.pause();
  }

  toggleMute(): void {
    this.#media.muted = !this.#media.muted;
  }

  toggleFull(): void {
    if (document.fullscreenElement) void document.exitFullscreen();
    else if (!this.#full.hidden) void this.#stage.requestFullscreen().catch(() => {});
  }

  #listen(): void {
    const on = (names: string, act: () => void) => names.split(" ").forEach((name) => this.#media.addEventListener(name, act));
    on("play pause ended emptied", () => this.#showState());
    on("timeupdate seeking seeked durationchange loadedmetadata", () => this.#update());
    on("volumechange", () => relabel(this.#mute, this.#media.muted ? "mute" : "loud", this.#media.muted ? "Unmute" : "Mute"));
    this.#rail.addEventListener("input", () => this.seek(Number(this.#rail.value)));
    this.#update();
  }

  #showState(): void {
    const paused = this.#media.paused;
    relabel(this.#play, paused ? "play" : "pause", paused ? "Play" : "Pause");
  }

  #update(): void {
    const [now, length] = [this.#media.currentTime, this.length];
    this.#now.textContent = clock(now);
    this.#total.textContent = clock(length);
    this.#rail.max = String(length || 1);
    this.#rail.value = String(now);
    this.#rail.style.setProperty("--at", `${length > 0 ? (now / length) * 100 : 0}%`);
    this.#rail.setAttribute("aria-valuetext", `${clock(now)} of ${clock(length)}`);
  }
}

function choices(select: HTMLSelectElement, labels: readonly string[], chosen: number): void {
  select.replaceChildren(...labels.map((label) => make("option", { textContent: label })));
  select.selectedIndex = chosen;
}
