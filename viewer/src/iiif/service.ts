// What the A/V service of a recording says of it: level 3 of docs/av-content-api.md, from its info.json.
import { seconds } from "./fragment";
import type { Body, Canvas, Layer } from "./program";

export interface Info {
  readonly base: string;
  readonly duration: number; // seconds of the recording, 0: not said
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

// Seconds of the service's recording at which what is painted begins: a clip says it in its address, {base}/{time}/...
// (docs/av-content-api.md, 1). Of a Choice the first member that says it says it for all, for they are of one content.
// Undefined: nobody knows, or it is played slower or faster than it was recorded.
export function beginsAt({ choices }: Layer, { base, duration }: Info): number | undefined {
  const within = choices.filter((body) => serviceOf(body) === base && body.id.startsWith(`${base}/`));
  const body = within.find((one) => timeOf(one, base) !== "full") ?? within[0] ?? choices[0];
  const clip = body && within.includes(body) ? startOf(timeOf(body, base), duration) : 0;
  const retimed = within.some((one) => !/^(?:max|full)$/.test(durationOf(one, base)));
  return clip === undefined || retimed ? undefined : clip + (body?.from?.start ?? 0);
}

const segments = (body: Body, base: string): string[] => body.id.slice(base.length + 1).replace(/[?#].*/, "").split("/").map(decoded);
const timeOf = (body: Body, base: string): string => segments(body, base)[0]!;

// Three segments of sound, six of a film: {time}/{duration}/..., {time}/{region}/{duration}/...
function durationOf(body: Body, base: string): string {
  const all = segments(body, base);
  return (all.length === 3 ? all[1] : all.length === 6 ? all[2] : undefined) ?? "max";
}

// `full`, `s,e`, `s,`, `,e` and `pct:a,b`, whose hundredths are of the recording's length.
function startOf(time: string, length: number): number | undefined {
  const [, percent, start] = /^(pct:)?([^,]*),/.exec(time) ?? [];
  if (!start) return 0;
  const found = seconds(start);
  if (!percent || found === undefined) return found;
  return length > 0 ? (found / 100) * length : undefined;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

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
  const { interval } = object(info["storyboard"]), { duration } = info;
  const peaks = address(waveform["id"]);
  const samplesPerPoint = list(waveform["samplesPerPixel"]).filter((one): one is number => typeof one === "number" && one > 0);
  // Levels other than the plain one are named in the file's name, and half the bytes of 8 bits are as good a picture.
  const small = list(waveform["qualities"]).includes("peaks-8bit") ? "-8bit" : "";
  const least = Math.min(...samplesPerPoint);
  return {
    base,
    duration: typeof duration === "number" && duration > 0 ? duration : 0,
    storyboard: address(object(info["storyboard"])["id"]),
    interval: typeof interval === "number" ? interval : 0,
    waveform: peaks && samplesPerPoint.length ? (each) => peaks.replace(/peaks\.dat$/, `peaks${each === least ? "" : `-${each}`}${small}.dat`) : undefined,
    samplesPerPoint,
    frameRate: ratio(info["frameRate"]),
    frames: full && list(object(info["frame"])["formats"]).includes("jpg"),
    clips: full,
  };
}
