// <avocet-viewer> on streams that nobody describes but themselves: qualities, sound tracks, captions and the rate of their
// frames are found in them, and can be chosen.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { check, near, startFiles, test, until } from "./harness.mjs";
import { withRecordings } from "./recordings.mjs";
import { CANVAS, canvas, manifest, openViewer, painting, playing, quiet } from "./viewer_world.mjs";

const FORMATS = { m3u8: "application/vnd.apple.mpegurl", mpd: "application/dash+xml" };

const menus = (page) => page.evaluate(() => Object.fromEntries([...document.querySelector("avocet-viewer").shadowRoot.querySelectorAll(".pop .menu")].map((menu) => [menu.dataset.menu, [...menu.querySelectorAll("option")].map((one) => one.text)])));
const chooseIn = (page, menu, wanted) => page.selectOption(`avocet-viewer .menu[data-menu="${menu}"] select`, { label: wanted });

for (const [name, format] of Object.entries(FORMATS))
  test(`viewer: what is within a stream can be chosen: ${name}`, ({ browser }) =>
    withRecordings(["purposes.mkv"], async (server) => {
      const stream = `${server.base}/av/purposes/full/full/max/max/0/default.${name}`;
      const page = await openViewer(browser, manifest([canvas(10, [painting({ id: stream, type: "Video", format })])]));
      await until("the frame rate before it plays", async () => (await page.now()).frameRate > 0);
      near((await page.now()).frameRate, 25, 0.001, "the frame rate");
      await playing(page, 0.2);
      await page.click('avocet-viewer [aria-label="Settings"]');
      const offered = await until("the menus", async () => { const all = await menus(page); return all["Sound track"] && all["Captions"] && all; });
      check(offered["Sound track"].includes("English (audio description)"), "no audio description by its name");
      await chooseIn(page, "Sound track", "English (audio description)");
      await until("it is taken", async () => (await page.session((s) => s.choices().sound[s.chosen().sound].describes)));
      await chooseIn(page, "Captions", offered["Captions"][1]);
      await page.verb("seek", 0.2);
      const said = await until("a caption", () => page.evaluate(() => document.querySelector("avocet-viewer").shadowRoot.querySelector(".captions .said")?.textContent));
      check(!said.startsWith("Sign"), `the caption is of another text: ${said}`);
      quiet(page);
    }));

// Two rungs that nobody can take for one another: a large red one and a small blue one.
function makeRungs(folder) {
  const picture = (colour, size) => ["-f", "lavfi", "-i", `color=${colour}:size=${size}:rate=25:duration=12`];
  const made = spawnSync("ffmpeg", ["-nostdin", "-v", "error", ...picture("red", "320x180"), ...picture("blue", "160x90"), "-f", "lavfi", "-i", "sine=440:duration=12", "-map", "0", "-map", "1", "-map", "2",
    "-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-b:v:0", "400k", "-b:v:1", "100k", "-c:a", "aac", "-b:a", "64k",
    "-f", "dash", "-seg_duration", "2", "-adaptation_sets", "id=0,streams=v id=1,streams=a", `${folder}/stream.mpd`], { encoding: "utf8" });
  check(made.status === 0, `ffmpeg: ${made.stderr}`);
}

const colourShown = (page) => page.evaluate(() => {
  const picture = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  picture.drawImage(document.querySelector("avocet-viewer").shadowRoot.querySelector("video"), 0, 0, 1, 1);
  const [red, , blue] = picture.getImageData(0, 0, 1, 1).data;
  return red > 200 ? "red" : blue > 200 ? "blue" : "";
});

test("viewer: the rungs of a DASH stream can be chosen, and what is chosen is seen", async ({ browser }) => {
  const folder = mkdtempSync(path.join(tmpdir(), "avocet-dash-"));
  makeRungs(folder);
  const files = await startFiles(folder);
  try {
    const page = await openViewer(browser, manifest([canvas(12, [painting({ id: `${files.base}/stream.mpd`, type: "Video", format: FORMATS.mpd })])]));
    await playing(page, 0.2);
    await page.click('avocet-viewer [aria-label="Settings"]');
    const offered = await until("the qualities", async () => (await menus(page)).Quality);
    check([...offered].sort().join() === "180p,90p,Automatic" && offered[0] === "Automatic", `it offers ${offered}`);
    // All of the stream is at hand by then, and what is at hand of the other rung is not waited for.
    for (const [quality, colour] of [["90p", "blue"], ["180p", "red"], ["90p", "blue"]]) {
      await page.verb("seek", 1);
      await page.verb("play");
      await chooseIn(page, "Quality", quality);
      const chosen = () => page.evaluate(() => document.querySelector("avocet-viewer").shadowRoot.querySelector('.menu[data-menu="Quality"] select').selectedOptions[0].text);
      check((await chosen()) === quality, `the menu says ${await chosen()}`);
      await until(`${colour} for ${quality}`, async () => (await colourShown(page)) === colour);
    }
    quiet(page);
  } finally {
    files.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
