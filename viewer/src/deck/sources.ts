// What there is to draw of a canvas: strips and sounds with the stretch of the canvas that each is of. What a
// publisher names in the manifest goes first, then what an A/V service says, then, for sound, the recording itself.
import type { Canvas, Layer } from "../iiif/program";
import { beginsAt, readInfo, serviceOfLayer, timedLayers, type Info } from "../iiif/service";
import { fromFile, fromRecording, fromService, type Sound } from "./sound";
import { finer, frames, readStoryboard, type Strip } from "./strip";

export interface Along<T> {
  readonly start: number; // on the canvas
  readonly end: number;
  readonly shift: number; // canvas time + shift = time in what it is drawn from
  readonly of: T;
}

const MAX_LAYERS = 40;

// What a layer is drawn from, and the second of it at which the layer begins.
interface Found<T> {
  readonly of: T;
  readonly begins: number;
}

function along<T>({ span: { start, end } }: Layer, canvas: Canvas, { of, begins }: Found<T>): Along<T> {
  return { start, end: Math.min(end, canvas.duration || end), shift: begins - start, of };
}

const isFile = (format: string): boolean => !/mpegurl|dash/i.test(format);

export async function stripsOf(canvas: Canvas): Promise<readonly Along<Strip>[]> {
  const named = canvas.texts.find((text) => text.roles.includes("thumbnails") && text.id);
  if (named) {
    const strip = await readStoryboard(named.id);
    if (strip) return [{ start: 0, end: canvas.duration, shift: 0, of: strip }];
  }
  const films = timedLayers(canvas).filter((layer) => layer.choices.some(({ kind }) => kind === "video"));
  const found = await Promise.all(films.slice(0, MAX_LAYERS).map(async (layer) => {
    const strip = await stripOfLayer(layer);
    return strip ? [along(layer, canvas, strip)] : [];
  }));
  return found.flat();
}

// Its A/V service, if that says how the layer lies in the recording.
async function servedBy(layer: Layer): Promise<{ readonly info: Info; readonly begins: number } | undefined> {
  const base = serviceOfLayer(layer);
  const info = base ? await readInfo(base) : undefined;
  const begins = info && beginsAt(layer, info);
  return info && begins !== undefined ? { info, begins } : undefined;
}

async function stripOfLayer(layer: Layer): Promise<Found<Strip> | undefined> {
  const { info, begins = 0 } = (await servedBy(layer)) ?? {};
  if (!info) return undefined;
  const { width, height } = layer.choices[0]!;
  const single = info.frames ? frames(info.base, info.duration || Infinity, width && height ? width / height : 16 / 9) : undefined;
  const board = info.storyboard ? await readStoryboard(info.storyboard) : undefined;
  const of = board && single ? finer(board, single, info.interval || 10) : (board ?? single);
  return of && { of, begins };
}

export async function soundsOf(canvas: Canvas, changed: () => void): Promise<readonly Along<Sound>[]> {
  const layers = timedLayers(canvas).slice(0, MAX_LAYERS);
  const found = await Promise.all(layers.map(async (layer) => {
    const sound = await soundOfLayer(layer, changed).catch(() => undefined); // no waveform is no fault: the lane is absent
    return sound ? [along(layer, canvas, sound)] : [];
  }));
  return found.flat();
}

async function soundOfLayer(layer: Layer, changed: () => void): Promise<Found<Sound> | undefined> {
  const { info, begins = 0 } = (await servedBy(layer)) ?? {};
  if (info?.waveform) return { of: fromService(info.waveform, info.samplesPerPoint, changed), begins };
  // Of the file that is painted, which may be a clip: only what is left out of it comes before.
  const named = layer.choices.find(({ waveform }) => waveform && !/json/.test(waveform.format));
  if (named) return { of: await fromFile(named.waveform!.id, changed), begins: named.from?.start ?? 0 };
  const sound = layer.choices.find(({ kind, format }) => kind === "audio" && isFile(format));
  const of = sound && (await fromRecording(sound.id, sound.duration || layer.span.end - layer.span.start));
  return of && { of, begins: sound.from?.start ?? 0 };
}
