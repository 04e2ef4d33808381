// Players nobody here wrote play the streams, and all find the same duration, to a frame, and the same tracks.
import { alternative, check, getJson, near, openPage, plays, seeks, test, until } from "./harness.mjs";

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
      await page.context().close();
    }
  });
}

// The tile that a player would show above its time line: its place, the sheet's true size, and how bright it is.
const thumbnail = (page, time) =>
  page.evaluate(async (when) => {
    const found = await window.thumbnail(when);
    if (!found) return null;
    const image = new Image();
    image.crossOrigin = "anonymous";
    image.src = found.url;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: found.width, height: found.height });
    const context = canvas.getContext("2d");
    context.drawImage(image, found.x, found.y, found.width, found.height, 0, 0, found.width, found.height);
    const pixels = context.getImageData(0, 0, found.width, found.height).data;
    return { ...found, whole: [image.naturalWidth, image.naturalHeight], colours: new Set(pixels).size };
  }, time);

for (const [name, player, format] of STREAMS.filter(([, player]) => player === "dash" || player === "shaka")) {
  test(`${name}: the storyboard's tiles above the time line`, async ({ browser, pages, items }) => {
    const [canvas] = (await items.item("clockwork")).canvases;
    const page = await openPlayer(browser, pages, player, alternative(canvas, format));
    const service = canvas.items[0].items[0].body.items[0].service[0].id;
    const { storyboard } = await getJson(`${service}/info.json`);
    for (const part of [0.05, 0.45, 0.95]) {
      const time = canvas.duration * part;
      const tile = await until("a tile", () => thumbnail(page, time));
      const index = Math.floor(time / storyboard.interval);
      const wanted = [(index % storyboard.columns) * storyboard.tileWidth, Math.floor(index / storyboard.columns) * storyboard.tileHeight];
      check(tile.x === wanted[0] && tile.y === wanted[1], `at ${time} s: tile at ${tile.x},${tile.y}, wanted ${wanted}`);
      check(tile.width === storyboard.tileWidth && tile.height === storyboard.tileHeight, `a tile of ${tile.width}x${tile.height}`);
      const sheet = [storyboard.columns * storyboard.tileWidth, storyboard.rows * storyboard.tileHeight];
      check(tile.whole.join() === sheet.join(), `a sheet of ${tile.whole}, wanted ${sheet}`);
      check(!tile.sheet || tile.sheet.join() === sheet.join(), `the player takes the sheet for ${tile.sheet}`);
      check(tile.colours > 8, "a tile with nothing on it");
    }
  });
}

for (const [name, player, format] of STREAMS.filter(([, player]) => player === "shaka"))
  test(`${name}: searches at speed through single pictures`, async ({ browser, pages, items }) => {
    const [canvas] = (await items.item("clockwork")).canvases;
    const page = await openPlayer(browser, pages, player, alternative(canvas, format));
    await plays(page);
    const single = [];
    page.on("response", (answer) => /video-\d+\/i\d+\.m4s$/.test(answer.url()) && single.push(answer.status()));
    await page.evaluate(() => window.searchAt(8));
    await until("single pictures are asked for and time flies", async () => {
      const { time } = await page.evaluate(() => ({ time: document.querySelector("video").currentTime }));
      return single.length > 2 && time > canvas.duration * 0.6;
    });
    check(single.every((status) => status === 200 || status === 206), `single pictures answer ${single}`);
    check(!(await heard(page)).error, (await heard(page)).error);
  });

test("these tests notice a stream of which no picture comes", async ({ browser, pages, items }) => {
  const [canvas] = (await items.item("clockwork")).canvases;
  const page = await openPage(browser);
  await page.route(/video-\d+\/\d+\.m4s/, (route) => route.abort());
  await page.goto(`${pages.base}/page.html?player=hls&address=${encodeURIComponent(alternative(canvas, "mpegurl"))}`);
  const noticed = await plays(page, 10, 5).then(() => false, () => true);
  check(noticed, "a stream without picture passes for one that plays");
});
