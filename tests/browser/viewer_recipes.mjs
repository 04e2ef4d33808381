// node viewer_recipes.mjs [WORDS]: opens every A/V recipe of the IIIF cookbook (and the A/V examples of Presentation 4) in
// <avocet-viewer>, plays it, and writes what was seen into docs/viewer-recipes.md (all of them only; with WORDS it
// prints). The documents are those of AVOCET_SHARED/data/cookbook; their recordings are stand-ins of the same length
// and size in build/fixtures, and the pictures of the cookbook's image servers one small stand-in.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { check, launch, ROOT, sleep, until } from "./harness.mjs";
import { openViewer, viewerWorld } from "./viewer_world.mjs";

const COOKBOOK = path.join(process.env.AVOCET_SHARED ?? "", "data/cookbook");
const FOLDERS = [["v3", "3"], ["v3-drafts", "3, draft"], ["v4", "4"], ["v4-drafts", "4, draft"], ["p4-spec-examples", "4, example"]];
const TIMED = /"type":\s*"(Video|Sound|Audio|Timeline)"|"duration":/;
const PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360"><rect width="640" height="360" fill="#857"/></svg>';
const CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:09.000\nStand-in\n";

function recipes() {
  return FOLDERS.flatMap(([folder, version]) =>
    readdirSync(path.join(COOKBOOK, folder), { recursive: true }).filter((name) => name.endsWith(".json")).sort().map((name) => ({ name: path.dirname(name) === "." ? name : name.replace(/\/v4\//, "/"), version, folder: path.join(COOKBOOK, folder, path.dirname(name)), text: readFileSync(path.join(COOKBOOK, folder, name), "utf8") })),
  ).filter(({ text }) => TIMED.test(text) && /"type":\s*"Manifest"/.test(text) && parses(text)?.type === "Manifest");
}

function parses(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function see(browser, { text, name, folder }) {
  const { base, put } = await viewerWorld();
  const address = put(`recipes/${name}`, text.replaceAll("https://fixtures.iiif.io/", `${base}/`));
  const page = await openViewer(browser, "about:blank");
  await page.route(/^https?:\/\/(?!127\.0\.0\.1)|\.(vtt|txt|png|jpg)$/, (route) => {
    const address = route.request().url(), beside = path.join(folder, path.basename(new URL(address).pathname));
    const headers = { "access-control-allow-origin": "*" };
    if (/\.json$/.test(beside) && existsSync(beside)) return route.fulfill({ headers, contentType: "application/json", body: readFileSync(beside, "utf8") });
    if (/\.txt$/.test(address)) return route.fulfill({ headers, contentType: "text/plain", body: "Stand-in\n\nfor a transcript" });
    if (/\.vtt$/.test(address)) return route.fulfill({ headers, contentType: "text/vtt", body: CAPTIONS });
    return route.fulfill({ headers, contentType: "image/svg+xml", body: PICTURE });
  });
  await page.session((s, given) => s.open(given), address);
  const seen = await look(page);
  await page.context().close();
  return seen;
}

async function look(page) {
  const seen = [];
  const opened = await page.now();
  if (opened.readiness !== "ready") return [`does not open: ${opened.trouble[0]?.what}`];
  const known = await page.session((s) => ({
    canvases: s.program().canvases.length, problems: s.program().problems.map((one) => one.what), behavior: s.program().behavior, start: s.program().start?.span?.start,
    ranges: (function count(ranges) { return ranges.reduce((sum, range) => sum + 1 + count(range.children), 0); })(s.program().ranges),
    layers: s.performance()?.parts.map((part) => part.kind) ?? [], alternatives: s.choices().alternatives.length,
    placeholder: document.querySelector("avocet-viewer").shadowRoot.querySelector(".before img") !== null && !!s.canvas().placeholder, accompanying: !!s.canvas()?.accompanying,
  }));
  if (known.canvases === 0) return [`shows nothing: ${known.problems[0]}`];
  seen.push(`${known.canvases === 1 ? "one canvas" : `${known.canvases} canvases`} of ${countWords(known.layers)}`);
  if (known.placeholder) seen.push("its placeholder stands before the play");
  if (known.start !== undefined) seen.push(`begins at ${opened.time} s`);
  if (opened.duration === 0) return [...seen, "nothing timed in it"];
  await playedFor(page, seen);
  if (known.accompanying) seen.push((await page.evaluate(() => document.querySelector("avocet-viewer").shadowRoot.querySelectorAll(".layer:not(.away) img").length)) > 0 ? "the accompanying picture is shown" : "the accompanying picture is NOT shown");
  if (known.ranges) seen.push(`${known.ranges} ranges${await rangeLands(page)}`);
  const { texts, notes } = await page.session((s) => ({ texts: s.texts().length, notes: s.notes().length }));
  if (texts) seen.push(await captionsSeen(page, texts));
  if (notes) seen.push(`${notes} ${notes === 1 ? "note" : "notes"}`);
  if (known.alternatives > 1) seen.push(`a choice of ${known.alternatives}`);
  const passed = known.problems.filter((what, i, all) => all.indexOf(what) === i);
  if (passed.length) seen.push(`passed over: ${passed.join(" ")}`);
  return seen;
}

const countWords = (kinds) => [...new Set(kinds)].map((kind) => `${kinds.filter((one) => one === kind).length} ${kind}`).join(" + ") || "nothing painted";

async function playedFor(page, seen) {
  const before = await page.now();
  await page.verb("play");
  try {
    const { duration, ways } = await until("it plays", async () => {
      const state = await page.now();
      check(!state.trouble.some((one) => one.fatal), state.trouble.find((one) => one.fatal)?.what);
      return (state.time > before.time + 0.8 || state.time >= state.duration - 0.01) && state;
    }, 25);
    // Into the middle of what is painted for a while only; else far into the whole.
    const { span, width } = await page.session((s) => ({ span: s.performance().principal?.part.span ?? null, width: s.performance().principal?.element.videoWidth ?? 0 }));
    const forward = span && span.end < duration ? (span.start + span.end) / 2 : Math.max(0, Math.min(duration * 0.6, duration - 2));
    await page.verb("seek", forward);
    await page.verb("play");
    const there = await until("the seek", async () => {
      const state = await page.now();
      return (state.time > forward + 0.5 || state.time >= duration - 0.01) && state;
    }, 25);
    const frames = width ? `, ${there.decoded} frames` : "";
    seen.push(ways.length === 0 ? "runs" : `**plays** (${[...new Set(ways)].join(", ")}${frames})`, `seeks to ${Number(forward.toFixed(1))} of ${duration} s`);
  } catch (problem) {
    seen.push(`does NOT play: ${problem.message}`);
  }
}

async function rangeLands(page) {
  const wanted = await page.session((s) => {
    const all = (ranges) => ranges.flatMap((range) => [range, ...all(range.children)]);
    const place = all(s.program().ranges).flatMap((range) => range.places).filter((one) => one.span).at(-1);
    if (place) s.show(place);
    return place ? { canvas: place.canvas, start: place.span.start } : null;
  });
  if (!wanted) return "";
  await sleep(300);
  const now = await page.now();
  return now.canvas === wanted.canvas && now.time >= wanted.start && now.time < wanted.start + 3 ? ", the last one is gone to" : `, the last one lands at ${now.canvas}/${now.time} instead of ${wanted.canvas}/${wanted.start}`;
}

async function captionsSeen(page, texts) {
  const cues = await page.session((s) => Promise.all(s.texts().map((text) => s.cues(text))).then((all) => all.map((list) => list.length)));
  const offered = await page.session((s) => s.captionable().length);
  return `${texts} ${texts === 1 ? "text" : "texts"} (${cues.join(" + ")} cues), ${offered} as captions`;
}

check(existsSync(COOKBOOK), "AVOCET_SHARED is not set, so there are no recipes to look at");
const [only] = process.argv.slice(2);
const browser = await launch();
const rows = [];
for (const recipe of recipes().filter(({ name }) => !only || name.includes(only))) {
  const seen = await see(browser, recipe).catch((problem) => [`FAILED: ${problem.message}`]);
  rows.push(`| ${recipe.name.replace(/\/?manifest\.json$/, "")} | ${recipe.version} | ${seen.join("; ").replaceAll("|", "\\|")} |`);
  console.log(rows.at(-1));
}
await browser.close();
const head = `# What the viewer shows of the IIIF cookbook

Written by \`node tests/browser/viewer_recipes.mjs\`: each A/V recipe opened and played in Chromium. The recordings are
stand-ins of the same length and frame size, the pictures and caption files one stand-in.

| recipe | version | what was seen |
|---|---|---|
`;
if (!only) writeFileSync(`${ROOT}/docs/viewer-recipes.md`, `${head}${rows.join("\n")}\n`);
process.exit(0);
