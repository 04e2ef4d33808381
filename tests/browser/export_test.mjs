// A tree of plain files plays from a web server that knows of nothing but files: the page without script, the streams in
// players and the manifest in viewers from another origin.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { alternative, check, getJson, near, openPage, plays, run, SAMPLES, seeks, startFiles, test, until } from "./harness.mjs";

const name = ({ address }) => decodeURIComponent(/\/3\/(.+)\/manifest$/.exec(address)[1]);

// All of the running site as one tree, made for the address where `web` serves it; `elsewhere` serves the same folder.
let made;
async function theTree({ server }) {
  const folder = mkdtempSync(path.join(tmpdir(), "avocet-tree-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const web = await startFiles(folder, "/deep/down");
  const { status, said } = await run(["export", ".", path.join(folder, "tree"), "--folder", SAMPLES, "--data", server.data, "--base-url", `${web.base}/tree`]);
  check(status === 0, `the export ended with ${status}: ${said}`);
  return { base: `${web.base}/tree`, elsewhere: `${(await startFiles(folder, "/sub path/ü".split("/").map(encodeURIComponent).join("/"))).base}/tree` };
}

async function withTree(world, words, use) {
  const { base, elsewhere } = await (made ??= theTree(world));
  const item = name(await world.items.item(words));
  const address = `${base}/presentation/3/${encodeURIComponent(item)}/manifest.json`;
  await use({ base, item: { address, canvases: (await getJson(address)).items }, page: `${base}/view/${encodeURIComponent(item)}/index.html`,
    away: `${elsewhere}/view/${encodeURIComponent(item)}/index.html`, elsewhere });
}

for (const [words, what, least] of [["clockwork", "film", 10], ["weaver", "sound", 1], ["four", "FLAC", 1]])
  test(`exported ${what}: the page plays without script`, (world) => withTree(world, words, async ({ item, page: address }) => {
    const page = await openPage(world.browser, address, { javaScriptEnabled: false });
    await page.evaluate(() => void document.querySelector("video, audio").play());
    near((await plays(page, least)).duration, item.canvases[0].duration, 0.1, "duration");
    await seeks(page, item.canvases[0].duration * 0.6);
    check(!page.troubles.length, page.troubles.join("; "));
  }));

// Under another host and path than its documents name, over to every page by its links.
for (const [words, what, said, least] of [["clockwork", "film", "", 10], ["weaver", "sound", "tea", 1], ["highlights", "playlist", "", 5]])
  test(`exported ${what}: the viewer plays wherever the tree lies`, (world) => withTree(world, words, async ({ away, elsewhere, item }) => {
    const page = await openPage(world.browser);
    const strayed = [];
    page.on("request", (request) => !/^(data|blob):/.test(request.url()) && !request.url().startsWith(elsewhere) && strayed.push(request.url()));
    await page.goto(`${elsewhere}/index.html`);
    const href = away.slice(elsewhere.length + 1);
    await page.click(`.tile a[href$="${words === "weaver" ? "collection/Interviews/index.html" : href}"]`);
    if (words === "weaver") await page.click(`.tile a[href$="${href}"]`);
    await page.waitForURL(away);
    await until("the viewer", () => page.evaluate(() => document.querySelector("avocet-viewer").session?.readiness() === "ready"));
    await page.evaluate(() => (window.session = document.querySelector("avocet-viewer").session, session.captions.set(0), session.play()));
    near((await plays(page, least)).duration, item.canvases[0].duration, 0.1, "duration");
    await until("a caption", () => page.evaluate(() => document.querySelector("avocet-viewer").shadowRoot.querySelector(".captions").textContent.trim().length > 0));
    const lines = await until("the transcript", () => page.evaluate(() => { const rows = [...document.querySelector("avocet-viewer").shadowRoot.querySelectorAll(".cue")].map((row) => row.innerText); return rows.length > 0 && rows; }));
    check(lines.join(" ").includes(said), `the transcript reads ${lines.join(" ").slice(0, 300)}`);
    await seeks(page, item.canvases[0].duration * 0.6);
    check(strayed.length === 0, `it asked for ${strayed.join(", ")}`);
    check(!page.troubles.length, page.troubles.join("; "));
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
        await page.context().close();
      });
  });

test("exported film: captions, frames and storyboard show", (world) => withTree(world, "clockwork", async ({ base, page: address, item }) => {
  const page = await openPage(world.browser, address, { javaScriptEnabled: false });
  await page.evaluate(() => (document.querySelector("video").textTracks[0].mode = "showing", void document.querySelector("video").play()));
  await plays(page);
  await until("a caption", () => page.evaluate(() => document.querySelector("video").textTracks[0].activeCues?.length > 0));
  const info = await getJson(item.canvases[0].seeAlso[0].id);
  const pictures = info.frame.instants.map((instant) => `${info.id}/${instant}/full/max/0/default.jpg`);
  const sheet = /^(\S+)#xywh=/m.exec(await (await fetch(info.storyboard.id)).text())[1];
  const sizes = await (await openPage(world.browser, `${base}/index.html`)).evaluate((all) => Promise.all(all.map(async (source) => {
    const image = Object.assign(new Image(), { crossOrigin: "anonymous", src: source });
    await image.decode();
    return image.naturalWidth;
  })), [...pictures, new URL(sheet, info.storyboard.id).href]);
  check(sizes.slice(0, -1).every((width) => width === info.width), `frames are ${sizes.join(", ")} wide`);
  check(sizes.at(-1) >= info.storyboard.tileWidth, `the sheet is ${sizes.at(-1)} wide`);
}));
