// node other_browsers.mjs [firefox|webkit] [WORDS]: reads the samples as a reader does, with mouse and keys, in Debian's
// firefox-esr and in WebKitGTK's MiniBrowser: all of it, or what WORDS, a regular expression, is found in. It says what works and what does not,
// and leaves pictures to be looked at in build/shots/firefox. It needs the program, the viewer built, build/media, and of
// Debian:
//   apt-get install --no-install-recommends firefox-esr webkit2gtk-driver gstreamer1.0-libav gstreamer1.0-plugins-good gstreamer1.0-plugins-bad xvfb
// No part of ./check: docs/viewer-browsers.md says what was seen. On a machine without sound output give it one (PulseAudio with a null sink),
// or Firefox plays no sound recording.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { alternative, check, near, ROOT, samples, sleep, startFiles, startServer, until } from "./harness.mjs";
import { Reader } from "./reader.mjs";
import { missing, startBrowser, startScreen } from "./webdriver.mjs";
import { CANVAS, canvas, manifest, painting, video, viewerWorld } from "./viewer_world.mjs";

const SHOTS = path.join(ROOT, "build/shots/firefox");
const KEY = { enter: "\uE007", escape: "\uE00C", left: "\uE012", up: "\uE013", right: "\uE014", down: "\uE015", home: "\uE011", end: "\uE010", shift: "\uE008" };
const FILM = 24000 / 1001;

// ---- what is tried; what a step gives back is a remark

const steps = [];
const step = (name, use) => steps.push([name, use]);
const media = (r, name, format = "video/mp4") => manifest([canvas(12, [painting(video(`${r.base}/${name}`, { format }))])]);

step("home shows its posters, and a tile leads to its item", async (r) => {
  await r.browser.go(`${r.server.base}/`);
  await until("all posters", () => r.run(() => { const all = [...document.querySelectorAll(".tile img")]; return all.length > 4 && all.every((one) => one.complete && one.naturalWidth > 0); }), 40);
  await r.shot("home");
  await r.click(".tile a", "Clockwork");
  await until("the item", () => r.run(() => location.pathname.endsWith("/Clockwork") && document.querySelector("avocet-viewer")?.session?.readiness() === "ready"));
});

step("a collection is a page, with its way back", async (r) => {
  await r.browser.go(`${r.server.base}/`);
  await r.click(".tile a", "Interviews");
  await until("its members", () => r.run(() => document.querySelectorAll(".tile").length === 2));
  await until("all posters", () => r.run(() => [...document.querySelectorAll(".tile img")].every((one) => one.complete && one.naturalWidth > 0)), 40);
  await r.shot("collection");
  await r.openManifest(r.items.root);
  await r.shot("collection-viewer");
  await r.click(".collection .tile", "Interviews");
  await until("its two members in the viewer", async () => /Weaver/i.test(await r.text(".collection .tiles")));
  await r.click(".collection .tile", "weaver");
  await until("the item", () => r.session((s) => s.document()?.kind === "manifest"));
  await r.click(".bar .back");
  await until("the collection again", () => r.session((s) => s.document()?.kind === "collection"));
});

step("a film plays, seeks in the deck, rests", async (r) => {
  await r.open((await r.items.item("clockwork")).page);
  const now = await r.playsByClick();
  near(now.duration, 40, 0.05, "duration");
  const axis = await r.place(".axis");
  await r.browser.click(axis.left + axis.width * 0.75, axis.top + 40);
  await until("the seek", async () => (await r.now()).time >= 29.8);
  await r.playsOn();
  const rate = await until("the frame rate", async () => (await r.now()).frameRate, 8).catch(() => 0);
  await r.click("button.play");
  await until("rest", async () => !(await r.now()).playing);
  await r.shot("film");
  return rate ? `${rate} frames a second` : "frame rate is not found out";
});

step("the deck has its lanes drawn, zooms by the wheel, selects by dragging on the ruler", async (r) => {
  await r.open((await r.items.item("clockwork")).page);
  const drawn = () => r.run(() => {
    const ground = document.querySelector("avocet-viewer").shadowRoot.querySelector(".axis > canvas"), picture = ground.getContext("2d");
    const rows = [...Array(ground.height).keys()].map((y) => new Set(picture.getImageData(0, y, ground.width, 1).data).size);
    return rows.filter((colours) => colours > 24).length / ground.height;
  });
  await until("strip and sound are drawn", async () => (await drawn()) > 0.4, 40);
  const axis = await r.place(".axis");
  await r.browser.mouse([{ type: "pointerMove", duration: 0, x: Math.round(axis.left + 200), y: Math.round(axis.top + 8) }, { type: "pointerDown", button: 0 }, { type: "pointerMove", duration: 200, x: Math.round(axis.left + 420), y: Math.round(axis.top + 8) }, { type: "pointerUp", button: 0 }]);
  const span = await until("a selection", () => r.session((s) => s.selection()?.span), 5);
  await r.shot("deck-selection");
  await r.browser.act([{ type: "wheel", id: "wheel", actions: [{ type: "scroll", x: Math.round(axis.x), y: Math.round(axis.y), deltaX: 0, deltaY: -600, duration: 0 }] }]).catch(() => r.click(".zoom button:last-child"));
  await sleep(1200);
  await r.shot("deck-zoomed");
  return `selected ${span.start.toFixed(1)}–${span.end.toFixed(1)}`;
});

step("steps of a frame land on the frame, forth and back", async (r) => {
  await r.openManifest(media(r, "counter-film.mp4"));
  await r.playsByClick();
  await sleep(1000);
  await r.press("k");
  await until("rest", async () => !(await r.now()).playing);
  const rate = (await r.now()).frameRate;
  await r.session((s, at) => s.seek(at), 120.5 / FILM);
  await until("frame 120", async () => (await r.frameShown()) === 120, 8);
  for (const wanted of [121, 122, 123]) {
    await r.press(".");
    const got = await until(`frame ${wanted}`, async () => (await r.frameShown()) === wanted, 5).catch(async () => r.frameShown());
    check(got === true, `frame ${got} in place of ${wanted} (rate ${rate})`);
  }
  for (let i = 0; i < 5; i++) await r.press(",");
  await until("five frames back", async () => (await r.frameShown()) === 118, 5).catch(async () => check(false, `frame ${await r.frameShown()} in place of 118`));
  await r.shot("frame-step");
  return `clock: ${(await r.text(".clock")).replace(/\s+/g, " ")}`;
});

step("A-B loop by keys", async (r) => {
  await r.openManifest(media(r, "counter-film.mp4"));
  await r.playsByClick();
  await r.press("k");
  await r.session((s) => s.seek(5));
  await r.press("[");
  await r.session((s) => s.seek(5.8));
  await r.press("]");
  await r.session((s) => s.seek(5));
  await r.press(" ");
  const seen = [];
  for (let i = 0; i < 20; i++, await sleep(120)) seen.push((await r.now()).time);
  check(seen.every((time) => time > 4.9 && time < 6), `times ${seen.map((one) => one.toFixed(2))}`);
  check(seen.some((time, i) => i && time < seen[i - 1] - 0.2), `it never began again: ${seen.map((one) => one.toFixed(2))}`);
  await r.shot("loop");
});

step("its keys", async (r) => {
  await r.open((await r.items.item("clockwork")).page);
  await r.press(" ");
  await r.playsOn(0.5);
  const wants = async (what, use) => check(await until(what, use, 6).catch(() => false), `${what}: ${JSON.stringify(await r.now()).slice(0, 150)}`);
  await r.press("k");
  await wants("k rests", async () => !(await r.now()).playing);
  await r.press("5");
  await wants("5 is the middle", async () => Math.abs((await r.now()).time - 20) < 0.1);
  await r.press(KEY.right);
  await wants("right", async () => Math.abs((await r.now()).time - 25) < 0.1);
  await r.press(KEY.left);
  await wants("left", async () => Math.abs((await r.now()).time - 20) < 0.1);
  await r.press(KEY.home);
  await wants("Home", async () => (await r.now()).time === 0);
  await r.press(KEY.shift, ">");
  await wants("> is faster", async () => (await r.now()).rate === 1.25);
  await r.press(KEY.shift, "<");
  await r.press("m");
  await wants("m", () => r.session((s) => s.muted()));
  await r.press("c");
  await wants("c", () => r.session((s) => s.captions() >= 0));
  await r.press("/");
  await wants("/", () => r.run(() => document.querySelector("avocet-viewer").shadowRoot.activeElement?.matches("input")));
  await r.press(KEY.escape);
  await r.run(() => document.querySelector("avocet-viewer").shadowRoot.activeElement?.blur());
  await r.press("l");
  await r.press("l");
  await wants("l twice is double", async () => (await r.now()).rate === 2 && (await r.now()).playing);
  await r.playsOn(2);
  await r.press("j");
  const from = (await r.now()).time;
  await wants("j goes backwards", async () => (await r.now()).time < from - 1);
  await r.press("k");
  await wants("k rests again", async () => !(await r.now()).playing && (await r.now()).rate === 1);
});

step("captions over the picture, and in another language by the settings", async (r) => {
  await r.open((await r.items.item("clockwork")).page);
  await r.playsByClick();
  await r.click(".captions-button");
  const first = await until("a caption", () => r.text(".captions .said"), 10);
  await r.shot("captions");
  await r.click(".transport button.tool", "Settings");
  await until("the menus", () => r.seen(".pop select"));
  await r.shot("settings");
  const [box, inside] = await r.run(() => { const { x, y, right, bottom } = document.querySelector("avocet-viewer").shadowRoot.querySelector(".transport .pop").getBoundingClientRect(); return [[x, y, right, bottom], x >= 0 && y >= 0 && right <= innerWidth && bottom <= innerHeight]; });
  check(inside, `the popover is beyond the window: ${box}`);
  await r.run(() => { const select = [...document.querySelector("avocet-viewer").shadowRoot.querySelectorAll(".pop label")].find((one) => /Captions/.test(one.textContent)).querySelector("select"); select.selectedIndex = 2; select.dispatchEvent(new Event("change")); });
  const second = await until("other words", async () => { const now = await r.text(".captions .said"); return now && now.slice(0, 8) !== first.slice(0, 8) && now; }, 10);
  await r.press(KEY.escape);
  await until("Escape closes", async () => !(await r.seen(".pop select")), 5);
  return `“${first}”, then “${second}”`;
});

step("the transcript follows, is left alone when scrolled, seeks, is searched", async (r) => {
  await r.open((await r.items.item("weaver")).page);
  await r.playsByClick();
  await r.session((s) => s.seek(9));
  const current = () => r.text(".cue.is-now, .cue[aria-current]");
  await until("the line that is said", async () => /You did not set the pattern/.test(await current()), 8);
  await r.shot("transcript");
  await r.click(".cue", "And if it refused");
  await until("a click seeks", async () => Math.abs((await r.now()).time - 12.3) < 1.2, 5);
  await r.click("input[type=search], .search input");
  await r.type("loom");
  const count = await until("hits", async () => (await r.text(".search")).trim(), 6).catch(() => "");
  const marks = await r.run(() => document.querySelector("avocet-viewer").shadowRoot.querySelectorAll("mark").length);
  check(marks > 0, "nothing is marked");
  await r.press(KEY.enter);
  await r.shot("search");
  return `${marks} marks ${count.replace(/\s+/g, " ")}`;
});

step("a second language beside the first", async (r) => {
  await r.open((await r.items.item("clockwork")).page);
  await r.run(() => { const select = document.querySelector("avocet-viewer").shadowRoot.querySelectorAll(".texts select")[1]; select.selectedIndex = 2; select.dispatchEvent(new Event("change")); });
  await until("both", async () => /passes second/.test(await r.text(".cue")) && /pasio/.test(await r.text(".cue")), 8);
  await r.shot("two-languages");
});

step("a sound plays, with chapters that turn", async (r) => {
  await r.open((await r.items.item("weaver")).page);
  await r.playsByClick();
  await r.click(".tabs button", "Contents");
  await r.shot("contents");
  return (await r.text(".panel:not([hidden])")).replace(/\s+/g, " ").slice(0, 80);
});

step("FLAC and WebM play and seek", async (r) => {
  for (const words of ["four", "gate"]) {
    await r.open((await r.items.item(words)).page);
    await r.playsByClick();
    await r.session((s) => s.seek(10));
    await r.playsOn();
  }
  await r.shot("webm");
});

step("two parts, the second follows by itself", async (r) => {
  await r.openManifest((await r.items.item("lighthouse")).address);
  await r.playsByClick();
  await r.session((s) => s.seek(s.duration() - 1.5));
  await until("the second part", async () => (await r.now()).canvas === 1, 20);
  await r.playsOn();
  await r.shot("parts");
});

step("parts joined on one canvas play over the join", async (r) => {
  await r.open(r.joined.page);
  const { duration } = await r.playsByClick();
  await r.session((s, at) => s.seek(at), r.joined.join - 1);
  await until("beyond the join", async () => (await r.now()).time > r.joined.join + 1, 30);
  await r.playsOn();
  await r.shot("joined");
  return `${duration.toFixed(2)} s by ${(await r.now()).ways}`;
});

step("a playlist goes from stretch to stretch", async (r) => {
  await r.openManifest((await r.items.item("highlights")).address);
  await r.playsByClick();
  for (const next of [1, 2]) {
    await r.session((s) => s.seek(s.duration() - 1.2));
    await until(`stretch ${next + 1}`, async () => (await r.now()).canvas === next, 20);
    await r.playsOn();
  }
  await r.shot("highlights");
  await until("the end", async () => !(await r.now()).playing, 15);
});

step("a composed canvas: pictures, films and sound keep in step", async (r) => {
  await r.openManifest((await r.items.item("wall of screens")).address);
  await r.playsByClick();
  await r.session((s) => s.seek(8));
  await r.playsOn(3);
  const drifts = [];
  for (let i = 0; i < 10; i++, await sleep(200)) drifts.push(Math.max(...(await r.now()).drift.map(Math.abs)));
  await r.shot("screens");
  await r.session((s) => s.seek(26));
  await r.playsOn();
  await r.shot("screens-end");
  const worst = Math.max(...drifts);
  check(worst < 0.2, `out of step by ${worst.toFixed(3)} s`);
  return `at most ${Math.round(worst * 1000)} ms apart`;
});

step("two films side by side keep in step", async (r) => {
  const at = (xywh) => `${CANVAS}#xywh=${xywh}`;
  await r.openManifest(manifest([canvas(12, [painting(video(`${r.base}/counter-film.mp4`), at("0,0,160,180")), painting(video(`${r.base}/film-b.mp4`), at("160,0,160,180"))])]));
  await r.playsByClick();
  const drifts = [];
  for (let i = 0; i < 15; i++, await sleep(200)) drifts.push(Math.max(...(await r.now()).drift.map(Math.abs)));
  const worst = Math.max(...drifts.slice(5));
  check(worst < 0.1, `out of step by ${worst.toFixed(3)} s`);
  return `at most ${Math.round(worst * 1000)} ms apart after a second`;
});

step("HLS plays through hls.js, with qualities", async (r) => {
  const item = await r.items.item("counting");
  await r.openManifest(manifest([canvas(60, [painting({ id: alternative(item.canvases[0], "mpegurl"), type: "Video", format: "application/vnd.apple.mpegurl" })])]));
  await r.playsByClick();
  await r.session((s) => s.seek(30));
  await r.playsOn();
  const { ways, choices } = await r.now();
  check(ways[0] === "hls.js", `by ${ways}`);
  check(choices.sound.length === 2, `sound tracks: ${choices.sound}`);
  await r.session((s) => s.choose("sound", 1));
  await r.playsOn();
  await r.shot("hls");
  return `qualities ${choices.quality}; sound ${choices.sound}`;
});

step("DASH plays through dash.js", async (r) => {
  const item = await r.items.item("clockwork");
  await r.openManifest(manifest([canvas(40, [painting({ id: alternative(item.canvases[0], "dash"), type: "Video", format: "application/dash+xml" })])]));
  await r.playsByClick();
  await r.session((s) => s.seek(20));
  await r.playsOn();
  check((await r.now()).ways[0] === "dash.js", `by ${(await r.now()).ways}`);
});

for (const [name, format, words] of [["av1.mp4", "video/mp4", "AV1"], ["counter-vp9.mp4", "video/mp4", "VP9 in MP4"], ["counter-hevc.mp4", "video/mp4", "HEVC"], ["cbr.mp3", "audio/mpeg", "MP3"], ["chapters.m4a", "audio/mp4", "M4A"], ["broadcast.wav", "audio/wav", "WAV"], ["opus.ogg", "audio/ogg", "Opus"], ["flac.ogg", "audio/ogg", "FLAC in Ogg"]])
  step(`a file: ${words}`, async (r) => {
    await r.openManifest(manifest([{ id: CANVAS, type: "Canvas", duration: 5, ...(format.startsWith("video") && { width: 320, height: 180 }), items: [{ type: "AnnotationPage", items: [painting({ id: `${r.base}/${name}`, type: format.startsWith("video") ? "Video" : "Sound", format })] }] }]));
    await r.click("button.start");
    const { film, frames } = await r.playsOn(0.4);
    await sleep(300);
    return format.startsWith("video") ? `${film ? "with" : "without"} a picture, ${frames} frames` : "";
  });

step("an embedded page plays in a page of another origin", async (r) => {
  const item = await r.items.item("clockwork");
  await r.browser.go(`${r.files.base}/frame.html?${new URLSearchParams({ src: item.page.replace("/view/", "/embed/") })}`);
  await sleep(3000);
  await r.browser.send("WebDriver:SwitchToFrame", "POST /frame", { id: 0 });
  await until("the viewer", () => r.run(() => document.querySelector("avocet-viewer").session?.readiness() === "ready"));
  await r.playsByClick();
  await r.browser.send("WebDriver:SwitchToFrame", "POST /frame", { id: null });
  await r.shot("embedded");
});

step("the share sheet: what it gives, and copying", async (r) => {
  await r.open((await r.items.item("clockwork")).page);
  await r.playsByClick();
  await r.click(".bar .pill", "Share");
  await until("the sheet", () => r.seen("dialog.share"));
  await until("all its rows", () => r.run(() => document.querySelector("avocet-viewer").shadowRoot.querySelectorAll(".results .row").length > 6), 8);
  await r.shot("share");
  await r.click(".results button.tool", "Link");
  const said = await until("what became of it", () => r.text(".share .status"), 5);
  await r.click("dialog header button");
  await until("it is closed", async () => !(await r.seen("dialog")), 5);
  return said;
});

step("the help sheet, closed by Escape", async (r) => {
  await r.open((await r.items.item("clockwork")).page);
  await r.press(KEY.shift, "?");
  await until("the sheet", () => r.seen("dialog"));
  await r.shot("help");
  await r.press(KEY.escape);
  await until("it is closed", async () => !(await r.seen("dialog")), 5);
});

step("full screen and back", async (r) => {
  await r.open((await r.items.item("clockwork")).page);
  await r.playsByClick();
  await r.press("f");
  await until("full screen", () => r.run(() => document.fullscreenElement !== null), 6);
  await sleep(1200);
  await r.shot("full");
  await r.playsOn();
  await r.press("f");
  await until("the page again", () => r.run(() => document.fullscreenElement === null), 6);
});

step("picture in picture", async (r) => {
  await r.open((await r.items.item("clockwork")).page);
  await r.playsByClick();
  if (!(await r.run(() => document.pictureInPictureEnabled === true))) return "the browser has none, and no button is shown";
  await r.click(".transport button", "Picture in picture");
  await until("it", () => r.run(() => document.pictureInPictureElement !== null || document.querySelector("avocet-viewer").shadowRoot.pictureInPictureElement !== null), 6);
  await r.run(() => document.exitPictureInPicture());
});

step("speeds keep, by the settings", async (r) => {
  await r.openManifest((await r.items.item("clockwork")).address);
  await r.playsByClick();
  await r.session((s) => s.rate.set(2));
  await sleep(500);
  const before = await r.now(), began = Date.now();
  await sleep(3000);
  const rate = ((await r.now()).time - before.time) / ((Date.now() - began) / 1000);
  check(rate > 1.6 && rate < 2.3, `goes ${rate.toFixed(2)} times as fast`);
  return `${rate.toFixed(2)} times as fast at 2×`;
});

step("#t= in the address starts there and stops at its end", async (r) => {
  const { page } = await r.items.item("clockwork");
  await r.open(`${page}#t=12,14`);
  near((await r.now()).time, 12, 0.1, "the start");
  await r.press(" ");
  await until("the stop", async () => !(await r.now()).playing && (await r.now()).time >= 13.9, 15);
  near((await r.now()).time, 14, 0.1, "the end");
  await r.run(() => void (location.hash = "t=30"));
  await until("the new time", async () => Math.abs((await r.now()).time - 30) < 0.2, 5);
});

for (const [fault, what] of [
  ["a recording that is not there", (r) => media(r, "nothing.mp4")],
  ["a recording that is closed", (r) => media(r, "private/counter-film.mp4")],
  ["a file that is no recording", (r) => media(r, "random.bin")],
  ["a format nobody plays", (r) => media(r, "tape.dv", "video/x-dv")],
  ["a stream without CORS", (r) => media(r, "nocors/stream.m3u8", "application/vnd.apple.mpegurl")],
  ["a broken document", (r) => r.put("broken.json", '{\n "id": "x",\n "type": }')],
  ["a document that is a page", (r) => r.put("page.json", "<!doctype html><p>Hello")],
  ["a document that is not there", (r) => `${r.base}/no-such-manifest.json`],
  ["a document without CORS", (r) => `${r.base}/nocors/page.json`],
  ["a server that is not there", () => "http://127.0.0.1:9/manifest.json"],
])
  step(`trouble is told: ${fault}`, async (r) => {
    await r.openManifest(what(r));
    await r.session((s) => void s.play());
    await until("the panel", () => r.seen(".trouble"), 15);
    await r.shot(`trouble-${fault.split(" ").slice(1, 3).join("-")}`);
    const { kind, detail } = (await r.now()).trouble.find((one) => one.fatal);
    return `${kind}: ${detail}`;
  });

step("a file without CORS, and one without ranges, play all the same", async (r) => {
  await r.openManifest(media(r, "nocors/counter-film.mp4"));
  await r.playsByClick();
  await r.openManifest(media(r, "norange/counter-film.mp4"));
  await r.playsByClick();
  return (await until("a remark", async () => (await r.now()).trouble[0], 8).catch(() => ({ what: "(nothing is said of the missing ranges)" }))).what;
});

step("it fits a narrow window, and the validator's page is whole", async (r) => {
  const size = (width, height) => r.browser.send("WebDriver:SetWindowRect", "POST /window/rect", { width, height });
  await size(500, 860);
  try {
    for (const [name, address] of [["narrow-home", `${r.server.base}/`], ["narrow-film", (await r.items.item("clockwork")).page], ["narrow-sound", (await r.items.item("weaver")).page], ["narrow-validator", `${r.server.base}/validate`]]) {
      await r.browser.go(address);
      await sleep(2500);
      await r.shot(name);
      const over = await r.run(() => document.documentElement.scrollWidth - innerWidth);
      check(over <= 0, `${name} is ${over} px too wide`);
    }
  } finally {
    await size(1280, 860);
  }
});

// ---- the trial

// An item of two parts joined, of the samples' own.
async function joinedItem(folder) {
  mkdirSync(`${folder}/play`, { recursive: true });
  for (const n of [1, 2]) cpSync(path.join(ROOT, `build/samples/Interviews/lighthouse/reel-${n}.mp4`), `${folder}/play/reel-${n}.mp4`);
  writeFileSync(`${folder}/play/item.yaml`, "label: Two reels joined\njoin: true\n");
  writeFileSync(`${folder}/frame.html`, `<!doctype html><title>x</title><h1>Somebody's page</h1><script>document.write('<iframe width="800" height="600" allow="fullscreen" src="' + new URLSearchParams(location.search).get("src") + '"></iframe>')</script>`);
}

async function trial(name, display, world, words) {
  const browser = await startBrowser(name, display);
  console.log(`\n${browser.name}`);
  const reader = new Reader(browser, world);
  reader.shot = (what) => browser.shot(path.join(SHOTS, `${name}-${what}.png`));
  let failed = 0;
  try {
    for (const [what, use] of steps.filter(([one]) => new RegExp(words).test(one))) {
      try {
        await browser.complaints();
        const remark = await use(reader);
        console.log(`ok     ${what}${remark ? ` (${remark})` : ""}`);
      } catch (problem) {
        failed++;
        console.log(`FAILED ${what}: ${problem.message}`);
        await reader.shot(`failed-${what.replace(/\W+/g, "-").slice(0, 40)}`).catch(() => {});
        await browser.send("WebDriver:SwitchToFrame", "POST /frame", { id: null }).catch(() => {});
      }
      for (const complaint of [...new Set(await browser.complaints().catch(() => []))].slice(0, 5)) console.log(`       says: ${complaint.slice(0, 260)}`);
    }
  } finally {
    await browser.end();
  }
  return failed;
}

const [only, words = ""] = ["firefox", "webkit"].includes(process.argv[2]) ? process.argv.slice(2) : [undefined, process.argv[2]];
const names = only ? [only] : ["firefox", "webkit"];
const lacking = [...new Set(names.flatMap(missing))];
if (lacking.length) {
  console.error(`Debian's ${lacking.join(", ")} ${lacking.length > 1 ? "are" : "is"} not installed`);
  process.exit(2);
}
mkdirSync(SHOTS, { recursive: true });
const folder = mkdtempSync(path.join(tmpdir(), "avocet-others-"));
await joinedItem(folder);
const [server, second, files, screen] = [await startServer(), await startServer(folder), await startFiles(folder), await startScreen()];
let failed = 1;
try {
  const items = await samples(server);
  const joined = { page: `${second.base}/view/play`, join: await until("the joined item", async () => (await (await fetch(`${second.base}/av/play~joined/info.json`)).json()).parts[1].start, 60) };
  failed = 0;
  for (const name of names) failed += await trial(name, screen.display, { ...(await viewerWorld()), server, items, joined, files }, words);
} finally {
  await screen.end();
  files.stop();
  await server.stop();
  await second.stop();
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${failed} failed; the pictures lie in ${SHOTS}`);
process.exit(failed ? 1 : 0);
