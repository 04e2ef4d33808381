// Clips show exactly their frames: the counters of build/media bear the number of each frame as 16 bars, and what a
// player shows at the start and at the end of a clip is read back from its pixels.
import { cpSync, existsSync, mkdtempSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { check, getJson, near, openPage, ROOT, startServer, test, until } from "./harness.mjs";

const MEDIA = process.env.AVOCET_MEDIA ?? `${ROOT}/build/media`;
// File, frames a second, a clip within one group of pictures, one over several, one from the start.
const COUNTERS = [["counter-drop-frame", 30000 / 1001], ["counter-film", 24000 / 1001], ["counter-open-gop", 25]];
const CUTS = [[3.37, 3.9], [2.205, 7.518], [0, 4.1]];

// The first frame shown at or before the start, and the last one that begins before the end.
const framesOf = ([start, end], rate) => [Math.floor(start * rate + 1e-6), Math.ceil(end * rate - 1e-6) - 1];

async function withCounters(use) {
  const folder = mkdtempSync(path.join(tmpdir(), "avocet-counters-"));
  const long_ago = new Date(Date.now() - 3_600_000);
  for (const [name] of COUNTERS) {
    check(existsSync(`${MEDIA}/${name}.mp4`), `${MEDIA}/${name}.mp4 is missing: run tools/make_media.sh`);
    cpSync(`${MEDIA}/${name}.mp4`, `${folder}/${name}.mp4`);
    utimesSync(`${folder}/${name}.mp4`, long_ago, long_ago);
  }
  const server = await startServer(folder);
  try {
    await until("the counters are read", () => getJson(`${server.base}/av/${COUNTERS.at(-1)[0]}/info.json`));
    await use(server);
  } finally {
    const { status } = await server.stop();
    rmSync(folder, { recursive: true, force: true });
    check(status === 0, `the program ended with ${status}`);
  }
}

const numberShown = (page) => page.evaluate(async () => {
  await new Promise((resolve) => setTimeout(resolve, 150));
  const picture = new OffscreenCanvas(320, 180).getContext("2d", { willReadFrequently: true });
  picture.drawImage(document.querySelector("video"), 0, 0, 320, 180);
  const { data } = picture.getImageData(0, 140, 320, 1);
  let number = 0;
  for (let bit = 0; bit < 16; bit++) if (data[(bit * 16 + 8) * 4] > 128) number |= 1 << bit;
  return number;
});

// The end is sought; but Chromium cannot seek in a file of open groups, be it a clip or the master: that is played.
async function goToTheEnd(page, what) {
  const plays = what.includes("open-gop");
  await page.evaluate((play) => {
    const video = document.querySelector("video");
    if (play) return void video.play();
    video.currentTime = video.duration - 0.003;
  }, plays);
  await until(`${what} is at its end`, () => page.evaluate((play) => {
    const video = document.querySelector("video");
    return play ? video.ended : !video.seeking && video.readyState >= 2;
  }, plays), 30);
}

async function showsExactly(page, cut, rate, what) {
  await until(`${what} can be shown`, () => page.evaluate(() => document.querySelector("video")?.readyState >= 2));
  const state = await page.evaluate(() => {
    const { duration, buffered } = document.querySelector("video");
    return { duration, start: buffered.start(0) };
  });
  near(state.start, 0, 0.001, `${what}: start`);
  near(state.duration, cut[1] - cut[0], 0.0015, `${what}: duration`);
  const shown = [await numberShown(page)];
  await goToTheEnd(page, what);
  shown.push(await numberShown(page));
  const wanted = framesOf(cut, rate);
  check(shown.join() === wanted.join(), `${what}: first and last frame ${shown.join(", ")} in place of ${wanted.join(", ")}`);
}

const address = (server, name, cut, format) => `${server.base}/av/${name}/${cut.join(",")}/full/max/max/0/default.${format}`;

test("clips as MP4 show exactly their frames", ({ browser, pages }) => withCounters(async (server) => {
  const page = await openPage(browser, `${pages.base}/page.html`);
  for (const [name, rate] of COUNTERS)
    for (const cut of CUTS) {
      await page.evaluate((source) => {
        document.body.replaceChildren(Object.assign(document.createElement("video"), { crossOrigin: "anonymous", src: source, preload: "auto", muted: true }));
      }, address(server, name, cut, "mp4"));
      await showsExactly(page, cut, rate, `${name} ${cut} as MP4`);
    }
}));

for (const [player, format] of [["hls", "m3u8"], ["dash", "mpd"], ["shaka", "m3u8"], ["shaka", "mpd"]])
  test(`clips as ${format} show exactly their frames in ${player}`, ({ browser, pages }) => withCounters(async (server) => {
    for (const [name, rate] of COUNTERS)
      for (const cut of CUTS) {
        const source = encodeURIComponent(address(server, name, cut, format));
        const page = await openPage(browser, `${pages.base}/page.html?player=${player}&address=${source}`);
        await showsExactly(page, cut, rate, `${name} ${cut} as ${format} in ${player}`);
        await page.context().close();
      }
  }));
