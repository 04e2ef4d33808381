// Handing on what is heard and seen: the whole, from now, the section, the selection; as words, addresses, files.
import { beginsAt, readInfo, serviceOfLayer, timedLayers } from "../iiif/service";
import type { Program, Span } from "../iiif/program";
import { valuesOf } from "../iiif/language";
import { clock } from "../media/time";
import { citation, contentState, embedElement, embedFrame, pageLink, type Place } from "./cite";
import { openDialog } from "./dialog";
import { icon, make } from "./dom";
import { speak } from "./sheet_words";
import type { View } from "./view";

export type What = "whole" | "now" | "range" | "selection" | "loop";

interface Choice {
  readonly what: What;
  readonly label: string;
  readonly start: number | undefined;
  readonly end: number | undefined;
}

export function openShare(view: View, wanted?: What): void {
  const { session, words } = view, say = speak(words);
  const document = session.document.peek();
  const canvas = session.canvas();
  if (document?.kind !== "manifest" || !canvas) return;
  session.pause();
  const choices = choicesOf(view);
  const results = make("div", { className: "results" });
  const status = make("p", { className: "status", role: "status" });
  const fieldset = make("fieldset", {}, make("legend", { textContent: say("shareWhat") }));
  const pick = (choice: Choice) => {
    const box = (choice.what === "selection" ? session.selection.peek()?.box : undefined) ?? (choice.what === "whole" ? undefined : session.region.peek()?.box);
    const place: Place = { manifest: view.session.address(), canvas: canvas.id, start: choice.start, end: choice.end, box };
    results.replaceChildren(...rows(view, document, place, status));
    void files(view, place, status).then((more) => results.isConnected && results.append(...more));
  };
  const first = choices.find(({ what }) => what === (wanted ?? (session.selection.peek() ? "selection" : "now"))) ?? choices[0]!;
  for (const choice of choices) {
    const input = make("input", { type: "radio", name: "what", checked: choice === first, autofocus: choice === first, onchange: () => pick(choice) });
    fieldset.append(make("label", { className: "choice" }, input, choice.label));
  }
  const dialog = openDialog(view.root, words, say("share"), fieldset, results, status);
  dialog.classList.add("share");
  pick(first);
}

function choicesOf({ session, words }: View): readonly Choice[] {
  const say = speak(words);
  const now = session.time.peek();
  const span = (what: What, key: "theSelection" | "theLoop", of: Span | undefined): Choice[] =>
    of ? [{ what, label: say(key, { time: `${clock(of.start)}–${clock(of.end)}` }), start: of.start, end: of.end }] : [];
  const range = session.range();
  const index = session.canvasIndex.peek();
  const section = range?.places.find((place) => place.canvas === index && place.span && place.span.start <= now && now < place.span.end)?.span;
  return [
    { what: "whole", label: say("whole"), start: undefined, end: undefined },
    ...(session.duration() > 0 ? [{ what: "now" as const, label: say("fromNow", { time: clock(now) }), start: now, end: undefined }] : []),
    ...(section && range ? [{ what: "range" as const, label: `${say("thisSection")}: ${words.of(range.label)}`, start: section.start, end: section.end === Infinity ? session.duration() : section.end }] : []),
    ...span("selection", "theSelection", session.selection.peek()?.span),
    ...span("loop", "theLoop", session.loop.peek()),
  ];
}

function rows(view: View, document: Program, place: Place, status: HTMLElement): HTMLElement[] {
  const { session, words } = view, say = speak(words);
  const index = session.canvasIndex.peek();
  const title = words.of(document.label) || say("unnamed");
  const link = pageLink(location.href, place, index === 0 && isOwnPage(view));
  const part = document.canvases.length > 1 ? words.of(session.canvas()?.label ?? {}) || say("part", { n: index + 1 }) : "";
  const cited = citation({
    creator: creatorOf(document, view), title, part, provider: document.provider.map((agent) => words.of(agent.label)).join(", "),
    link, accessed: say("accessed", { date: words.date(new Date()) }),
  }, place);
  const stateLink = pageLink(location.href, place, false);
  const row = (label: string, text: string, lines = 1) => copyRow(view, status, label, text, lines);
  return [
    row(say("citation"), cited, 3),
    row(say("link"), link),
    row(say("contentState"), contentState(place), 2),
    row(say("embedFrame"), embedFrame(stateLink, title), 2),
    row(say("embedElement"), embedElement(new URL("avocet-viewer.js", import.meta.url).href, place, index + 1), 2),
  ];
}

// Whether the address of the page alone leads to this document and its first canvas: it speaks to the first viewer only.
const isOwnPage = ({ root, trail }: View): boolean =>
  document.querySelector(root.host.localName) === root.host && trail.peek().length === 0 && !new URLSearchParams(location.search).has("iiif-content") && /^1?$/.test(root.host.getAttribute("canvas") ?? "");

// Whoever made it, as far as the metadata say so in a word that is known.
const CREATOR = /^(creators?|authors?|artists?|composers?|directors?|speakers?|interviewees?|performers?|by|auteur|autrice|réalisateur|compositeur|urheber|autor|autorin|regie|komponist|awdur|crëwr|siaradwr)$/i;

const creatorOf = (document: Program, { words }: View): string =>
  document.metadata.filter(({ label }) => Object.values(label).flat().some((one) => CREATOR.test(one.trim()))).map(({ value }) => valuesOf(value, [words.language]).join(", ").replace(/<[^>]*>/g, "")).slice(0, 1).join("");

function copyRow({ words }: View, status: HTMLElement, label: string, text: string, lines: number): HTMLElement {
  const say = speak(words);
  const field = lines > 1 ? make("textarea", { rows: lines, readOnly: true, value: text }) : make("input", { type: "text", readOnly: true, value: text });
  field.ariaLabel = label;
  field.onfocus = () => field.select();
  const button = make("button", { type: "button", className: "tool", ariaLabel: `${say("copy")}: ${label}`, title: say("copy") }, icon("copy"));
  button.onclick = async () => {
    const done = await navigator.clipboard?.writeText(text).then(() => true, () => false) ?? false;
    if (!done) field.select();
    status.textContent = ""; // said again, even if it is the same
    requestAnimationFrame(() => (status.textContent = done ? `${say("copied")}: ${label}` : say("copyFailed")));
    button.replaceChildren(icon(done ? "check" : "copy"));
    setTimeout(() => button.replaceChildren(icon("copy")), 2000);
  };
  return make("div", { className: "row" }, make("span", { className: "name", textContent: label, ariaHidden: "true" }), field, button);
}

const END = 0.001; // seconds before the end of a recording where its last frame is certainly shown

// What the A/V service makes of it: a clip, a still picture, a picture service. Only of what one recording alone is
// heard and seen in; a composed stretch has no single file.
async function files(view: View, place: Place, status: HTMLElement): Promise<HTMLElement[]> {
  const { session, words } = view, say = speak(words);
  const canvas = session.canvas();
  const at = Math.max(0, Math.min(place.start ?? 0, session.duration() - END));
  const layers = canvas ? timedLayers(canvas).filter(({ span }) => span.start <= at && at < span.end) : [];
  const [layer] = layers;
  const base = layers.length === 1 && layer ? serviceOfLayer(layer) : "";
  const info = base ? await readInfo(base) : undefined;
  const begins = info && layer && beginsAt(layer, info);
  if (!info || begins === undefined || layer?.timeMode !== "trim") return [];
  const film = layer.choices.some(({ kind }) => kind === "video");
  const recorded = (time: number) => exact(time - layer.span.start + begins);
  const clip = info.clips && place.end !== undefined && place.end <= layer.span.end ? `${base}/${recorded(at)},${recorded(place.end)}` : "";
  const instant = `${base}/${recorded(at)}`;
  return [
    // docs/av-content-api.md, 1: six segments of a film, three of sound.
    ...(clip ? [film ? fileRow(say("clip"), `${clip}/full/max/max/0/default.mp4`, "MP4") : fileRow(say("clip"), `${clip}/max/default.m4a`, "M4A")] : []),
    ...(film && info.frames ? [fileRow(say("still"), `${instant}/full/max/0/default.jpg`, "JPEG"), copyRow(view, status, say("deepZoom"), `${instant}/info.json`, 1)] : []),
  ];
}

// Microseconds, upwards: a frame that begins at 10/3 s is not yet there at 3.333333.
const exact = (time: number): string => String(Math.ceil(time * 1e6 - 1e-3) / 1e6);

const fileRow = (label: string, href: string, kind: string): HTMLElement =>
  make("div", { className: "row" }, make("span", { className: "name", textContent: label, ariaHidden: "true" }), make("a", { className: "file", href, download: "", target: "_blank", rel: "noopener", ariaLabel: `${label} ${kind}` }, icon("download"), kind));
