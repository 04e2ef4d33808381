// What the A/V service of a recording says of it: level 3 of docs/av-content-api.md, from its info.json.
import type { Body, Canvas, Layer } from "./program";

export interface Info {
  readonly base: string;
  readonly storyboard: string; // "" if there is none
  readonly interval: number; // seconds between its pictures, 0: not said
  readonly waveform: ((samplesPerPoint: number) => string) | undefined;
  readonly samplesPerPoint: readonly number[];
  readonly frameRate: number; // a second, 0: not said
  readonly frames: boolean; // any instant as a picture
  readonly clips: boolean; // any stretch as a file
}

const known = new Map<string, Promise<Info | undefined>>();

export const serviceOf = (body: Body): string => body.services.find((service) => service.type === "AVService1")?.id.replace(/\/$/, "") ?? "";

// The service of what is painted on a canvas first; "" if there is none.
export const serviceOfLayer = (layer: Layer): string => layer.choices.map(serviceOf).find(Boolean) ?? "";
export const timedLayers = (canvas: Canvas): readonly Layer[] => canvas.layers.filter((layer) => layer.choices.some(({ kind }) => kind === "video" || kind === "audio"));

// Seconds of the recording at which what is painted begins: a clip says it in its address, {service}/{from},{to}/...
export function beginsAt(layer: Layer): number {
  const [body] = layer.choices;
  if (!body) return 0;
  const base = serviceOf(body), clip = base && body.id.startsWith(`${base}/`) ? /^([\d.]+),/.exec(body.id.slice(base.length + 1)) : null;
  return (body.from?.start ?? 0) + (clip ? Number(clip[1]) : 0);
}

// Seconds in the recording at `time` of the canvas.
export const recordingTime = (layer: Layer, time: number): number => time - layer.span.start + beginsAt(layer);

export function readInfo(base: string): Promise<Info | undefined> {
  const asked = known.get(base) ?? load(base).catch(() => undefined);
  known.set(base, asked);
  return asked;
}

type Json = { readonly [key: string]: unknown };
const object = (value: unknown): Json => (typeof value === "object" && value !== null ? (value as Json) : {});
const address = (value: unknown): string => (typeof value === "string" && /^https?:\/\//.test(value) ? value : "");
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

// "30000/1001"
function ratio(value: unknown): number {
  const [, above, below = "1"] = /^(\d+(?:\.\d+)?)(?:\/(\d+))?$/.exec(String(value)) ?? [];
  return above && Number(below) > 0 ? Number(above) / Number(below) : 0;
}

async function load(base: string): Promise<Info | undefined> {
  const answer = await fetch(`${base}/info.json`, { headers: { accept: "application/json" } });
  if (!answer.ok) return undefined;
  const info = object(await answer.json());
  const full = /^level[23]$/.test(String(info["profile"]));
  const waveform = object(info["waveform"]);
  const { interval } = object(info["storyboard"]);
  const peaks = address(waveform["id"]);
  const samplesPerPoint = list(waveform["samplesPerPixel"]).filter((one): one is number => typeof one === "number" && one > 0);
  // Levels other than the plain one are named in the file's name, and half the bytes of 8 bits are as good a picture.
  const small = list(waveform["qualities"]).includes("peaks-8bit") ? "-8bit" : "";
  const least = Math.min(...samplesPerPoint);
  return {
    base,
    storyboard: address(object(info["storyboard"])["id"]),
    interval: typeof interval === "number" ? interval : 0,
    waveform: peaks && samplesPerPoint.length ? (each) => peaks.replace(/peaks\.dat$/, `peaks${each === least ? "" : `-${each}`}${small}.dat`) : undefined,
    samplesPerPoint,
    frameRate: ratio(info["frameRate"]),
    frames: full && list(object(info["frame"])["formats"]).includes("jpg"),
    clips: full,
  };
}
