// Values of IIIF documents as elements. HTML among them was cleaned when the document was read (iiif/html.ts), and is
// once more where it becomes elements: whatever way a value has come, it runs nothing.
import { cleanHtml, isHtml, plainText } from "../iiif/html";
import { valuesOf } from "../iiif/language";
import type { LanguageMap, Link, Pair, Picture } from "../iiif/program";
import type { Words } from "../messages/messages";
import { make } from "./dom";

export function drawValue(value: string, html = isHtml(value)): HTMLElement {
  const element = make("span", { dir: "auto" });
  if (!html) element.textContent = value;
  else {
    drawHtml(element, value);
    for (const link of element.querySelectorAll("a")) Object.assign(link, { target: "_blank", rel: "noopener nofollow" });
    for (const image of element.querySelectorAll("img")) image.loading = "lazy";
  }
  return element;
}

export const drawHtml = (element: HTMLElement, value: string): void => void (element.innerHTML = cleanHtml(value));

export const drawValues = (map: LanguageMap, wanted: readonly string[]): HTMLElement[] => valuesOf(map, wanted).map((value) => make("dd", {}, drawValue(value)));

export function drawPair({ label, value }: Pair, wanted: readonly string[]): HTMLElement[] {
  const name = valuesOf(label, wanted).map(plainText).join("; ");
  return [make("dt", { textContent: name }), ...drawValues(value, wanted)];
}

export function drawLink(link: Link, words: Words, download = false): HTMLAnchorElement {
  const shown = words.of(link.label) || decodeURIComponentSafely(link.id.split(/[?#]/)[0]!.split("/").filter(Boolean).at(-1) ?? link.id);
  const format = link.format.split(";")[0] ?? "";
  const anchor = make("a", { href: link.id, target: "_blank", rel: "noopener" }, make("span", { textContent: shown, dir: "auto" }));
  if (format) anchor.append(make("small", { textContent: format }));
  if (download) anchor.download = "";
  return anchor;
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// A picture about `width` CSS pixels wide: the Image API's own sizes where there is a service, else what is given.
export function pictureAddress(pictures: readonly Picture[], width: number): string {
  const [picture] = pictures;
  if (!picture) return "";
  const service = picture.services.find(({ type }) => /^ImageService[23]$/.test(type));
  const level = /level[12]/.test(service?.profile ?? "");
  if (!service || !level || (picture.width > 0 && picture.width <= width * 2)) return picture.id;
  return `${service.id.replace(/\/$/, "")}/full/${width},/0/default.jpg`;
}
