// A canvas laid flat: every painted video, sound, image and text with where it stands on the canvas' time and in its
// picture, nested canvases resolved. Times of the body are functions of times of the canvas.
// https://iiif.io/api/presentation/3.0/#timemode
import type { Body, Box, Canvas, Layer, Span } from "../iiif/program";

const MOST_PARTS = 5000;
const WHOLE: Box = { x: 0, y: 0, width: 1, height: 1 };

// Where a body is at a moment of the canvas.
export interface Placed {
  readonly position: number; // seconds into the body
  readonly rate: number; // seconds of the body in a second of the canvas
  readonly moving: boolean; // false: it has come to its end and rests there
}

type TimeMap = (time: number) => Placed | undefined; // undefined: it is not there at that moment

export class Part {
  length = 0; // seconds of the stretch that is painted; 0 until somebody knows

  constructor(
    readonly choices: readonly Body[],
    readonly span: Span, // on the canvas: before and after it is never there
    readonly box: Box, // in the picture, whose width and height are 1
    readonly timeMode: Layer["timeMode"],
    private readonly outer: TimeMap,
    private readonly inner: Span, // where in the innermost canvas
  ) {
    this.length = lengthOf(choices[0]!);
  }

  get kind(): Body["kind"] {
    return this.choices[0]!.kind;
  }

  get timed(): boolean {
    return this.kind === "video" || this.kind === "audio";
  }

  // The media said itself how long it is. What the document promises holds only until then.
  tell(duration: number): void {
    const { from } = this.choices[0]!;
    this.length = from ? Math.max(0, Math.min(from.end, duration) - from.start) : duration;
  }

  at(time: number): Placed | undefined {
    const above = this.outer(time);
    if (!above) return undefined;
    const placed = place(above.position, this.inner, this.length, this.timeMode);
    const start = this.choices[0]!.from?.start ?? 0;
    return placed && { position: start + placed.position, rate: above.rate * placed.rate, moving: above.moving && placed.moving };
  }
}

export const lengthOf = (body: Body): number => {
  if (body.canvas) return body.canvas.duration;
  const { from, duration } = body;
  if (!from) return duration;
  return from.end < Infinity ? from.end - from.start : duration > from.start ? duration - from.start : 0;
};

// `trim` cuts what is too long and rests on the end of what is too short; `scale` plays it faster or slower; `loop` repeats it.
function place(time: number, span: Span, length: number, mode: Layer["timeMode"]): Placed | undefined {
  if (time < span.start || time >= span.end) return undefined;
  const into = time - span.start;
  if (length <= 0) return { position: into, rate: 1, moving: true };
  if (mode === "loop") return { position: into % length, rate: 1, moving: true };
  if (mode === "scale" && span.end < Infinity) {
    const rate = length / (span.end - span.start);
    return { position: into * rate, rate, moving: true };
  }
  return into < length ? { position: into, rate: 1, moving: true } : { position: length, rate: 1, moving: false };
}

// Whether there is anything to look at: a canvas may have a size and only sound on it.
export const isSeen = (canvas: Canvas): boolean => canvas.width > 0 && canvas.layers.some((layer) => layer.choices[0]!.kind !== "audio");

const always: TimeMap = (time) => ({ position: time, rate: 1, moving: true });

export function partsOf(canvas: Canvas): Part[] {
  const parts: Part[] = [];
  lay(canvas, always, { start: 0, end: Infinity }, WHOLE, parts);
  return parts;
}

function lay(canvas: Canvas, outer: TimeMap, bounds: Span, area: Box, parts: Part[]): void {
  for (const layer of canvas.layers) {
    if (parts.length >= MOST_PARTS) return;
    const box = inside(area, layer.box, canvas);
    const nested = layer.choices[0]!.canvas;
    // The outermost canvas knows when its layers are there; deeper ones are asked through the maps.
    const span = outer === always ? layer.span : bounds;
    if (nested) {
      const map: TimeMap = (time) => {
        const above = outer(time);
        const placed = above && place(above.position, layer.span, nested.duration, layer.timeMode);
        return placed && { position: placed.position, rate: above.rate * placed.rate, moving: above.moving && placed.moving };
      };
      lay(nested, map, span, box, parts);
    } else parts.push(new Part(layer.choices.filter((body) => body.kind !== "canvas"), span, box, layer.timeMode, outer, layer.span));
  }
}

function inside(area: Box, box: Box | undefined, { width, height }: Canvas): Box {
  if (!box || !width || !height) return area;
  return { x: area.x + (box.x / width) * area.width, y: area.y + (box.y / height) * area.height, width: (box.width / width) * area.width, height: (box.height / height) * area.height };
}
