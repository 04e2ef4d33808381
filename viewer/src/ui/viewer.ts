// <avocet-viewer src="…" canvas="2" start="12.5">: any IIIF audio or video, in a page of anybody's.
//   src      address of a manifest, a collection or a content state; or a content state itself
//   canvas   which canvas, by its number from 1 or by its id; start: seconds on it, or `a,b` to play that stretch
// What is inside the element is shown by browsers that run no script. The viewer itself lives in a shadow root with a
// style sheet of its own: neither the style of a page around it nor its own reaches across.
import { readContentState } from "../iiif/content_state";
import { readFragment } from "../iiif/fragment";
import { languagesOf, loadMessages } from "../messages/messages";
import { createDeck } from "../deck/deck";
import { LiveSession, type Wish } from "../session_live";
import { effect, soon } from "../signal";
import { useFonts } from "../style/fonts";
import css from "../style/viewer.css";
import { createBar } from "./bar";
import { createCaptions } from "./captions";
import { createCollection } from "./collection";
import { make } from "./dom";
import { listenForKeys } from "./keys";
import { createNoteLayer } from "./notes";
import { createPage } from "./page";
import { openHelp, openShare } from "./sheets";
import { createStage } from "./stage";
import { createTransport } from "./transport";
import { createRemarks, createTrouble } from "./trouble";
import { createView } from "./view";
import { joinSystem } from "./system";

const SOON = 400, METADATA_SOON = 250; // milliseconds
const MEANT = 60_000; // milliseconds for which a press of play is still what the reader wants
const IDLE = 2500; // milliseconds after which hands that do not move are taken to be gone

let sheet: CSSStyleSheet | undefined;

export class AvocetViewer extends HTMLElement {
  static readonly observedAttributes = ["src", "canvas", "start"];

  session = new LiveSession();
  #root = this.attachShadow({ mode: "open" });
  #life: AbortController | undefined;
  #stops: (() => void)[] = [];
  #opened: string | undefined;

  connectedCallback(): void {
    if (this.#life) return;
    this.#life = new AbortController();
    useFonts();
    if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(css);
    this.#root.adoptedStyleSheets = [sheet];
    const { signal } = this.#life;
    addEventListener("hashchange", () => this.#obeyHash(), { signal });
    this.#open();
    void this.#begin(languagesOf(this), signal);
  }

  // What opens soon is drawn once, when it is known; and a medium that comes at once has the processor to itself until
  // its first picture is there.
  async #begin(wanted: readonly string[], signal: AbortSignal): Promise<void> {
    const { session } = this;
    await Promise.all([loadMessages(wanted), soon(SOON, () => !/empty|loading/.test(session.readiness()) || !this.#opened)]);
    const has = (state: number) => () => {
      const voice = session.performance()?.principal;
      voice?.state();
      return !voice || voice.failure !== undefined || voice.element.readyState >= state;
    };
    if (await soon(METADATA_SOON, has(HTMLMediaElement.HAVE_METADATA))) await soon(SOON, has(HTMLMediaElement.HAVE_CURRENT_DATA));
    if (signal.aborted) return;
    this.#build(wanted);
    await this.#takeOver(signal);
  }

  // A player in the page that somebody has started before we came would go on unseen: it goes on here, when there is what to play.
  async #takeOver(signal: AbortSignal): Promise<void> {
    const playing = [...this.querySelectorAll<HTMLMediaElement>("video, audio")].filter((medium) => !medium.paused);
    for (const medium of playing) medium.pause();
    const { session } = this;
    if (!playing[0] || !(await soon(MEANT, () => session.performance() !== undefined)) || signal.aborted) return;
    session.seek(playing[0].currentTime);
    session.play();
  }

  // A move within the page is no goodbye.
  disconnectedCallback(): void {
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.#life?.abort();
      this.#life = undefined;
      for (const stop of this.#stops.splice(0)) stop();
      this.session.end();
      this.session = new LiveSession();
      this.#root.replaceChildren();
      this.#opened = undefined;
    });
  }

  attributeChangedCallback(name: string): void {
    if (!this.#life) return;
    if (name === "src") return this.#open();
    const place = this.session.placeOf(this.#wish());
    if (place) this.session.show(place);
  }

  #build(wanted: readonly string[]): void {
    const { session } = this;
    const view = createView(session, wanted, this.#root);
    const { words } = view;
    const stage = createStage(session, words);
    const transport = createTransport(session, words, () => this.#toggleFull());
    const captions = createCaptions(view), notes = createNoteLayer(view), trouble = createTrouble(session, words), remarks = createRemarks(session, words);
    const bar = createBar(view), page = createPage(view), deck = createDeck(view), collection = createCollection(view);
    stage.picture.ondblclick = () => this.#toggleFull();
    const rail = transport.element.querySelector<HTMLElement>(".rail");
    if (rail) deck.previewOver(rail);
    stage.picture.append(notes.element, captions.element, remarks.element);
    stage.element.append(trouble.element);
    const viewer = make("div", { className: "viewer" }, bar.element, stage.element, collection.element, page.element, transport.element, deck.element);
    this.#root.replaceChildren(viewer);
    const around = { host: this, toggleCaptions: transport.toggleCaptions, toggleFull: () => this.#toggleFull(), search: () => page.search(), share: () => openShare(view), help: () => openHelp(view) };
    listenForKeys(session, around, this.#life!.signal);
    this.#watchFullScreen(viewer);
    this.#stops.push(...[stage, transport, captions, notes, trouble, remarks, bar, page, deck, collection].map((part) => () => part.stop()));
    this.#stops.push(effect(() => void viewer.classList.toggle("is-waiting", /empty|loading/.test(session.readiness()))));
    this.#stops.push(joinSystem(session, words, captions.cues), effect(() => void (deck.element.hidden = session.duration() === 0)), effect(() => void (transport.element.hidden = session.document()?.kind !== "manifest")));
  }

  #open(): void {
    const address = this.getAttribute("src")?.trim() ?? "";
    if (address === this.#opened) return;
    const pointed = this.#opened === undefined ? this.#contentState() : null;
    this.#opened = address;
    if (pointed && (readContentState(pointed) || !address)) return void this.session.open(pointed, this.#fromHash());
    if (!address) return this.session.close();
    const opened = this.session.open(absolute(address), this.#wish());
    if (pointed) void opened.then(() => this.session.tell({ kind: "manifest", address: pointed, what: "This is neither an address nor a IIIF content state.", whose: "publisher", detail: "iiif-content", fatal: false }));
  }

  // The address of the page speaks to the first viewer on it.
  get #isFirst(): boolean {
    return document.querySelector(this.localName) === this;
  }

  // What somebody else's link into a document says goes before what the page shows by itself.
  // https://iiif.io/api/content-state/1.0/#311-linking-via-http-get-iiif-content-parameter
  #contentState(): string | null {
    return this.#isFirst ? new URLSearchParams(location.search).get("iiif-content") : null;
  }

  // What the attributes ask for; else what the hash of the page does.
  #wish(): Wish | undefined {
    const canvas = this.getAttribute("canvas"), start = this.getAttribute("start");
    const part = start ? readFragment(`#t=${start}`) : this.#isFirst ? readFragment(location.hash) : undefined;
    if (canvas === null && !part?.span && !part?.box) return undefined;
    return { canvas: canvas ?? undefined, span: part?.span, ...(part && { part }) };
  }

  #fromHash(): Wish | undefined {
    const part = readFragment(location.hash);
    return part.span || part.box ? { canvas: undefined, span: part.span, part } : undefined;
  }

  #obeyHash(): void {
    const wish = this.#isFirst ? this.#fromHash() : undefined;
    const place = this.session.placeOf(wish && { ...wish, canvas: String(this.session.canvasIndex.peek() + 1) });
    if (place) this.session.show({ ...place, span: place.span ?? { start: this.session.time.peek(), end: Infinity } });
  }

  #toggleFull(): void {
    if (document.fullscreenElement) void document.exitFullscreen();
    else if (document.fullscreenEnabled) void this.requestFullscreen().catch(() => {});
    else videoFullScreen(this.session);
  }

  #watchFullScreen(viewer: HTMLElement): void {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const { signal } = this.#life!;
    const stir = () => {
      viewer.classList.remove("is-idle");
      clearTimeout(timer);
      timer = setTimeout(() => viewer.classList.toggle("is-idle", this.session.playing.peek()), IDLE);
    };
    document.addEventListener("fullscreenchange", () => {
      viewer.classList.toggle("is-full", document.fullscreenElement === this);
      stir();
    }, { signal });
    viewer.addEventListener("pointermove", stir, { signal });
    viewer.addEventListener("keydown", stir, { signal });
  }
}

// An iPhone shows only a video in full screen, by itself.
function videoFullScreen(session: LiveSession): void {
  const video = session.performance.peek()?.principal?.element as { webkitEnterFullscreen?(): void } | undefined;
  video?.webkitEnterFullscreen?.();
}

const absolute = (address: string): string => (/^[./]/.test(address) && URL.canParse(address, document.baseURI) ? new URL(address, document.baseURI).href : address);
