// Trees of plain files, as `avocet export` writes them, held to what docs/guide/export.md says: each reference leads to
// a file, each file is what the server answers at the same path, the documents are valid, the service reaches level 0,
// and whatever goes wrong leaves nothing behind. Closes with `N passed, N failed[, N skipped]`.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { check, FILE_TYPES, getJson, program, ROOT, run, samples, SAMPLES, startFiles, startServer, until } from "./harness.mjs";
import { close, judge, judgeBySchema, judgeDocument, judgeDocument4, resources } from "./judge.mjs";

const MEDIA = process.env.AVOCET_MEDIA ?? `${ROOT}/build/media`;
const work = mkdtempSync(path.join(tmpdir(), "avocet-export-"));
process.env.TMPDIR = work; // what a killed program leaves there goes with the rest
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
  takeMedia("vbr.mp3", `${folder}/casgliad/mewnol ü/un.mp3`);
  takeMedia("vbr.mp3", `${folder}/casgliad/dau.mp3`);
  mkdirSync(`${folder}/rhestr`);
  writeFileSync(`${folder}/rhestr/item.yaml`, "label: Rhestr\nitems:\n- {item: blwch, part: 2, start: 0.5, end: 2}\n- {item: talk, end: 3}\n");
  mkdirSync(`${folder}/wal`);
  writeFileSync(`${folder}/wal/item.yaml`, "label: Wal\ncanvas:\n  width: 640\n  height: 360\n  duration: 4\n  paint:\n"
    + "  - {item: blwch, part: 1, source: [0, 2], time: [0, 2], region: [0, 0, 320, 180]}\n  - {text: {en: The end}, time: [2, 4]}\n");
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
  if (type.startsWith("text/html")) return [...relative(found(/(?:src|href|poster)="([^"]*)"/g)), ...found(/"(https?:[^"]*)"/g)];
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
  const named = ["Video", "Sound", "Audio", "Image", "Text", "Dataset", "AnnotationPage", "Manifest", "Collection", "CollectionPage", "Canvas", "Timeline"];
  const uris = [...resources(document)].filter(({ type }) => named.includes(type)).map(({ id }) => id);
  for (const { id, type } of resources(document)) if (["AVService1", "ImageService3"].includes(type)) uris.push(`${id}/info.json`);
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
    const { pathname } = new URL(address);
    check(pathname.endsWith("/") || FILE_TYPES[path.extname(pathname)], `${address} has no extension that tells its type`);
    const bytes = Buffer.from(await answer.arrayBuffer());
    seen.set(address, bytes);
    const isMedia = /^(video|audio|image)\//.test(type) || /\.(m4s|mp4|dat)$/.test(address);
    if (!isMedia && bytes.length < 8_000_000) waiting.push(...references(address, type, bytes.toString()));
  }
  return seen;
}

// ---- one tree

const isRewritten = (name) => /^presentation\/|(^|\/)info\.json$|\.html$|^assets\/tree\.js$|storyboard\.vtt$|^\./.test(name);
// Their metadata name the manifest, which lies elsewhere on the server.
const isClip = (name) => /^av\/[^/]+\/[\d.]+,[\d.]+\/.*\.(mp4|m4a|mp3)$/.test(name);
const encoded = (name) => name.split("/").map(encodeURIComponent).join("/");

function judgeText(name, text, base) {
  if (name.endsWith(".html")) {
    for (const [, uri] of text.matchAll(/ (?:src|poster|data-copy)="([^"]*)"/g)) check(!/^https?:/.test(uri), `${name} does not name ${uri} from where it lies`);
    check(!/oembed|validate/.test(text.replace(/<meta[^>]*>/g, "")), `${name} offers what only a server does`);
    const data = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(text);
    if (/^view\//.test(name)) check(JSON.parse(data[1]).contentUrl.startsWith(base), `${name} has no structured data`);
  }
  if (name.endsWith(".json")) check(!/level[123]"/.test(text), `${name} promises more than files`);
}

// Exports `what`, of which `documents` (paths without /presentation/3/) are the beginning.
async function judgeTree(what, documents, source, server) {
  const title = what === "." ? "everything" : what, out = path.join(work, "web", `tree of ${title}`);
  const web = await startFiles(path.join(work, "web"), PREFIX);
  const base = `${web.base}/${encodeURIComponent(`tree of ${title}`)}`;
  try {
    const made = await run(["export", what, out, "--folder", source, "--data", server.data, "--base-url", `${base}/`]);
    await judge(`export of ${title}`, () => check(made.status === 0, `ends with ${made.status}: ${made.said}`));
    if (made.status !== 0) return;
    const names = [...filesBelow(out)];
    const starts = documents.flatMap((name) => [3, 4].map((version) => `${base}/presentation/${version}/${name}`));
    let seen = new Map();
    await judge(`the tree of ${title} is whole, and holds nothing else`, async () => {
      seen = await reach([`${base}/`, `${base}/index.html`, ...starts], base);
      const reached = new Set([...seen.keys()].map((address) => decodeURIComponent(address.slice(base.length + 1))));
      for (const name of names) check(reached.has(name) || /^(assets\/|\.)/.test(name), `nothing leads to ${name}`);
      for (const address of seen.keys()) check(!address.includes("?"), `${address} needs a server`);
      for (const [address, bytes] of seen) judgeText(decodeURIComponent(address.slice(base.length + 1)), bytes.toString(), base);
    });
    await judge(`the files of ${title} are what the server answers`, async () => {
      let compared = 0;
      for (const name of names.filter((one) => !isRewritten(one) && !isClip(one))) {
        const answer = await fetch(`${server.base}/${encoded(name)}`);
        check(answer.ok, `the server answers ${answer.status} for ${name}`);
        check(Buffer.from(await answer.arrayBuffer()).equals(readFileSync(path.join(out, name))), `${name} differs`);
        compared++;
      }
      check(compared > 5, `only ${compared} files`);
    });
    await judge(`the masters of ${title} have no second name`, () => {
      for (const name of filesBelow(source)) check(statSync(path.join(source, name)).nlink === 1, `${name} is linked`);
    });
    await judge(`avocet validate finds no error in the tree of ${title}`, async () => {
      const { status, out: said } = await run(["validate", out, "--quiet"]);
      check(status === 0, said.slice(0, 2000));
    });
    const wholes = [...seen.keys()].filter((address) => /\/(manifest|collection\/[^/]+)\.json$/.test(address)), judged = [];
    for (const address of wholes)
      if (address.includes("/presentation/4/")) await judgeDocument4(address, base);
      else judged.push(await judgeDocument(address, base));
    judgeBySchema(judged);
    for (const address of seen.keys()) if (/\/av\/[^/]+\/info\.json$/.test(address)) await judgeService(address, made.said);
    return { out, base, names };
  } finally {
    web.stop();
  }
}

async function judgeService(info, said) {
  if (decodeURIComponent(info).includes("~joined")) return;
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
  await refused("an item that is not there", ["nobody", out, ...url], 1, "has no item or collection 'nobody'");
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
  await judge("somebody's folder is left as it is", () => check(readdirSync(out).join() === "mine.txt", "it is not"));
  await judge("--force writes into it, and what lies there stays", async () => {
    const made = await run(["export", "talk.m4a", out, ...url, ...common, "--force", "--json"]);
    check(made.status === 0, made.said);
    const told = JSON.parse(made.out), names = [...filesBelow(out)];
    check(told.files === names.length - 2 && told.document === "http://127.0.0.1:9/presentation/3/talk/manifest.json", made.out); // the list, and mine.txt
    check(readFileSync(path.join(out, "mine.txt"), "utf8") === "mine", "the other file is gone");
  });
  await refused("another item's export in the way", ["sound", out, ...url], 1, "something else", ["file", "out"]);
  await judge("an export again writes what differs, and leaves the rest", async () => {
    const again = await run(["export", "talk", `${out}/`, ...url, ...common, "--json"]);
    check(JSON.parse(again.out).changed === 0, `wrote ${again.out}`);
    const master = statSync(path.join(out, "file/talk/talk.m4a")).mtimeMs;
    const made = await run(["export", "talk", out, "--base-url", "http://127.0.0.1:10/x", ...common, "--json"]);
    const { changed, files } = JSON.parse(made.out);
    check(changed > 5 && changed < files / 2, `wrote ${made.out}`);
    check(statSync(path.join(out, "file/talk/talk.m4a")).mtimeMs === master, "the master was written again");
    const manifest = JSON.parse(readFileSync(path.join(out, "presentation/3/talk/manifest.json"), "utf8"));
    check(manifest.id === "http://127.0.0.1:10/x/presentation/3/talk/manifest.json", manifest.id);
  });
  await judge("a file of the export that was altered is made again, and one of somebody's is not written over", async () => {
    writeFileSync(path.join(out, "index.html"), "altered");
    check((await run(["export", "talk", out, ...url, ...common])).status === 0, "it failed");
    check(readFileSync(path.join(out, "index.html"), "utf8").includes("view/talk/index.html"), "it is still altered");
    const fresh = path.join(place, "fresh");
    await run(["export", "talk", fresh, ...url, ...common]);
    const lines = readFileSync(path.join(fresh, ".avocet-export"), "utf8").split("\n").filter((line) => !line.includes('"index.html"'));
    writeFileSync(path.join(fresh, ".avocet-export"), lines.join("\n"));
    writeFileSync(path.join(fresh, "index.html"), "mine");
    const { status, said } = await run(["export", "talk", fresh, ...url, ...common]);
    check(status === 1 && said.includes("is not of this export"), said);
    check(readFileSync(path.join(fresh, "index.html"), "utf8") === "mine", "it was written over");
    rmSync(fresh, { recursive: true });
  });
  await judge("a list from elsewhere leads out of the folder to nobody's loss", async () => {
    appendFileSync(path.join(out, ".avocet-export"), '{"name":"../file","size":4,"modified":0,"tag":""}\n{"name":"/etc/hostname","size":4}\nno line\n');
    check((await run(["export", "talk", out, ...url, ...common])).status === 0, "it failed");
    check(readFileSync(path.join(place, "file"), "utf8") === "mine", "a file elsewhere is gone");
  });
  await judge("two exports into one folder: the second is told", async () => {
    const { status, stderr } = spawnSync("flock", [out, program(), "export", "talk", out, ...url, ...common], { encoding: "utf8" });
    check(status === 1 && stderr.includes("another export"), `ended with ${status}: ${stderr}`);
  });
  if (process.getuid() === 0 && spawnSync("unshare", ["-m", "true"]).status === 0)
    await judge("a disk that is full is said to be", async () => {
      const small = path.join(work, "small");
      mkdirSync(small);
      const words = ["export", "blwch", `${small}/out`, ...url, ...common].map((word) => `'${word}'`).join(" ");
      const { status, stderr } = spawnSync("unshare", ["-m", "sh", "-c", `mount -t tmpfs -o size=400k none '${small}' && exec '${program()}' ${words}`], { encoding: "utf8" });
      check(status === 1 && /cannot write .*: No space left on device/.test(stderr), `ended with ${status}: ${stderr}`);
    });
  else console.log("skipped: a full disk (no right to mount one)");
}

const contents = (folder) => [...filesBelow(folder)].filter((name) => name !== ".avocet-export").sort()
  .map((name) => `${name} ${createHash("sha1").update(readFileSync(path.join(folder, name))).digest("hex")}`).join("\n");

// Stopped or killed anywhere, and what is gone from the folder: the next run ends in the same tree as one from nothing.
async function judgeAgain(source, data) {
  const place = path.join(work, "again"), out = path.join(place, "out");
  const words = (to) => ["export", "casgliad", to, "--folder", source, "--data", data, "--base-url", "http://127.0.0.1:9"];
  await judge("a collection, to compare with", async () => {
    const made = await run(words(path.join(place, "whole")));
    check(made.status === 0, made.said);
  });
  const whole = contents(path.join(place, "whole"));
  for (const signal of ["SIGINT", "SIGKILL"])
    await judge(`after ${signal} at any moment the same command goes on`, async () => {
      rmSync(out, { recursive: true, force: true });
      let halfway = 0;
      for (const lines of [1, 4, 20, 45]) {
        const isThere = () => existsSync(path.join(out, ".avocet-export")) && readFileSync(path.join(out, ".avocet-export"), "utf8").split("\n").length > lines;
        const { status, said } = await run(words(out), { interruptWhen: isThere, signal });
        if (status === 0) continue;
        if (signal === "SIGINT" && status !== null) check(status === 1 && said.includes("goes on from here"), `ended with ${status}: ${said}`);
        if (existsSync(out) && contents(out) !== whole) halfway++;
      }
      check(halfway > 0, "it was never half way");
      const made = await run(words(out));
      check(made.status === 0, made.said);
      check(contents(out) === whole, "the tree is another");
      check(!existsSync(path.join(out, ".avocet-export.part")), "a draft is left");
    });
  await judge("what is gone is removed, and what others put there stays", async () => {
    writeFileSync(path.join(out, "robots.txt"), "mine");
    writeFileSync(path.join(out, "view", "mine.txt"), "mine");
    rmSync(path.join(source, "casgliad/dau.mp3"));
    const made = await run([...words(out), "--json"]);
    check(made.status === 0 && JSON.parse(made.out).removed > 5, made.said + made.out);
    const names = [...filesBelow(out)];
    check(!names.some((name) => name.includes("dau")), `still there: ${names.filter((name) => name.includes("dau"))}`);
    check(!existsSync(path.join(out, "av/casgliad-dau")), "an empty folder is left");
    check(names.includes("robots.txt") && names.includes("view/mine.txt"), "other people's files are gone");
  });
}

// ----

const own = path.join(work, "own");
makeFolder(own);
let server = await startServer(own);
await judge("a folder of one's own", async () => {
  await until("everything is read", async () => (await getJson(`${server.base}/presentation/3/collection/root`)).items.length === 8);
  const { base, names } = await judgeTree(".", ["collection/root.json"], own, server);
  await judge("collections, playlists and composed canvases are among it", async () => {
    for (const name of ["collection/casgliad/index.html", "view/blwch/3/index.html", "view/rhestr/2/index.html", "presentation/4/collection/casgliad.json",
      "presentation/3/wal/canvas/wal~canvas.json", "presentation/3/talk/canvas/talk.json"]) check(names.includes(name), `no ${name}`);
    check(names.some(isClip), `no clip in ${base}`);
  });
  const alone = await judgeTree("rhestr", ["rhestr/manifest.json"], own, server);
  await judge("a playlist alone hands out no more than its clips", () => {
    for (const name of alone.names) check(!/^file\/|^av\/[^/]+\/(full\/|info\.json)|^presentation\/\d\/(?!rhestr\/)/.test(name), `${name} is there`);
  });
  await judgeTroubles(own, server);
});
await server.stop();
await judgeAgain(own, path.join(work, "data"));
server = await startServer(SAMPLES);
await judge("the samples", async () => {
  await samples(server);
  for (const item of ["Clockwork", "Interviews-weaver"]) await judgeTree(item, [`${item}/manifest.json`], SAMPLES, server);
});
await server.stop();
rmSync(work, { recursive: true, force: true });
close();
