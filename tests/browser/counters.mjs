// Recordings whose frames bear their number as 16 bars (tools/make_media.sh), served by the program: what a player shows is
// read back from its pixels.
import { withRecordings } from "./recordings.mjs";

// The first frame shown at or before the start, and the last one that begins before the end.
export const framesOf = ([start, end], rate) => [Math.floor(start * rate + 1e-6), Math.ceil(end * rate - 1e-6) - 1];

export const withCounters = (files, use, flags = [], sides = {}) => withRecordings(files, use, { flags, sides });

export const numberShown = (page) => page.evaluate(async () => {
  await new Promise((resolve) => setTimeout(resolve, 150));
  const picture = new OffscreenCanvas(320, 180).getContext("2d", { willReadFrequently: true });
  picture.drawImage(globalThis.theMedia ?? document.querySelector("video"), 0, 0, 320, 180); // theMedia: see mediaState
  const { data } = picture.getImageData(0, 140, 320, 1);
  let number = 0;
  for (let bit = 0; bit < 16; bit++) if (data[(bit * 16 + 8) * 4] > 128) number |= 1 << bit;
  return number;
});
