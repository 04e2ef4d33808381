// <avocet-player data-manifest="..." data-part="1">: takes over the <video> or <audio> that the page already
// holds and plays the canvases of the manifest in it. Until that has worked, and where it does not, the
// browser's own controls stay. Links on the page that carry data-part and data-start become jumps.
import { loadManifest, type Canvas, type Manifest } from "./manifest";
import { Captions } from "./captions";
import { Engine } from "./engine";
import { timeFragment } from "../media/time";
import { make } from "../ui/dom";
import { listenForKeys, type Keyed } from "./keys";
import { Transport, type Chapter } from "./transport";

export class Player extends HTMLElement implements Keyed {
  #media!: HTMLMediaElement;
  #engine!: Engine;
  #captions!: Captions;
  #transport!: Transport;
  #manifest: Manifest | undefined;
  #part = 1; // counted from 1, as in the addresses
  #end: number | undefined; // where a `#t=a,b` asked to stop
  #life = new AbortController();

  async connectedCallback(): Promise<void> {
    const media = this.querySelector<HTMLMediaElement>("video, audio");
    const stage = this.querySelector<HTMLElement>(".stage");
    if (!media || !stage) return;
    this.#media = media;
    this.#part = Number(this.dataset["part"] ?? 1);
    try {
      this.#manifest = await loadManifest(this.dataset["manifest"] ?? "", this.#life.signal);
    } catch (problem) {
      return this.notice(problem instanceof Error ? problem.message : String(problem));
    }
    this.#build(stage);
    this.#listen();
    await this.#open(this.#fragmentStart());
    this.dataset["ready"] = "";
  }

  disconnectedCallback(): void {
    this.#life.abort();
    this.#engine?.close();
  }

  // Which way the media comes ("hls.js", "native", "file"), for tests and for people who ask why.
  get way(): string | undefined {
    return this.#engine?.way;
  }

  notice(words: string): void {
    const place = this.querySelector<HTMLElement>(".notice");
    if (!place) return;
    place.textContent = words;
    place.hidden = words === "";
  }

  togglePlay = (): void => this.#transport.togglePlay();
  toggleMute = (): void => this.#transport.toggleMute();
  toggleFull = (): void => this.#transport.toggleFull();
  toggleCaptions = (): void => this.#captions.toggle();
  step = (seconds: number): void => this.#transport.seek(this.#media.currentTime + seconds);

  get #canvas(): Canvas | undefined {
    return this.#manifest?.canvases[this.#part - 1];
  }

  #build(stage: HTMLElement): void {
    const box = make("div", { className: "captions" });
    stage.append(box);
    this.#engine = new Engine(this.#media);
    this.#engine.onFailure = (words) => this.notice(words);
    this.#captions = new Captions(this.#media, box);
    this.#transport = new Transport(this.#media, stage);
    this.#transport.offer(this.#captions);
    this.#transport.offerSounds(this.#engine);
    stage.after(this.#transport.element);
    this.#media.controls = false;
    if (this.#media instanceof HTMLVideoElement) this.#media.addEventListener("click", this.togglePlay);
  }

  #listen(): void {
    const { signal } = this.#life;
    listenForKeys(this, signal);
    document.addEventListener("click", (event) => this.#follow(event), { signal });
    addEventListener("hashchange", () => this.#seekToFragment(), { signal });
    addEventListener("popstate", () => void this.#show(partOf(location.href), this.#fragmentStart()), { signal });
    this.#media.addEventListener("timeupdate", () => this.#passTime());
    this.#media.addEventListener("ended", () => this.#advance());
  }

  // A plain click on a link into this item moves the player; every other click is the browser's.
  #follow(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[data-part]") : null;
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const part = Number(link.dataset["part"]);
    if (part !== this.#part && !this.#fits(this.#manifest?.canvases[part - 1])) return;
    event.preventDefault();
    if (location.href !== link.href) history.pushState(null, "", link.href);
    void this.#show(part, Number(link.dataset["start"] ?? 0)).then(() => this.#media.play().catch(() => {}));
  }

  // Sound and picture need different elements: a part of the other kind is a page of its own.
  #fits(canvas: Canvas | undefined): boolean {
    return canvas !== undefined && canvas.width > 0 === this.#media instanceof HTMLVideoElement;
  }

  async #show(part: number, start: number): Promise<void> {
    this.#end = undefined;
    if (part === this.#part) return this.#transport.seek(start);
    if (!this.#fits(this.#manifest?.canvases[part - 1])) return location.reload();
    this.#part = part;
    this.notice("");
    if (this.#canvas) this.#captions.open(this.#canvas.texts);
    await this.#open(start);
  }

  async #open(start: number): Promise<void> {
    const canvas = this.#canvas;
    if (!canvas) return this.notice("The manifest has no such part.");
    if (this.#media instanceof HTMLVideoElement) this.#media.poster = canvas.poster;
    this.#transport.expect(canvas.duration);
    this.#transport.setChapters(this.#chapters());
    this.#mark();
    await this.#engine.open(canvas.media, start);
  }

  // The chapters are written on the page, for everyone; these are the ones of this part.
  #chapterLinks(): HTMLAnchorElement[] {
    return [...document.querySelectorAll<HTMLAnchorElement>(`a[data-start][data-part="${this.#part}"]`)];
  }

  #chapters(): Chapter[] {
    const links = this.#chapterLinks().filter((link) => link.dataset["end"]);
    return links.map((link) => ({
      start: Number(link.dataset["start"]),
      end: Number(link.dataset["end"]),
      title: link.querySelector(".name")?.textContent ?? "",
    }));
  }

  #passTime(): void {
    const now = this.#media.currentTime;
    for (const link of this.#chapterLinks()) {
      const inside = now >= Number(link.dataset["start"]) && now < Number(link.dataset["end"]);
      if (inside) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    if (this.#end !== undefined && now >= this.#end) {
      this.#end = undefined;
      this.#media.pause();
    }
  }

  #mark(): void {
    for (const link of document.querySelectorAll<HTMLAnchorElement>(".parts a[data-part]")) {
      if (Number(link.dataset["part"]) === this.#part) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  #advance(): void {
    const next = this.#manifest?.canvases[this.#part];
    if (!this.#manifest?.autoAdvance || !this.#fits(next)) return;
    void this.#show(this.#part + 1, 0).then(() => this.#media.play().catch(() => {}));
  }

  #fragmentStart(): number {
    const fragment = timeFragment(location.hash);
    this.#end = fragment?.end;
    return fragment?.start ?? 0;
  }

  #seekToFragment(): void {
    const fragment = timeFragment(location.hash);
    if (!fragment) return;
    this.#end = fragment.end;
    this.#transport.seek(fragment.start);
  }
}

const partOf = (address: string): number => Number(new URL(address).searchParams.get("part") ?? 1);
