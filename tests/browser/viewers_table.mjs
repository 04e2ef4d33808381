// node viewers_table.mjs: opens an item of every shape in every viewer and writes what was seen into the table of
// docs/viewers.md, between the marks there; the pictures go to build/shots/viewers, to be looked at.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildPages } from "./build_pages.mjs";
import { launch, mediaState, plays, ROOT, SAMPLES, samples, sleep, startPages, startServer } from "./harness.mjs";
import { NAMES, openViewer, seekTo, start, versionOf } from "./viewers.mjs";

const TABLE = path.join(ROOT, "docs/viewers.md");
const SHOTS = path.join(ROOT, "build/shots/viewers");

// What an item is, the words of its name, and the words a reader should find on the page, by what they are.
const SHAPES = [
  ["film with captions in two languages", "clockwork", {}],
  ["sound with chapters and a transcript", "weaver", { chapters: /The sound of the mill/, transcript: /more opinions/ }],
  ["film with two sound tracks", "counting", {}],
  ["VP9 and Opus", "gate", {}],
  ["FLAC", "four", {}],
  ["several parts, one canvas each", "lighthouse", { parts: /Side 2|side 2|Part 2|reel 2/i }],
  ["parts joined on one canvas, with a start", "whole play", { chapters: /The second act/ }],
  ["ranges of other items", "playlist", { parts: /Noon/ }],
  ["a composed canvas", "composed", {}],
];

const link = (name, place) => (mkdirSync(path.dirname(place), { recursive: true }), symlinkSync(path.join(SAMPLES, name), place));

function makeFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), "avocet-viewers-"));
  symlinkSync(SAMPLES, path.join(folder, "samples"));
  const here = (name) => path.join(folder, name);
  link("Clockwork.mp4", here("whole play/1.mp4"));
  link("counting in two languages.mp4", here("whole play/2.mp4"));
  writeFileSync(here("whole play/item.yaml"), "label: A whole play\njoin: true\nstart: {part: 1, time: 5}\nparts: {1.mp4: The first act, 2.mp4: The second act}\n");
  mkdirSync(here("playlist"));
  writeFileSync(here("playlist/item.yaml"), "label: A playlist\nbehavior: auto-advance\nitems:\n- {item: samples/Clockwork.mp4, start: 12, end: 22, label: Noon}\n- {item: samples/Interviews/weaver, start: 8, end: 15, label: A refusal}\n");
  mkdirSync(here("composed"));
  writeFileSync(here("composed/item.yaml"), "label: A composed canvas\ncanvas:\n  width: 1280\n  height: 720\n  duration: 20\n  paint:\n  - {item: samples/Clockwork.mp4, source: [5, 15], time: [0, 10], region: [0, 0, 640, 720], label: Left}\n  - {item: samples/Clockwork.mp4, source: [20, 30], time: [10, 20], region: [640, 0, 640, 720], label: Right}\n");
  return folder;
}

// Everything the reader can see, in open shadow trees too.
const words = (page) => page.evaluate(() => {
  const texts = [];
  const walk = (root) => {
    texts.push(root.innerText ?? root.textContent);
    for (const element of root.querySelectorAll("*")) if (element.shadowRoot) walk(element.shadowRoot);
  };
  walk(document.body);
  return texts.join("\n");
});

async function look(page, viewer, item, looked) {
  const seen = [];
  await start(page, viewer).catch(() => {});
  const state = await plays(page, 10, 15).catch(() => undefined);
  seen.push(state ? "plays" : "does not play");
  if (state) seen.push(await seekTo(page, viewer, 0.6, state.duration).then(() => "seeks", () => "does not seek"));
  const tracks = (await mediaState(page))?.tracks.length ?? 0;
  if (tracks) seen.push(`${tracks} caption track${tracks > 1 ? "s" : ""}`);
  const text = await words(page);
  for (const [what, wanted] of Object.entries(looked)) if (wanted.test(text)) seen.push(what);
  return seen.join(", ");
}

await buildPages();
mkdirSync(SHOTS, { recursive: true });
const folder = makeFolder();
const server = await startServer(folder), pages = await startPages(), browser = await launch();
const rows = [];
try {
  const items = await samples(server, 9);
  for (const [shape, name, looked] of SHAPES) {
    const item = await items.item(name).catch(() => undefined);
    if (!item) continue;
    const cells = [];
    for (const viewer of Object.keys(NAMES)) {
      const page = await openViewer(browser, pages, viewer, item.address);
      cells.push(await look(page, viewer, item, looked).catch((problem) => `fails: ${problem.message.split("\n")[0]}`));
      await sleep(500);
      await page.screenshot({ path: path.join(SHOTS, `${viewer}-${name.replaceAll(" ", "-")}.png`) });
      await page.context().close();
      console.log(`${shape} in ${NAMES[viewer]}: ${cells.at(-1)}`);
    }
    rows.push([shape, ...cells]);
  }
} finally {
  await browser.close();
  pages.stop();
  await server.stop();
  rmSync(folder, { recursive: true });
}
const line = (cells) => `| ${cells.join(" | ")} |`;
const table = [line(["", ...Object.entries(NAMES).map(([viewer, name]) => `${name} ${versionOf(viewer)}`)]), line(Array(Object.keys(NAMES).length + 1).fill("---")), ...rows.map(line)].join("\n");
const text = readFileSync(TABLE, "utf8");
writeFileSync(TABLE, text.replace(/(<!-- seen -->\n)[^]*(\n<!-- \/seen -->)/, (_, before, after) => before + table + after));
