// What browsers cannot decode is streamed coded anew: every player finds the same length and, wherever it seeks, the frame
// of that instant. And a rung of what they can decode.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { numberShown, withCounters } from "./counters.mjs";
import { check, near, openPage, test, until } from "./harness.mjs";

const RATE = 25, DURATION = 12;
const INSTANTS = [0.02, 3.3, 5.98, 6.02, 8.43, 11.94, 1.7]; // around the border of segments, back and forth; the MPEG-2 begins 11 ms late

const LADDER = [[180, 300_000], [144, 200_000]].map(([height, rate]) =>
  `[[pictures]]\nname = "${height}p"\nheight = ${height}\nvideo = ${rate}\naudio = 64000\n`).join("\n");

async function withLadder(use) {
  const folder = mkdtempSync(path.join(tmpdir(), "avocet-ladder-"));
  writeFileSync(`${folder}/ladder.toml`, LADDER);
  try {
    await withCounters(["counter-mpeg2.mkv", "counter-open-gop.mp4"], use, ["--ladder", `${folder}/ladder.toml`]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const address = (server, name, quality, format) => `${server.base}/av/${name}/full/full/max/max/0/${quality}.${format}`;

async function showsFrames(page, what) {
  await until(`${what} can be shown`, () => page.evaluate(() => document.querySelector("video")?.readyState >= 2));
  const duration = await page.evaluate(() => document.querySelector("video").duration);
  near(duration, DURATION, 1.5 / RATE, `${what}: duration`);
  for (const instant of INSTANTS) {
    await page.evaluate((time) => void (document.querySelector("video").currentTime = time), instant);
    await until(`${what} is at ${instant}`, () => page.evaluate((time) => {
      const video = document.querySelector("video");
      return !video.seeking && video.readyState >= 2 && Math.abs(video.currentTime - time) < 0.001;
    }, instant));
    const shown = await numberShown(page), wanted = Math.floor(instant * RATE + 1e-6);
    check(shown === wanted, `${what}: at ${instant} s frame ${shown} in place of ${wanted}`);
  }
}

for (const [player, format] of [["hls", "m3u8"], ["dash", "mpd"], ["shaka", "m3u8"], ["shaka", "mpd"]])
  test(`a master in MPEG-2 as ${format} in ${player}`, ({ browser, pages }) =>
    withLadder(async (server) => {
      for (const [name, quality] of [["counter-mpeg2", "default"], ["counter-open-gop", "144p"]]) {
        const source = encodeURIComponent(address(server, name, quality, format));
        const page = await openPage(browser, `${pages.base}/page.html?player=${player}&address=${source}`);
        await showsFrames(page, `${name} ${quality} in ${player}`);
        await page.context().close();
      }
    }));
