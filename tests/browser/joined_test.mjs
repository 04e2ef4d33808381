// Parts that are joined play as one: over the join without a stall, sought to the very frame, as long as both together.
import { numberShown, withCounters } from "./counters.mjs";
import { check, getJson, mediaState, near, openPage, plays, test, until } from "./harness.mjs";

const FILM = ["counter-film.mp4", 24000 / 1001], TAPE = ["counter-drop-frame.mp4", 30000 / 1001], LONG = ["counter-long-gop.mp4", 30], VP9 = ["counter-vp9.mp4", 30];
const PLAYERS = [["hls", "m3u8"], ["dash", "mpd"], ["shaka", "m3u8"], ["shaka", "mpd"]];
// hls.js reads no edit lists: after a part whose pictures are decoded ahead of their time it plays on later by so much
// (docs/guide/ingest.md). So there the one without such pictures comes first.
const partsFor = (player) => (player === "hls" ? [TAPE, FILM] : [FILM, TAPE]);
// A seek into another part was seen to hang in shaka just after loading, and to be lost in dash.js (which then shows the
// beginning of a part), on a busy machine, about once in ten runs, cause unknown: there a second try, with a page of its own,
// is allowed.
const persistently = async (player, attempt) => {
  if (player === "hls") return attempt();
  try {
    await attempt();
  } catch (problem) {
    console.log(`(again, for ${player}: ${problem.message})`);
    await attempt();
  }
};
const cue = (words) => `WEBVTT\n\n00:01.000 --> 00:02.000\n${words}\n`;

// The program on an item of joined parts; `use` gets it, where its stream lies, and the parts: [start, end, frames a second].
const withJoined = (parts, use, { yaml = "", sides = {} } = {}) =>
  withCounters(parts.map(([file], i) => [file, `play/${i + 1}.mp4`]), async (server) => {
    const base = `${server.base}/av/play~joined`;
    const info = await getJson(`${base}/info.json`);
    const places = info.parts.map(({ start, duration }, i) => [start, start + duration, parts[i][1]]);
    near(info.duration, places.at(-1)[1], 0.000001, "the sum of the parts");
    const stream = (format) => `${base}/${info.video ? "full/full/max/max/0" : "full/max"}/default.${format}`;
    await use(server, stream, places, info);
  }, [], { "play/item.yaml": `label: A play\njoin: true\n${yaml}`, ...sides });

async function open(browser, pages, player, address) {
  const page = await openPage(browser, `${pages.base}/page.html?player=${player}&address=${encodeURIComponent(address)}`);
  await until(`${player} can show something`, async () => {
    const { error } = await page.evaluate(() => window.heard ?? {});
    check(!error, `${player}: ${error}`);
    return page.evaluate(() => document.querySelector("video")?.readyState >= 2);
  }, 120); // what is coded anew takes its time
  return page;
}

const seekTo = async (page, time) => {
  await page.evaluate((to) => (document.querySelector("video").currentTime = to), time);
  await until(`a seek to ${time}`, () => page.evaluate(() => {
    const video = document.querySelector("video");
    return !video.seeking && video.readyState >= 2;
  }));
};

// From before the join until after it. A stall would be told by the element itself; each
// frame bears its number.
async function playsOver(page, [before, after], what) {
  const join = after[0];
  await seekTo(page, join - 1.5);
  await until(`${what}: all around the join is there`, () => page.evaluate((at) => {
    const { buffered } = document.querySelector("video");
    return [...Array(buffered.length).keys()].some((i) => buffered.start(i) < at - 1 && buffered.end(i) > at + 2);
  }, join));
  await page.evaluate(() => {
    const video = document.querySelector("video"), seen = (window.seen = { events: [], frames: [], over: false });
    const picture = new OffscreenCanvas(320, 180).getContext("2d", { willReadFrequently: true });
    const note = (_, { mediaTime }) => {
      picture.drawImage(video, 0, 0, 320, 180);
      const { data } = picture.getImageData(0, 140, 320, 1);
      let number = 0;
      for (let bit = 0; bit < 16; bit++) if (data[(bit * 16 + 8) * 4] > 128) number |= 1 << bit;
      seen.frames.push([mediaTime, number]);
      if (!seen.over) video.requestVideoFrameCallback(note);
    };
    video.addEventListener("playing", () => {
      for (const name of ["waiting", "stalled", "seeking", "pause"]) video.addEventListener(name, () => seen.over || seen.events.push(`${name} at ${video.currentTime}`));
      video.requestVideoFrameCallback(note);
    }, { once: true });
    video.play();
  });
  await until(`${what}: beyond the join`, () => page.evaluate((at) => document.querySelector("video").currentTime > at + 1.2, join));
  const { events, frames } = await page.evaluate(() => {
    window.seen.over = true;
    document.querySelector("video").pause();
    return window.seen;
  });
  check(events.length === 0, `${what}: ${events.join(", ")}`);
  for (const [i, [time, number]] of frames.entries()) {
    const [start, , rate] = time < join - 0.0005 ? before : after;
    check(i === 0 || time > frames[i - 1][0], `${what}: time does not run on: ${frames.join(" ")}`);
    // What is drawn may be the next frame already.
    const wanted = Math.round((time - start) * rate);
    check(number === wanted || number === wanted + 1 || number === 0, `${what}: at ${time} s frame ${number} in place of ${wanted}`);
  }
  check(frames.some(([time]) => time < join && time > join - 0.5) && frames.some(([time]) => time > join && time < join + 0.5), `${what}: no frames around the join`);
}

async function playsAsOne(page, places, what) {
  near((await mediaState(page)).duration, places.at(-1)[1], 0.001, `${what}: duration`);
  const half = (place, number) => place[0] + (number + 0.5) / place[2];
  for (const [part, number] of [[1, 100], [0, 60], [1, 0], [1, 200], [0, 230]]) {
    await seekTo(page, half(places[part], number));
    const shown = await until(`${what}: frame ${number} of part ${part + 1}`, async () => ((await numberShown(page)) === number ? [number] : undefined), 8)
      .catch(async () => [await numberShown(page)]);
    check(shown[0] === number, `${what}: part ${part + 1} shows frame ${shown[0]} in place of ${number}`);
  }
  await playsOver(page, places, what);
}

for (const [player, format] of PLAYERS)
  test(`joined parts play gapless as ${format} in ${player}`, ({ browser, pages }) => withJoined(partsFor(player), (_, stream, places) => persistently(player, async () => {
    const page = await open(browser, pages, player, stream(format));
    await playsAsOne(page, places, `${format} in ${player}`);
  })));

// Not in dash.js, which showed the third part two frames early, nor in hls.js.
for (const [player, format] of PLAYERS.filter(([name]) => name === "shaka"))
  test(`joined parts of other codings and lengths play gapless as ${format} in ${player}`, ({ browser, pages }) => withJoined([VP9, LONG, FILM], (_, stream, places) => persistently(player, async () => {
    const page = await open(browser, pages, player, stream(format));
    await playsAsOne(page, places, `${format} in ${player}`);
    await playsOver(page, places.slice(1), `${format} in ${player}, the second join`);
  })));

// Not in shaka on HLS, where none came.
for (const [player, format] of PLAYERS.filter(([name, type]) => name !== "shaka" || type === "mpd"))
  test(`captions of joined parts come at their time as ${format} in ${player}`, ({ browser, pages }) => withJoined(partsFor(player), (server, stream, places) => persistently(player, async () => {
    const page = await open(browser, pages, player, stream(format));
    await page.evaluate(() => window.showCaptions());
    const heard = () => page.evaluate(() => [...document.querySelector("video").textTracks].flatMap((track) => [...(track.cues ?? [])]).map(({ startTime, text }) => [startTime, text]));
    // Of several periods dash.js 5.2 shows the texts of the first only; shaka 5.2 those that it plays into, not those sought.
    const wanted = [[0, "First"], [1, "Second"]].slice(0, player === "dash" ? 1 : 2);
    await seekTo(page, Math.max(0, places[wanted.at(-1)[0]][0] - 1));
    await page.evaluate(() => void document.querySelector("video").play());
    for (const [part, words] of wanted.reverse()) {
      if (part === 0) await seekTo(page, 0.5);
      const found = await until(`the words of part ${part + 1}`, async () => (await heard()).find(([, text]) => text.includes(words)));
      near(found[0], places[part][0] + 1, 0.002, `${words} in ${player}`);
    }
    const all = await (await fetch(`${server.base}/text/play~joined/en.vtt`)).text();
    check(/00:00:01\.000[^]*First[^]*00:00:13\.01\d -->[^]*Second/.test(all), all);
  }), { sides: { "play/1.en.vtt": cue("First"), "play/2.en.vtt": cue("Second") } }));

for (const player of ["hls", "shaka"])
  test(`EXT-X-START: ${player} begins in the second part`, ({ browser, pages }) => withJoined([FILM, TAPE], async (_, stream, places) => {
    const page = await open(browser, pages, player, stream("m3u8"));
    const { time } = await mediaState(page);
    near(time, places[1][0] + 2, 0.1, "where it begins");
    near(await numberShown(page), 60, 1, "the frame that it shows");
  }, { yaml: "start: {part: 2, time: 2.01}\n" }));

test("our page plays joined parts as one, from where it is said", ({ browser }) => withJoined([FILM, TAPE], async (server, _, places) => {
  const page = await openPage(browser, `${server.base}/view/play`);
  const state = await plays(page);
  near(state.duration, places[1][1], 0.05, "duration");
  check(state.time > places[1][0] + 1, `begins at ${state.time}`);
}, { yaml: "start: {part: 2, time: 2}\n" }));

for (const [viewer, name] of [["ramp", "Ramp"], ["clover", "Clover"]])
  test(`${name} plays joined parts over the join`, ({ browser, pages }) => withJoined([FILM, TAPE], async (server, _, places) => {
    const page = await openPage(browser, `${pages.base}/page.html?player=${viewer}&address=${encodeURIComponent(`${server.base}/presentation/3/play/manifest`)}`);
    const state = await plays(page);
    near(state.duration, places[1][1], 0.1, "duration");
    await page.evaluate((at) => (theMedia.currentTime = at), places[1][0] - 1);
    await until("playing in the second part", async () => (await mediaState(page)).time > places[1][0] + 1);
    check(!(await mediaState(page)).error, "an error");
  }));

test("these tests notice a join that is not one", ({ browser, pages }) => withJoined([FILM, TAPE], async (_, stream, places) => {
  const page = await openPage(browser);
  await page.route(/play-2\/.*video-1\/0\.m4s/, (route) => route.abort());
  await page.goto(`${pages.base}/page.html?player=hls&address=${encodeURIComponent(stream("m3u8"))}`);
  await until("something to show", () => page.evaluate(() => document.querySelector("video")?.readyState >= 2));
  const noticed = await Promise.race([playsOver(page, places, "a broken join").then(() => false, () => true), new Promise((resolve) => setTimeout(() => resolve(true), 15000))]);
  check(noticed, "a join without its second part passes");
}));
