// Trees of plain files, as `avocet export` writes them, held to what docs/guide/export.md says: each reference leads to
// a file, each file is what the server answers at the same path, the documents are valid, the service reaches level 0,
// and whatever goes wrong leaves nothing behind. Closes with `N passed, N failed[, N skipped]`.
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { check, getJson, ROOT, run, samples, SAMPLES, startFiles, startServer, until } from "./harness.mjs";
import { close, judge, judgeBySchema, judgeDocument, resources } from "./judge.mjs";

const MEDIA = process.env.AVOCET_MEDIA ?? `${ROOT}/build/media`;
const work = mkdtempSync(path.join(tmpdir(), "avocet-export-"));
const PREFIX = "/some where/Ynys Môn".split("/").map(encodeURIComponent).join("/");

// ---- a folder of one's own: names that need care, three parts, sound alone, what browsers cannot decode

function takeMedia(name, to) {
  mkdirSync(path.dirname(to), { recursive: true });
  copyFileSync(path.join(MEDIA, name), to);
  const long_ago = new Date(Date.now() - 3_600_000);
  utimesSync(to, long_ago, long_ago);
}

function makeFolder(folder) {
  takeMedia("faststart.mp4", `${folder}/Siân #1 + 100% "q"?.mp4`);
  writeFileSync(`${folder}/Siân #1 + 100% "q"?.en.vtt`, "WEBVTT\n\n00:00.500 --> 00:02.000\nHello\n");
  takeMedia("moov-end.mp4", `${folder}/blwch/rîl 1.mp4`);
  takeMedia("faststart.mp4", `${folder}/blwch/rîl 2 & mwy.mp4`);
  takeMedia("vbr.mp3", `${folder}/blwch/rîl 3.mp3`);
  takeMedia("chapters.m4a", `${folder}/talk.m4a`);
  takeMedia("prores.mov", `${folder}/master.mov`);
  takeMedia("sound.wav", `${folder}/sound.wav`);
}

function* filesBelow(folder, inner = "") {
  for (const entry of readdirSync(path.join(folder, inner), { withFileTypes: true })) {
    const name = path.join(inner, entry.name);
    if (entry.isDirectory()) yield* filesBelow(folder, name);
    else yield name;
  }
}

// ---- following references, as a client would

// Every address that the text of a document names, by what kind of document it is.
function references(address, type, text) {
  const relative = (uris) => uris.map((uri) => new URL(uri.replaceAll("&amp;", "&"), address).href);
  const found = (pattern) => [...text.matchAll(pattern)].map((match) => match[1]);
  if (address.endsWith(".m3u8")) return relative([...found(/URI="([^"]*)"/g), ...text.split("\n").map((line) => line.trim()).filter((line) => line && !line.startsWith("#"))]);
  if (address.endsWith(".mpd")) return relative([...mpdSegments(text), ...found(/<BaseURL>([^<]*)</g)]);
  if (address.endsWith("storyboard.vtt")) return relative(found(/^(\S+)#xywh=/gm));
  if (address.endsWith(".css")) return relative(found(/url\("?([^")]*)"?\)/g).filter((uri) => !uri.startsWith("data:")));
  if (type.startsWith("text/html")) return relative(found(/(?:src|href|poster)="([^"]*)"/g));
  if (!text.trimStart().startsWith("{")) return [];
  return inDocument(JSON.parse(text));
}

function mpdSegments(text) {
  return [...text.matchAll(/<SegmentTemplate ([^>]*)>(.*?)<\/SegmentTemplate>/gs)].flatMap(([, head, timeline]) => {
    const attribute = (name) => new RegExp(`\\b${name}="([^"]*)"`).exec(head)[1];
    const count = [...timeline.matchAll(/<S [^>]*>/g)].reduce((sum, [run]) => sum + 1 + Number(/\br="(\d+)"/.exec(run)?.[1] ?? 0), 0);
    const numbers = Array.from({ length: count }, (_, index) => index + Number(attribute("startNumber")));
    return [attribute("initialization"), ...numbers.map((number) => attribute("media").replace("$Number$", number))];
  });
}

function inDocument(document) {
  const named = ["Video", "Sound", "Image", "Text", "Dataset", "AnnotationPage", "Manifest", "Collection"];
  const uris = [...resources(document)].filter(({ type }) => named.includes(type)).map(({ id }) => id);
  if (document.type === "AVService1") {
    uris.push(document["@context"], ...(document.sources ?? []).map(({ id }) => id));
    for (const { id } of document.tracks) if (/^https?:/.test(id)) uris.push(id);
    for (const format of document.waveform?.formats ?? []) uris.push(`${document.id}/full/max/peaks.${format}`);
    if (document.storyboard) uris.push(document.storyboard.id);
    for (const instant of document.frame?.instants ?? []) uris.push(`${document.id}/${instant}/info.json`);
  }
  if (document.type === "ImageService3") {
    uris.push(`${document.id}/full/max/0/default.jpg`);
    for (const { width, height } of document.sizes) uris.push(`${document.id}/full/${width},${height}/0/default.jpg`);
  }
  return uris;
}

// All addresses below `base` that can be reached from `first`. One that does not answer is an error.
async function reach(first, base) {
  const seen = new Map(), waiting = [...first];
  while (waiting.length) {
    const address = waiting.pop().split("#")[0];
    if (seen.has(address) || !address.startsWith(base)) continue;
    const answer = await fetch(address);
    check(answer.ok, `${address} answers ${answer.status}`);
    const type = answer.headers.get("content-type") ?? "";
    const bytes = Buffer.from(await answer.arrayBuffer());
    seen.set(address, bytes);
    const isMedia = /^(video|audio|image)\//.test(type) || /\.(m4s|mp4|dat)$/.test(address);
    if (!isMedia && bytes.length < 8_000_000) waiting.push(...references(address, type, bytes.toString()));
  }
  return seen;
}

// ---- one item

const isRewritten = (name) => /(^|\/)(info\.json|manifest|index\.html|painting|supplementing|placeholder|accompanying|text-[^/]+)$/.test(name) || name.endsWith("storyboard.vtt") || name.startsWith(".");

async function judgeTree(item, source, server) {
  const out = path.join(work, "web", `tree of ${item}`);
  const web = await startFiles(path.join(work, "web"), PREFIX);
  const base = `${web.base}/${encodeURIComponent(`tree of ${item}`)}`;
  try {
    const made = await run(["export", item, out, "--folder", source, "--data", server.data, "--base-url", `${base}/`]);
    await judge(`export of ${item}`, () => check(made.status === 0, `ends with ${made.status}: ${made.said}`));
    if (made.status !== 0) return;
    const manifest = made.out.trim().split("\n").at(-1);
    const names = [...filesBelow(out)];
    await judge(`the tree of ${item} is whole, and holds nothing else`, async () => {
      const seen = await reach([`${base}/`, `${base}/view/${encodeURIComponent(item)}`, manifest], base);
      const reached = new Set([...seen.keys()].map((address) => decodeURIComponent(address.slice(base.length + 1))));
      for (const name of names)
        check(reached.has(name) || name.endsWith("index.html") || name.startsWith("."), `nothing leads to ${name}`);
      for (const address of seen.keys()) check(!address.includes("?"), `${address} needs a server`);
    });
    await judge(`the files of ${item} are what the server answers`, async () => {
      let compared = 0;
      for (const name of names.filter((one) => !isRewritten(one))) {
        const answer = await fetch(`${server.base}/${name.split("/").map(encodeURIComponent).join("/")}`);
        check(answer.ok, `the server answers ${answer.status} for ${name}`);
        check(Buffer.from(await answer.arrayBuffer()).equals(readFileSync(path.join(out, name))), `${name} differs`);
        compared++;
      }
      check(compared > 5, `only ${compared} files`);
    });
    await judge(`the masters of ${item} have no second name`, () => {
      for (const name of filesBelow(source)) check(statSync(path.join(source, name)).nlink === 1, `${name} is linked`);
    });
    judgeBySchema([await judgeDocument(manifest, base, { plain: true })]);
    for (const canvas of (await getJson(manifest)).items) await judgeService(canvas.seeAlso[0].id, made.said);
  } finally {
    web.stop();
  }
}

async function judgeService(info, said) {
  const { status, out } = await run(["conformance", info, "--all", "--json"]);
  const report = JSON.parse(out);
  await judge(`${info} reaches level 0`, () => {
    for (const { outcome, requirement, detail } of report.findings) check(outcome !== "fail", `${requirement}: ${detail}`);
    check(status === 0 && report.declared === 0 && report.reached === 0, `declared ${report.declared}, reached ${report.reached}`);
  });
  await judge(`${info} keeps what was to be had`, async () => {
    const document = await getJson(info);
    if (document.width) check(document.frame?.instants.length >= 10 && document.storyboard || said.includes("left out"), "frames or storyboard are missing");
    if (document.tracks.some(({ type }) => type === "Audio")) check(document.waveform || said.includes("left out"), "the waveform is missing");
  });
}

// ---- what goes wrong

const nothingLeft = (folder, names) => check(readdirSync(folder).sort().join() === names.sort().join(), `there lies ${readdirSync(folder).join(", ")}`);

async function judgeTroubles(source, server) {
  const place = path.join(work, "troubles"), out = path.join(place, "out");
  mkdirSync(place);
  const common = ["--folder", source, "--data", server.data];
  const url = ["--base-url", "http://127.0.0.1:9"];
  const refused = async (what, words, status, saying, left = []) => judge(what, async () => {
    const made = await run(["export", ...words, ...common]);
    check(made.status === status, `ends with ${made.status}: ${made.said}`);
    check(made.said.includes(saying), `says ${made.said}`);
    nothingLeft(place, left);
  });
  await refused("an item that is not there", ["nobody", out, ...url], 1, "has no item 'nobody'");
  await refused("no base URL", ["talk", out], 2, "--base-url");
  await refused("a base URL that is none", ["talk", out, "--base-url", "example.org"], 2, "not a plain http or https URL");
  await refused("no folder to write to", ["talk"], 2, "DIR is required");
  await refused("a place among the masters", ["talk", path.join(source, "out"), ...url], 1, "export to another place");
  await refused("a place that holds the masters", ["talk", path.dirname(source), ...url, "--force"], 1, "export to another place");
  await refused("a place that holds oneself", ["talk", process.cwd(), ...url, "--force"], 1, "a folder of its own");
  writeFileSync(path.join(place, "file"), "mine");
  await refused("a file in the way", ["talk", path.join(place, "file"), ...url, "--force"], 1, "is a file", ["file"]);
  mkdirSync(out);
  writeFileSync(path.join(out, "mine.txt"), "mine");
  await refused("somebody's folder in the way", ["talk", out, ...url], 1, "--force", ["file", "out"]);
  await judge("somebody's folder is left as it is", () => check(readFileSync(path.join(out, "mine.txt"), "utf8") === "mine", "it is not"));
  await judge("--force replaces it", async () => {
    const made = await run(["export", "talk.m4a", out, ...url, ...common, "--force", "--json"]);
    check(made.status === 0, made.said);
    const told = JSON.parse(made.out), names = [...filesBelow(out)];
    check(told.files === names.length && told.manifest === "http://127.0.0.1:9/presentation/3/talk/manifest", made.out);
    check(!existsSync(path.join(out, "mine.txt")), "the old file is still there");
    nothingLeft(place, ["file", "out"]);
  });
  await refused("another item's export in the way", ["sound", out, ...url], 1, "another item", ["file", "out"]);
  await judge("an export again replaces the old one", async () => {
    writeFileSync(path.join(out, "stray"), "");
    const made = await run(["export", "talk", `${out}/`, "--base-url", "http://127.0.0.1:10/x", ...common]);
    check(made.status === 0, made.said);
    check(!existsSync(path.join(out, "stray")), "something of the old one is left");
    const manifest = JSON.parse(readFileSync(path.join(out, "presentation/3/talk/manifest"), "utf8"));
    check(manifest.id === "http://127.0.0.1:10/x/presentation/3/talk/manifest", manifest.id);
    nothingLeft(place, ["file", "out"]);
  });
  await judge("stopped half way, it leaves what was there", async () => {
    rmSync(path.join(work, "stopped"), { recursive: true, force: true });
    mkdirSync(path.join(work, "stopped"));
    let stopped;
    for (let patience = 6000; patience > 20 && stopped?.status !== 1; patience *= 0.7) {
      rmSync(path.join(work, "stopped/out"), { recursive: true, force: true });
      stopped = await run(["export", "blwch", path.join(work, "stopped/out"), ...url, ...common], { interruptAfter: patience });
    }
    check(stopped.status === 1 && stopped.said.includes("stopped"), `it ended with ${stopped.status}: ${stopped.said}`);
    nothingLeft(path.join(work, "stopped"), []);
  });
}

// ----

const own = path.join(work, "own");
makeFolder(own);
let server = await startServer(own);
await judge("a folder of one's own", async () => {
  await until("everything is read", async () => (await getJson(`${server.base}/presentation/3/collection/root`)).items.length === 5);
  const { items } = await getJson(`${server.base}/presentation/3/collection/root`);
  for (const { id } of items) await judgeTree(decodeURIComponent(/\/3\/(.+)\/manifest$/.exec(id)[1]), own, server);
  await judgeTroubles(own, server);
});
await server.stop();
server = await startServer(SAMPLES);
await judge("the samples", async () => {
  await samples(server);
  for (const item of ["Clockwork", "Interviews-weaver"]) await judgeTree(item, SAMPLES, server);
});
await server.stop();
rmSync(work, { recursive: true, force: true });
close();
