// What the browser tests stand on: the program under test on a folder of samples, Debian's Chromium, a second web
// server (another origin, so that CORS is really exercised) for the pages of players and viewers from elsewhere,
// and the words tests are written with. Nothing leaves this machine: requests to other hosts are refused.
import { chromium } from "playwright-core";
import { spawn } from "node:child_process";
import { createReadStream, existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const HERE = path.dirname(fileURLToPath(import.meta.url));
export const ROOT = path.resolve(HERE, "../..");
export const BUILT = path.join(ROOT, "build/browser");
const PROGRAMS = [process.env.AVOCET_BIN, `${ROOT}/build/dev/avocet`, `${ROOT}/build/release/avocet`];
export const SAMPLES = process.env.AVOCET_SAMPLES ?? `${ROOT}/build/samples`;

export const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export function check(truth, words) {
  if (!truth) throw new Error(words);
}

export function near(actual, wanted, tolerance, what) {
  check(Math.abs(actual - wanted) <= tolerance, `${what}: got ${actual}, wanted ${wanted} ± ${tolerance}`);
}

// Waits until `probe` gives something truthy, and gives that; says what it waited for when it never comes.
export async function until(what, probe, seconds = 40) {
  const end = Date.now() + seconds * 1000;
  let last;
  for (;;) {
    try {
      const value = await probe();
      if (value) return value;
      last = undefined;
    } catch (problem) {
      last = problem;
    }
    if (Date.now() > end) throw new Error(`after ${seconds} s still not: ${what}${last ? ` (${last.message})` : ""}`);
    await sleep(100);
  }
}

// ---- the program under test

export function program() {
  const found = PROGRAMS.find((name) => name && existsSync(name));
  check(found, "the program is not built: neither build/dev/avocet nor build/release/avocet");
  return found;
}

// One run of the program to its end: {status, out, said}.
export async function run(words, { interruptWhen, signal = "SIGINT" } = {}) {
  const child = spawn(program(), words, { stdio: ["ignore", "pipe", "pipe"] });
  let out = "", said = "";
  child.stdout.on("data", (bytes) => (out += bytes));
  child.stderr.on("data", (bytes) => (said += bytes));
  const timer = interruptWhen && setInterval(() => interruptWhen() && (clearInterval(timer), child.kill(signal)), 5);
  const status = await new Promise((resolve) => child.once("close", resolve));
  clearInterval(timer);
  return { status, out, said };
}

export async function startServer(folder = SAMPLES, flags = []) {
  check(existsSync(folder), `there is no folder ${folder}`);
  const data = mkdtempSync(path.join(tmpdir(), "avocet-browser-"));
  const server = spawn(program(), ["serve", folder, "--port", "0", "--data", data, ...flags], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (bytes) => (said += bytes));
  const stop = async () => {
    if (server.exitCode === null) {
      const gone = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGTERM");
      const forced = setTimeout(() => server.kill("SIGKILL"), 20000);
      await gone;
      clearTimeout(forced);
    }
    rmSync(data, { recursive: true, force: true });
    return { status: server.exitCode, said };
  };
  try {
    const base = await until("listening", () => {
      check(server.exitCode === null, `the program ended: ${said.slice(-2000)}`);
      return /listening on (http:\/\/\S+)/.exec(said)?.[1];
    }, 60);
    return { base, data, folder, stop, said: () => said };
  } catch (problem) {
    await stop();
    throw problem;
  }
}

export async function getJson(address) {
  const answer = await fetch(address);
  check(answer.ok, `${address} answers ${answer.status}`);
  return answer.json();
}

const label = (thing) => Object.values(thing.label ?? {}).flat().join(" ");

// Every manifest below a collection, as {id, label}, and every collection's address.
export async function crawl(address, seen = { manifests: [], collections: [] }) {
  seen.collections.push(address);
  const collection = await getJson(address);
  for (const member of collection.items ?? []) {
    if (member.type === "Manifest") seen.manifests.push({ id: member.id, label: label(member) });
    else if (!seen.collections.includes(member.id)) await crawl(member.id, seen);
  }
  return seen;
}

// The samples once they are all there: item(words) gives {manifest, page, canvases} of the one so called.
export async function samples(server, count = 8) {
  const root = `${server.base}/presentation/3/collection/root`;
  const found = await until(`${count} items in the collection`, async () => {
    const all = await crawl(root);
    return all.manifests.length >= count && all;
  }, 90);
  const item = async (words) => {
    const entry = found.manifests.find((one) => `${one.label} ${one.id}`.toLowerCase().includes(words));
    check(entry, `no item called ${words} among: ${found.manifests.map((one) => one.label).join(", ")}`);
    const manifest = await getJson(entry.id);
    const name = /\/presentation\/3\/(.+)\/manifest$/.exec(entry.id)?.[1];
    return { address: entry.id, page: `${server.base}/view/${name}`, manifest, canvases: manifest.items };
  };
  return { ...found, root, item };
}

// The alternative of a canvas' painting Choice that has this format.
export function alternative(canvas, format) {
  const body = canvas.items[0].items[0].body;
  const one = (body.items ?? [body]).find((member) => member.format?.includes(format));
  check(one, `the canvas offers no ${format}`);
  return one.id;
}

// ---- the browser

const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required", "--mute-audio"];

export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: FLAGS });

// A page with an ear for what goes wrong on it: page.troubles.
export async function openPage(browser, address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, ...options });
  await context.route(/^https?:\/\/(?!127\.0\.0\.1[:/])/, (route) => route.abort());
  const page = await context.newPage();
  page.troubles = [];
  page.on("console", (message) => message.type() === "error" && page.troubles.push(message.text().slice(0, 300)));
  page.on("pageerror", (problem) => page.troubles.push(String(problem.message).slice(0, 300)));
  if (address) await page.goto(address, { waitUntil: "load", timeout: 30000 });
  return page;
}

// The state of the first media element that has something to play, looked for in open shadow trees too.
// `decoded` counts what has really been decoded: frames of video, or bytes of sound.
export const mediaState = (page) =>
  page.evaluate(() => {
    const all = [];
    const walk = (root) => {
      for (const element of root.querySelectorAll("*")) {
        if (element instanceof HTMLMediaElement) all.push(element);
        if (element.shadowRoot) walk(element.shadowRoot);
      }
    };
    walk(document);
    const media = all.find((one) => one.readyState > 0) ?? all.find((one) => one.error) ?? all[0];
    if (!media) return null;
    window.theMedia = media;
    return {
      time: media.currentTime, duration: media.duration, paused: media.paused, ready: media.readyState, source: media.currentSrc,
      width: media.videoWidth ?? 0, decoded: media.videoWidth ? media.getVideoPlaybackQuality().totalVideoFrames : media.webkitAudioDecodedByteCount,
      error: media.error?.message ?? null, tracks: [...media.textTracks].map((track) => track.language || track.label),
    };
  });

// Really plays: the clock advances and the decoder has made at least `least` frames (video) or bytes (sound).
export async function plays(page, least = 10, seconds = 40) {
  const before = await until("media that is ready", async () => {
    const state = await mediaState(page);
    check(!state?.error, `the media failed: ${state?.error}`);
    return state && state.ready > 0 && state;
  }, seconds);
  await page.evaluate(() => theMedia.paused && theMedia.play());
  return until("playing with decoded frames", async () => {
    const now = await mediaState(page);
    check(!now.error, `the media failed: ${now.error}`);
    const enough = now.width ? least : 4000;
    return now.time > before.time + 0.5 && now.decoded - before.decoded >= enough && now;
  }, seconds);
}

// A seek lands where it should, and playing goes on from there with new frames.
export async function seeks(page, to) {
  const before = await mediaState(page);
  await page.evaluate((time) => (theMedia.currentTime = time), to);
  const after = await until(`a seek to ${to} that lands`, async () => {
    const now = await mediaState(page);
    const seeking = await page.evaluate(() => theMedia.seeking);
    return !seeking && now.ready >= 2 && now.time >= to - 0.2 && now;
  });
  check(after.time < to + 5, `the seek to ${to} landed at ${after.time}`);
  await page.evaluate(() => theMedia.paused && theMedia.play());
  await until("frames after the seek", async () => {
    const now = await mediaState(page);
    return now.time > to + 0.3 && now.decoded > before.decoded;
  });
}

// ---- pages of other people's players

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".woff": "font/woff", ".woff2": "font/woff2" };

export async function startPages() {
  const server = http.createServer((request, response) => {
    const name = path.join(BUILT, path.normalize(new URL(request.url, "http://x").pathname));
    if (!name.startsWith(BUILT) || !existsSync(name)) return response.writeHead(request.url.startsWith("/favicon") ? 204 : 404).end();
    response.writeHead(200, { "content-type": TYPES[path.extname(name)] ?? "application/octet-stream" });
    createReadStream(name).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { base: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

// ---- a web server that knows of files and of nothing else

// What nginx says with docs/guide/export.md. `.dat` is bytes.
export const FILE_TYPES = { ...TYPES, ".mp4": "video/mp4", ".webm": "video/webm", ".m4a": "audio/mp4", ".mp3": "audio/mpeg", ".jpg": "image/jpeg", ".svg": "image/svg+xml",
  ".json": "application/json", ".vtt": "text/vtt", ".m3u8": "application/vnd.apple.mpegurl", ".mpd": "application/dash+xml", ".m4s": "video/iso.segment",
  ".wav": "audio/wav", ".flac": "audio/flac", ".mov": "video/quicktime", ".png": "image/png", ".txt": "text/plain", ".dat": "application/octet-stream" };

// The files below `root` at base + prefix, to any origin, with byte ranges.
export async function startFiles(root, prefix = "") {
  const server = http.createServer((request, response) => {
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "range");
    const { pathname } = new URL(request.url, "http://x");
    let name = path.join(root, decodeURIComponent(pathname.slice(prefix.length)));
    if (!pathname.startsWith(prefix) || !name.startsWith(root)) return response.writeHead(404).end();
    if (existsSync(name) && statSync(name).isDirectory()) {
      if (!pathname.endsWith("/")) return response.writeHead(301, { location: `${pathname}/` }).end();
      name = path.join(name, "index.html");
    }
    if (!existsSync(name)) return response.writeHead(404).end();
    const { size } = statSync(name);
    const type = FILE_TYPES[path.extname(name)] ?? "application/octet-stream";
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
    const start = range ? Number(range[1]) : 0, end = range?.[2] ? Math.min(Number(range[2]), size - 1) : size - 1;
    if (range && start >= size) return response.writeHead(416, { "content-range": `bytes */${size}` }).end();
    response.writeHead(range ? 206 : 200, { "content-type": type, "content-length": Math.max(0, end - start + 1), "accept-ranges": "bytes",
      ...(range && { "content-range": `bytes ${start}-${end}/${size}` }) });
    if (request.method === "HEAD" || size === 0) return response.end();
    createReadStream(name, { start, end }).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { base: `http://127.0.0.1:${server.address().port}${prefix}`, root, stop: () => server.close() };
}

// ---- tests

const tests = [];
export const test = (sentence, run) => tests.push([sentence, run]);

// Runs what was declared, all of it or what contains `only`; the number that failed.
// Those whose name contains `only`; of these every `parts`th, beginning with number `part`.
export async function runTests(world, only = "", part = 0, parts = 1) {
  let passed = 0, failed = 0;
  for (const [sentence, run] of tests.filter(([name]) => name.includes(only)).filter((_, i) => i % parts === part)) {
    const started = Date.now();
    try {
      await run(world);
      passed++;
      console.log(`ok     ${sentence} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    } catch (problem) {
      failed++;
      console.log(`FAILED ${sentence}: ${problem.message}`);
    } finally {
      await Promise.all(world.browser.contexts().map((context) => context.close()));
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed;
}
