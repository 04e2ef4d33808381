// IIIF viewers nobody here wrote open our manifests, from another origin, and play them.
import { plays, test, until } from "./harness.mjs";
import { NAMES, openViewer, seekTo, start } from "./viewers.mjs";

const open = (browser, pages, viewer, item) => openViewer(browser, pages, viewer, item.address);

for (const [viewer, name] of Object.entries(NAMES)) {
  for (const [words, what, least] of [["clockwork", "film", 10], ["weaver", "sound", 1], ["four", "FLAC", 1], ["lighthouse", "several parts", 10]]) {
    test(`${name} plays ${what}`, async ({ browser, pages, items }) => {
      const item = await items.item(words);
      const page = await open(browser, pages, viewer, item);
      await start(page, viewer);
      await plays(page, least);
      await seekTo(page, viewer, 0.6, item.canvases[0].duration);
    });
  }
}

test("Ramp shows our captions as a transcript", async ({ browser, pages, items }) => {
  const page = await open(browser, pages, "ramp", await items.item("weaver"));
  await until("the words of the transcript", async () => /more opinions/.test(await page.evaluate(() => document.body.innerText)), 30);
});

test("Ramp and Clover offer both caption languages of the film", async ({ browser, pages, items }) => {
  for (const viewer of ["ramp", "clover"]) {
    const page = await open(browser, pages, viewer, await items.item("clockwork"));
    await until(`two caption tracks in ${viewer}`, () =>
      page.evaluate(() => [...document.querySelectorAll("video")].some((video) => [...video.textTracks].filter((track) => /caption|subtitle/.test(track.kind)).length >= 2)));
    await page.context().close();
  }
});

test("Ramp lists our chapters, and one of them seeks", async ({ browser, pages, items }) => {
  const page = await open(browser, pages, "ramp", await items.item("weaver"));
  await plays(page, 1);
  const chapter = page.getByText("The sound of the mill").first();
  await chapter.click();
  await until("the chapter's time", () => page.evaluate(() => theMedia.currentTime > 19), 10);
});
