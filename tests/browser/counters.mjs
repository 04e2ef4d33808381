// Recordings whose frames bear their number as 16 bars (tools/make_media.sh), served by the program: what a player shows is
// read back from its pixels.
import { cpSync, existsSync, mkdtempSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { check, getJson, ROOT, startServer, until } from "./harness.mjs";

const MEDIA = process.env.AVOCET_MEDIA ?? `${ROOT}/build/media`;

// The first frame shown at or before the start, and the last one that begins before the end.
export const framesOf = ([start, end], rate) => [Math.floor(start * rate + 1e-6), Math.ceil(end * rate - 1e-6) - 1];

export async function withCounters(files, use, flags = []) {
  const folder = mkdtempSync(path.join(tmpdir(), "avocet-counters-"));
  const long_ago = new Date(Date.now() - 3_600_000);
  for (const file of files) {
    check(existsSync(`${MEDIA}/${file}`), `${MEDIA}/${file} is missing: run tools/make_media.sh`);
    cpSync(`${MEDIA}/${file}`, `${folder}/${file}`);
    utimesSync(`${folder}/${file}`, long_ago, long_ago);
  }
  const server = await startServer(folder, flags);
  try {
    await until("the counters are read", () => getJson(`${server.base}/av/${path.parse(files.at(-1)).name}/info.json`));
    await use(server);
  } finally {
    const { status } = await server.stop();
    rmSync(folder, { recursive: true, force: true });
    check(status === 0, `the program ended with ${status}`);
  }
}

export const numberShown = (page) => page.evaluate(async () => {
  await new Promise((resolve) => setTimeout(resolve, 150));
  const picture = new OffscreenCanvas(320, 180).getContext("2d", { willReadFrequently: true });
  picture.drawImage(document.querySelector("video"), 0, 0, 320, 180);
  const { data } = picture.getImageData(0, 140, 320, 1);
  let number = 0;
  for (let bit = 0; bit < 16; bit++) if (data[(bit * 16 + 8) * 4] > 128) number |= 1 << bit;
  return number;
});
