// Whether there is probably something to draw of a canvas, known from the manifest alone.
import type { Canvas } from "../iiif/program";
import { serviceOfLayer, timedLayers } from "../iiif/service";

// Whether something will probably come: room is kept for it, so that nothing jumps when it does.
export const expectsStrip = (canvas: Canvas): boolean =>
  canvas.texts.some((text) => text.roles.includes("thumbnails") && text.id !== "") || timedLayers(canvas).some((layer) => layer.choices.some(({ kind }) => kind === "video") && serviceOfLayer(layer) !== "");
export const expectsSound = (canvas: Canvas): boolean => timedLayers(canvas).some((layer) => serviceOfLayer(layer) !== "" || layer.choices.some(({ waveform }) => waveform !== undefined));
