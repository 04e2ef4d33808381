// What browsers cannot decode is streamed coded anew: every player finds the same length and, wherever it seeks, the frame
// of that instant. And a rung of what they can decode.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { numberShown, withCounters } from "./counters.mjs";
import { check, near, openPage, test, until } from "./harness.mjs";

const TAPE = { rate: 25, duration: 12 }, FILM = { rate: 24000 / 1001, duration: 12.012 };
const AROUND = [0.02, 3.3, 5.98, 6.02, 8.43, 11.94, 1.7]; // the border of segments, back and forth; the MPEG-2 begins 11 ms late
// In the middle of frames anywhere, the same in every run.
const anywhere = ({ rate, duration }) => Array.from({ length: 13 }, (_, i) => (((i + 1) * 7919) % Math.floor(duration * rate) + 0.5) / rate);

const LADDER = [[180, 300_000], [144, 200_000]].map(([height, rate]) =>
  `[[pictures]]\nname = "${height}p"\nheight = ${height}\nvideo = ${rate}\naudio = 64000\n`).join("\n");

async function withLadder(use) {
  const folder = mkdtempSync(path.join(tmpdir(), "avocet-ladder-"));
  writeFileSync(`${folder}/ladder.toml`, LADDER);
  try {
    await withCounters(["counter-mpeg2.mkv", "counter-open-gop.mp4", "counter-film.mp4"], use, ["--ladder", `${folder}/ladder.toml`]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const address = (server, name, quality, format) => `${server.base}/av/${name}/full/full/max/max/0/${quality}.${format}`;

async function showsFrames(page, what, instants, { rate, duration }) {
  await until(`${what} can be shown`, () => page.evaluate(() => document.querySelector("video")?.readyState >= 2));
  const found = await page.evaluate(() => document.querySelector("video").duration);
  near(found, duration, 1.5 / rate, `${what}: duration`);
  for (const instant of instants) {
    await page.evaluate((time) => void (document.querySelector("video").currentTime = time), instant);
    await until(`${what} is at ${instant}`, () => page.evaluate((time) => {
      const video = document.querySelector("video");
      return !video.seeking && video.readyState >= 2 && Math.abs(video.currentTime - time) < 0.001;
    }, instant));
    const shown = await numberShown(page), wanted = Math.floor(instant * rate + 1e-6);
    check(shown === wanted, `${what}: at ${instant} s frame ${shown} in place of ${wanted}`);
  }
}

// H.264 and AAC out of MPEG transport packets: nothing is coded anew. The pictures begin 21 ms, half a frame, after the sound,
// which hls.js does not heed.
for (const [player, format] of [["hls", "m3u8"], ["dash", "mpd"], ["shaka", "m3u8"], ["shaka", "mpd"]])
  test(`a transport stream as ${format} in ${player}, repackaged`, ({ browser, pages }) =>
    withCounters(["counter.ts"], async (server) => {
      const source = encodeURIComponent(address(server, "counter", "default", format));
      const page = await openPage(browser);
      const asked = new Set();
      page.on("request", (request) => asked.add(request.url().match(/(video|audio)-[^/]*(?=\/\d+\.m4s)/)?.[0]));
      await page.goto(`${pages.base}/page.html?player=${player}&address=${source}`);
      const instants = [1, 79, 143, 144, 202, 285, 40].map((frame) => (frame + 0.75) / FILM.rate);
      await showsFrames(page, `counter.ts in ${player}`, instants, FILM);
      asked.delete(undefined);
      check([...asked].sort().join() === "audio-2,video-1", `the renditions asked for are ${[...asked]}`);
      await page.context().close();
    }));

for (const [player, format] of [["hls", "m3u8"], ["dash", "mpd"], ["shaka", "m3u8"], ["shaka", "mpd"]])
  test(`twenty seeks find their frames, copied or coded anew, as ${format} in ${player}`, ({ browser, pages }) =>
    withLadder(async (server) => {
      for (const [name, quality, counted, instants] of [["counter-mpeg2", "default", TAPE, [...AROUND, ...anywhere(TAPE)]],
        ["counter-film", "default", FILM, [...AROUND, ...anywhere(FILM)]], ["counter-open-gop", "144p", TAPE, AROUND]]) {
        const source = encodeURIComponent(address(server, name, quality, format));
        const page = await openPage(browser, `${pages.base}/page.html?player=${player}&address=${source}`);
        await showsFrames(page, `${name} ${quality} in ${player}`, instants, counted);
        await page.context().close();
      }
    }));
