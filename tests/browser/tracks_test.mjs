// Sound tracks and texts say what they are for, in hls.js and in shaka, over HLS and DASH: programme, commentary, description
// for the blind, a dub; captions for the deaf, forced subtitles. And nothing plays but the programme unless it is asked for.
import { check, openPage, plays, test, until } from "./harness.mjs";
import { withRecordings } from "./recordings.mjs";

const TTML = `<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling" xml:lang="cy"><body><div>
<p begin="00:00:00.500" end="2s">Bore <span tts:fontStyle="italic">da</span></p></div></body></tt>`;

const found = (page) => until("the tracks are known", () => page.evaluate(() => window.tracks?.()));

async function withPlayer({ browser, pages }, player, format, use) {
  await withRecordings(["purposes.mkv"], async (server) => {
    const source = encodeURIComponent(`${server.base}/av/purposes/full/full/max/max/0/default.${format}`);
    const page = await openPage(browser, `${pages.base}/page.html?player=${player}&address=${source}`);
    await plays(page);
    await use(page, await found(page));
    await page.context().close();
  }, { sides: { "purposes.ttml": TTML } });
}

const describe = (list) => JSON.stringify(list);
function has(list, what, matches) {
  check(list.some(matches), `no ${what} among ${describe(list)}`);
}

test("tracks for all purposes: hls.js", (world) => withPlayer(world, "hls", "m3u8", async (page, { sounds, texts, playing }) => {
  check(sounds.length === 4 && texts.length === 3, `${describe(sounds)} ${describe(texts)}`);
  check(playing === sounds.findIndex(({ isDefault }) => isDefault) && sounds[playing].name === "English", `plays ${playing} of ${describe(sounds)}`);
  has(sounds, "commentary that must be asked for", ({ name, autoselect }) => name === "English (commentary)" && !autoselect);
  has(sounds, "description", ({ name, characteristics }) => name === "English (audio description)" && characteristics.includes("describes-video"));
  has(sounds, "dub", ({ language }) => language === "cy");
  has(texts, "captions", ({ characteristics }) => characteristics.includes("transcribes-spoken-dialog"));
  has(texts, "forced subtitles", ({ forced }) => forced);
  has(texts, "Welsh out of TTML", ({ language }) => language === "cy");
}));

for (const format of ["m3u8", "mpd"])
  test(`tracks for all purposes: shaka, ${format}`, (world) => withPlayer(world, "shaka", format, async (page, { sounds, texts, playing }) => {
    check(sounds.length === 4 && texts.length === 3, `${describe(sounds)} ${describe(texts)}`);
    check(playing.language === "en" && !playing.accessibility && playing.label !== "English (commentary)", `plays ${describe(playing)}`);
    has(sounds, "description", ({ accessibility }) => accessibility === "visually impaired");
    has(sounds, "dub", ({ language }) => language === "cy");
    has(sounds, "commentary", ({ label, roles }) => label === "English (commentary)" && (format === "m3u8" || roles.includes("commentary")));
    if (format === "mpd") has(sounds, "programme", ({ roles }) => roles.includes("main"));
    has(texts, "captions", ({ roles, accessibility }) => format === "mpd" ? roles.includes("caption") && accessibility === "hard of hearing" : roles.some((role) => role.includes("transcribes-spoken-dialog")));
    has(texts, "forced subtitles", ({ forced }) => forced);
    has(texts, "Welsh out of TTML", ({ language }) => language === "cy");
  }));
