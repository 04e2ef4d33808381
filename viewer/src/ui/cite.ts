// A moment, a stretch or all of a recording, in the forms in which people hand it on. Pure: addresses and texts.
import { encodeContentState } from "../iiif/content_state";
import { clock } from "../media/time";

export interface Place {
  readonly manifest: string;
  readonly canvas: string; // id
  readonly start: number | undefined; // undefined: all of it
  readonly end: number | undefined;
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number } | undefined;
}

// Seconds as media fragments and our A/V service write them: at most three decimals, no zeros at the end.
export const seconds = (time: number): string => String(Number(time.toFixed(3)));

export const interval = ({ start, end }: Pick<Place, "start" | "end">): string =>
  start === undefined ? "" : end === undefined ? seconds(start) : `${seconds(start)},${seconds(end)}`;

// https://www.w3.org/TR/media-frags/
export function fragment(place: Pick<Place, "start" | "end" | "box">): string {
  const time = interval(place);
  const { box } = place;
  return [...(time ? [`t=${time}`] : []), ...(box ? [`xywh=${[box.x, box.y, box.width, box.height].map(Math.round).join()}`] : [])].join("&");
}

// https://iiif.io/api/content-state/1.0/#6-content-state-encoding
export function contentState(place: Place): string {
  const part = fragment(place);
  const target = { id: `${place.canvas}${part ? `#${part}` : ""}`, type: "Canvas", partOf: [{ id: place.manifest, type: "Manifest" }] };
  return encodeContentState(JSON.stringify(target));
}

// The address of the page that is read, at the place: what was there of `t`, `xywh` and content states is replaced.
// `own`: that page is one of this manifest alone, and needs no more than a fragment.
export function pageLink(page: string, place: Place, own: boolean): string {
  const address = new URL(page);
  address.searchParams.delete("iiif-content");
  if (!own) address.searchParams.set("iiif-content", contentState(place));
  address.hash = own ? fragment(place) : "";
  return address.href;
}

export interface Said {
  readonly creator: string;
  readonly title: string;
  readonly part: string;
  readonly provider: string;
  readonly link: string;
  readonly accessed: string; // "accessed 3 May 2026"
}

// Author, title, part, times, provider, address: what every style of citation can be made of.
export function citation(said: Said, place: Place): string {
  const time = place.start === undefined ? "" : place.end === undefined ? clock(place.start) : `${clock(place.start)}–${clock(place.end)}`;
  const parts = [said.creator, `“${said.title}”`, said.part, time, said.provider].filter(Boolean).join(", ");
  return `${parts}. ${said.link} (${said.accessed}).`;
}

const attribute = (text: string): string => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");

export const embedFrame = (link: string, title: string): string =>
  `<iframe src="${attribute(link)}" title="${attribute(title)}" width="960" height="640" allow="fullscreen; picture-in-picture; autoplay" style="border:0;max-width:100%"></iframe>`;

// `number` of the canvas, from 1. A region has no attribute of its own: a content state says all of it.
export const embedElement = (script: string, place: Place, number: number): string => {
  const start = place.box ? "" : interval(place), canvas = number > 1 && !place.box ? ` canvas="${number}"` : "";
  const src = place.box ? contentState(place) : place.manifest;
  return `<script type="module" src="${attribute(script)}"></script>\n<avocet-viewer src="${attribute(src)}"${canvas}${start ? ` start="${start}"` : ""}></avocet-viewer>`;
};
