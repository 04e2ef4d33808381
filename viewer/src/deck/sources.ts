// What there is to draw of a canvas: strips and sounds with the stretch of the canvas that each is of. What a
// publisher names in the manifest goes first, then what an A/V service says, then, for sound, the recording itself.
import type { Canvas, Layer } from "../iiif/program";
import { beginsAt, readInfo, serviceOfLayer, timedLayers } from "../iiif/service";
import { fromFile, fromRecording, fromService, type Sound } from "./sound";
import { finer, frames, readStoryboard, type Strip } from "./strip";

export interface Along<T> {
  readonly start: number; // on the canvas
  readonly end: number;
  readonly shift: number; // canvas time + shift = time in the recording
  readonly of: T;
}

const MAX_LAYERS = 40;

function along<T>(layer: Layer, canvas: Canvas, of: T): Along<T> {
  const { start } = layer.span;
  return { start, end: Math.min(layer.span.end, canvas.duration || layer.span.end), shift: beginsAt(layer) - start, of };
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

async function stripOfLayer(layer: Layer): Promise<Strip | undefined> {
  const base = serviceOfLayer(layer);
  const info = base ? await readInfo(base) : undefined;
  if (!info) return undefined;
  const { width, height, duration } = layer.choices[0]!;
  const single = info.frames ? frames(base, duration || Infinity, width && height ? width / height : 16 / 9) : undefined;
  const board = info.storyboard ? await readStoryboard(info.storyboard) : undefined;
  return board && single ? finer(board, single, info.interval || 10) : (board ?? single);
}

export async function soundsOf(canvas: Canvas, changed: () => void): Promise<readonly Along<Sound>[]> {
  const layers = timedLayers(canvas).slice(0, MAX_LAYERS);
  const found = await Promise.all(layers.map(async (layer) => {
    const sound = await soundOfLayer(layer, changed).catch(() => undefined); // no waveform is no fault: the lane is absent
    return sound ? [along(layer, canvas, sound)] : [];
  }));
  return found.flat();
}

async function soundOfLayer(layer: Layer, changed: () => void): Promise<Sound | undefined> {
  const base = serviceOfLayer(layer);
  const info = base ? await readInfo(base) : undefined;
  if (info?.waveform) return fromService(info.waveform, info.samplesPerPoint, changed);
  const named = layer.choices.map((body) => body.waveform).find((link) => link && !/json/.test(link.format));
  if (named) return fromFile(named.id, changed);
  const sound = layer.choices.find(({ kind, format }) => kind === "audio" && isFile(format));
  return sound ? fromRecording(sound.id, sound.duration || layer.span.end - layer.span.start) : undefined;
}
