// How one painted thing is drawn in its box on the stage.
import type { Body } from "../iiif/program";
import type { Part } from "../media/parts";
import { make } from "./dom";
import { drawHtml } from "./values";

const LARGE = 2000; // pixels: wider pictures are asked for at the size that is shown, where a service can do that

export function frameOf(part: Part, order: number, content: HTMLElement): HTMLElement {
  const { x, y, width, height } = part.box;
  const frame = make("div", { className: "layer" }, content);
  const percent = (value: number) => `${value * 100}%`;
  Object.assign(frame.style, { left: percent(x), top: percent(y), width: percent(width), height: percent(height), zIndex: String(order) });
  const [body] = part.choices;
  if (body!.crop && body!.width && body!.height) crop(content, body!);
  return frame;
}

// Drawn so large, and moved so far, that the box shows the part and nothing else.
function crop(content: HTMLElement, { crop: part, width, height }: Body): void {
  const { x, y, width: w, height: h } = part!;
  Object.assign(content.style, { position: "absolute", objectFit: "fill", left: `${(-x / w) * 100}%`, top: `${(-y / h) * 100}%`, width: `${(width / w) * 100}%`, height: `${(height / h) * 100}%`, maxWidth: "none", maxHeight: "none" });
}

export function imageOf(body: Body, shownWidth: number, failed: (body: Body) => void): HTMLImageElement {
  const image = make("img", { alt: "", decoding: "async", draggable: false });
  const scaled = sized(body, shownWidth);
  image.onerror = () => {
    image.onerror = () => failed(body);
    if (scaled === body.id) failed(body);
    else image.src = body.id;
  };
  image.src = scaled;
  return image;
}

// https://iiif.io/api/image/3.0/#42-size
function sized(body: Body, shownWidth: number): string {
  const service = body.services.find(({ type, profile, id }) => id && /^ImageService[123]$/.test(type) && !/level0/.test(profile));
  if (!service || body.width <= LARGE || shownWidth <= 0) return body.id;
  const width = Math.min(body.width, Math.ceil((shownWidth * devicePixelRatio) / 256) * 256);
  return `${service.id.replace(/\/$/, "")}/full/${width},/0/${service.type === "ImageService1" ? "native" : "default"}.jpg`;
}

// Text as large as its box allows, for how large it was meant to be nobody can say.
export function textOf(body: Body): HTMLElement {
  const words = make("div", { className: "painted-text", dir: "auto" });
  drawHtml(words, body.value);
  if (body.language) words.lang = body.language;
  const box = make("div", { className: "painted" }, words);
  new ResizeObserver(() => fit(box, words)).observe(box);
  return box;
}

function fit(box: HTMLElement, words: HTMLElement): void {
  let low = 4, high = Math.max(8, box.clientHeight);
  while (high - low > 1) {
    const size = (low + high) / 2;
    words.style.fontSize = `${size}px`;
    if (words.scrollHeight <= box.clientHeight && words.scrollWidth <= box.clientWidth) low = size;
    else high = size;
  }
  words.style.fontSize = `${low}px`;
}
