// A tree of plain files plays from a web server that knows of nothing but files: the page without script, the streams in
// players and the manifest in viewers from another origin.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { alternative, check, getJson, near, openPage, plays, run, SAMPLES, seeks, startFiles, test, until } from "./harness.mjs";

const name = ({ address }) => decodeURIComponent(/\/3\/(.+)\/manifest$/.exec(address)[1]);

// Exports an item of the running site, and serves the tree below a path.
async function withTree({ server, items }, words, use) {
  const folder = mkdtempSync(path.join(tmpdir(), "avocet-tree-"));
  const web = await startFiles(folder, "/deep/down");
  try {
    const item = await items.item(words);
    const { status, said } = await run(["export", name(item), path.join(folder, "tree"), "--folder", SAMPLES, "--data", server.data,
      "--base-url", `${web.base}/tree`]);
    check(status === 0, `the export ended with ${status}: ${said}`);
    const address = `${web.base}/tree/presentation/3/${encodeURIComponent(name(item))}/manifest`;
    await use({ base: `${web.base}/tree`, item: { address, canvases: (await getJson(address)).items }, page: item.page.replace(server.base, `${web.base}/tree`) });
  } finally {
    web.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

for (const [words, what, least] of [["clockwork", "film", 10], ["weaver", "sound", 1], ["lighthouse", "several parts", 10], ["four", "FLAC", 1]])
  test(`exported ${what}: the page plays without script`, (world) => withTree(world, words, async ({ base, item, page: home }) => {
    for (const address of [`${base}/`, home]) {
      const page = await openPage(world.browser, address, { javaScriptEnabled: false });
      const count = await page.evaluate(() => document.querySelectorAll("video, audio").length);
      check(count === item.canvases.length, `${count} players for ${item.canvases.length} parts`);
      near((await plays(page, least)).duration, item.canvases[0].duration, 0.1, "duration");
      await seeks(page, item.canvases[0].duration * 0.6);
      check(!page.troubles.length, page.troubles.join("; "));
    }
  }));

for (const [player, format] of [["hls", "mpegurl"], ["dash", "dash"], ["shaka", "dash"], ["native", "mpegurl"]])
  test(`exported film: plays as ${format} in ${player}`, (world) => withTree(world, "clockwork", async ({ item }) => {
    const [canvas] = item.canvases;
    const page = await openPage(world.browser, `${world.pages.base}/page.html?player=${player}&address=${encodeURIComponent(alternative(canvas, format))}`);
    near((await plays(page)).duration, canvas.duration, 0.04, "duration");
    await seeks(page, canvas.duration * 0.6);
  }));

for (const viewer of ["ramp", "clover"])
  test(`exported items: ${viewer} plays their manifests`, async (world) => {
    for (const [words, least] of [["clockwork", 10], ["weaver", 1], ["lighthouse", 10]])
      await withTree(world, words, async ({ item }) => {
        const page = await openPage(world.browser, `${world.pages.base}/page.html?player=${viewer}&address=${encodeURIComponent(item.address)}`);
        await plays(page, least);
        await seeks(page, item.canvases[0].duration * 0.6);
      });
  });

test("exported film: captions, frames and storyboard show", (world) => withTree(world, "clockwork", async ({ base, item }) => {
  const page = await openPage(world.browser, `${base}/`);
  await page.evaluate(() => (document.querySelector("video").textTracks[0].mode = "showing"));
  await plays(page);
  await until("a caption", () => page.evaluate(() => document.querySelector("video").textTracks[0].activeCues?.length > 0));
  const info = await getJson(item.canvases[0].seeAlso[0].id);
  const pictures = info.frame.instants.map((instant) => `${info.id}/${instant}/full/max/0/default.jpg`);
  const sheet = /^(\S+)#xywh=/m.exec(await (await fetch(info.storyboard.id)).text())[1];
  const sizes = await page.evaluate((all) => Promise.all(all.map(async (source) => {
    const image = Object.assign(new Image(), { crossOrigin: "anonymous", src: source });
    await image.decode();
    return image.naturalWidth;
  })), [...pictures, sheet]);
  check(sizes.slice(0, -1).every((width) => width === info.width), `frames are ${sizes.join(", ")} wide`);
  check(sizes.at(-1) >= info.storyboard.tileWidth, `the sheet is ${sizes.at(-1)} wide`);
}));
