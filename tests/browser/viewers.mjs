// IIIF viewers nobody here wrote, each on a page of its own, from another origin than the manifests.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { VIEWERS } from "./fetch_viewers.mjs";
import { mediaState, openPage, seeks, until } from "./harness.mjs";

export const NAMES = { ramp: "Ramp", clover: "Clover", universalviewer: "Universal Viewer", mirador: "Mirador", tify: "TIFY" };

const { devDependencies: installed } = JSON.parse(readFileSync(fileURLToPath(new URL("package.json", import.meta.url)), "utf8"));
export const versionOf = (viewer) => VIEWERS[viewer]?.version ?? installed[{ ramp: "@samvera/ramp", clover: "@samvera/clover-iiif" }[viewer]];

const PAGES = {
  ramp: (address) => `page.html?player=ramp&address=${address}`,
  clover: (address) => `page.html?player=clover&address=${address}`,
  universalviewer: (address) => `viewers/universalviewer/uv.html#?manifest=${address}`,
  mirador: (address) => `mirador.html?address=${address}`,
  tify: (address) => `tify.html?address=${address}`,
};

export const openViewer = (browser, pages, viewer, address, options) => openPage(browser, `${pages.base}/${PAGES[viewer](encodeURIComponent(address))}`, options);

// Universal Viewer keeps a clock of its own, which overrules its media: it must be told to play, and sought, by its controls.
export async function start(page, viewer) {
  if (viewer !== "universalviewer") return;
  await until("media that is ready", async () => ((await mediaState(page))?.ready ?? 0) > 0);
  await page.locator('button[title="Play"]:visible').first().click();
}

// To so much of the whole (0 to 1), on the canvas `duration` seconds long.
export async function seekTo(page, viewer, share, duration) {
  if (viewer !== "universalviewer") return seeks(page, duration * share);
  const bar = page.locator(".canvas-timeline-container:visible").first();
  const { width, height } = await bar.boundingBox();
  await bar.click({ position: { x: width * share, y: height / 2 } });
  await until("time after the seek", async () => {
    const { time } = await mediaState(page);
    return time > duration * share && time < duration * share + 5;
  });
}
