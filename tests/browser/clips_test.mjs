// Clips show exactly their frames, the first at their start and the last at their end.
import { framesOf, numberShown, withCounters } from "./counters.mjs";
import { check, near, openPage, test, until } from "./harness.mjs";

// File, frames a second, a clip within one group of pictures, one over several, one from the start.
const COUNTERS = [["counter-drop-frame", 30000 / 1001], ["counter-film", 24000 / 1001], ["counter-open-gop", 25]];
const FILES = COUNTERS.map(([name]) => `${name}.mp4`);
const CUTS = [[3.37, 3.9], [2.205, 7.518], [0, 4.1]];

// The end is sought; but Chromium cannot seek in a file of open groups, be it a clip or the master: that is played, until
// it ends.
async function goToTheEnd(page, what) {
  const plays = what.includes("open-gop");
  await page.evaluate((play) => {
    const video = document.querySelector("video");
    if (play) return void video.play();
    video.currentTime = video.duration - 0.003;
  }, plays);
  // dash.js may pause at the end before Chromium calls it ended.
  await until(`${what} is at its end`, () => page.evaluate((play) => {
    const video = document.querySelector("video");
    return play ? video.ended || (video.paused && video.currentTime >= video.duration - 0.001) : !video.seeking && video.readyState >= 2;
  }, plays));
}

async function showsExactly(page, cut, rate, what) {
  await until(`${what} can be shown`, () => page.evaluate(() => document.querySelector("video")?.readyState >= 2));
  const state = await page.evaluate(() => {
    const { duration, buffered } = document.querySelector("video");
    return { duration, start: buffered.start(0) };
  });
  near(state.start, 0, 0.001, `${what}: start`);
  // Chromium counts to it what WebM hides before the sound: 80 ms and up to a packet.
  near(state.duration, cut[1] - cut[0], what.endsWith("webm") ? 0.11 : 0.0015, `${what}: duration`);
  const shown = [await numberShown(page)];
  await goToTheEnd(page, what);
  shown.push(await numberShown(page));
  const wanted = framesOf(cut, rate);
  check(shown.join() === wanted.join(), `${what}: first and last frame ${shown.join(", ")} in place of ${wanted.join(", ")}`);
}

const address = (server, name, cut, format) => `${server.base}/av/${name}/${cut.join(",")}/full/max/max/0/default.${format}`;

// counter.webm shows its frames 7 ms late, as Matroska has it where Opus comes first.
const WEBM_CUTS = [[3.39, 3.9], [2.22, 7.518], [0, 4.1]];

for (const [format, counters, files, cuts] of [["mp4", COUNTERS, FILES, CUTS], ["webm", [["counter", 30]], ["counter.webm"], WEBM_CUTS]])
  test(`clips as ${format} show exactly their frames`, ({ browser, pages }) => withCounters(files, async (server) => {
    const page = await openPage(browser, `${pages.base}/page.html`);
    for (const [name, rate] of counters)
      for (const cut of cuts) {
        const { headers } = await fetch(address(server, name, cut, format), { method: "HEAD" });
        check(headers.get("accept-ranges") === "bytes", `${name} ${cut} as ${format} is copied`);
        await page.evaluate((source) => {
          document.body.replaceChildren(Object.assign(document.createElement("video"), { crossOrigin: "anonymous", src: source, preload: "auto", muted: true }));
        }, address(server, name, cut, format));
        await showsExactly(page, cut, rate, `${name} ${cut} as ${format}`);
      }
  }));

// Each recording with another cut: what differs between players does not depend on both.
for (const [player, format] of [["hls", "m3u8"], ["dash", "mpd"], ["shaka", "m3u8"], ["shaka", "mpd"]])
  test(`clips as ${format} show exactly their frames in ${player}`, ({ browser, pages }) => withCounters(FILES, async (server) => {
    for (const [i, [name, rate]] of COUNTERS.entries()) {
      const cut = CUTS[i];
      const source = encodeURIComponent(address(server, name, cut, format));
      const page = await openPage(browser, `${pages.base}/page.html?player=${player}&address=${source}`);
      await showsExactly(page, cut, rate, `${name} ${cut} as ${format} in ${player}`);
      await page.context().close();
    }
  }));
