// Players nobody here wrote play the streams, and all find the same duration, to a frame, and the same tracks.
import { alternative, check, near, openPage, plays, seeks, test, until } from "./harness.mjs";

const FRAME = 0.04; // seconds: 1 frame at 25/s

const heard = (page) => page.evaluate(() => window.heard ?? {});

async function openPlayer(browser, pages, player, address) {
  const page = await openPage(browser, `${pages.base}/page.html?player=${player}&address=${encodeURIComponent(address)}`);
  await until(`${player} has loaded the stream`, async () => {
    const { error } = await heard(page);
    check(!error, `${player}: ${error}`);
    return page.evaluate(() => document.querySelector("video")?.readyState >= 1);
  });
  return page;
}

async function finds(page, what, wanted) {
  const found = await until(`${wanted.length} ${what}`, async () => {
    const list = (await heard(page))[what] ?? [];
    return list.length >= wanted.length && list;
  });
  const two = (list) => list.map((language) => language.slice(0, 2)).sort().join(" ");
  check(two(found) === two(wanted), `${what}: found ${found.join(", ")}, wanted ${wanted.join(", ")}`);
}

const STREAMS = [["hls.js", "hls", "mpegurl"], ["dash.js", "dash", "dash"], ["shaka on HLS", "shaka", "mpegurl"], ["shaka on DASH", "shaka", "dash"], ["Chromium itself on HLS", "native", "mpegurl"]];

for (const [name, player, format] of STREAMS) {
  const listsTracks = player !== "native"; // Chromium's own player shows neither

  test(`${name}: film, duration to a frame, captions in both languages, seek`, async ({ browser, pages, items }) => {
    const [canvas] = (await items.item("clockwork")).canvases;
    const page = await openPlayer(browser, pages, player, alternative(canvas, format));
    const state = await plays(page);
    near(state.duration, canvas.duration, FRAME, "duration");
    if (listsTracks) {
      await finds(page, "subtitles", ["en", "cy"]);
      await page.evaluate(() => window.showCaptions());
    }
    await seeks(page, canvas.duration * 0.6);
    await seeks(page, 1);
  });

  test(`${name}: two sound tracks`, async ({ browser, pages, items }) => {
    const [canvas] = (await items.item("counting")).canvases;
    const page = await openPlayer(browser, pages, player, alternative(canvas, format));
    near((await plays(page)).duration, canvas.duration, FRAME, "duration");
    if (listsTracks) await finds(page, "sounds", ["en", "cy"]);
  });

  test(`${name}: sound alone, AAC and FLAC`, async ({ browser, pages, items }) => {
    for (const words of ["weaver", "four"]) {
      const [canvas] = (await items.item(words)).canvases;
      const page = await openPlayer(browser, pages, player, alternative(canvas, format));
      near((await plays(page)).duration, canvas.duration, FRAME, "duration");
      await seeks(page, canvas.duration * 0.6);
    }
  });
}

test("these tests notice a stream of which no picture comes", async ({ browser, pages, items }) => {
  const [canvas] = (await items.item("clockwork")).canvases;
  const page = await openPage(browser);
  await page.route(/video-\d+\/\d+\.m4s/, (route) => route.abort());
  await page.goto(`${pages.base}/page.html?player=hls&address=${encodeURIComponent(alternative(canvas, "mpegurl"))}`);
  const noticed = await plays(page, 10, 5).then(() => false, () => true);
  check(noticed, "a stream without picture passes for one that plays");
});
