// What the tests of <avocet-viewer> stand on: its dev page, and an origin that serves recordings and manifests made up by
// the test, rightly or wrongly: below /nocors/ it forgets CORS, below /norange/ it gives no ranges, below /private/ it
// answers 401, below /never/ it does not answer, and /broken.json is no JSON.
import { createReadStream, existsSync, statSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { serve } from "../../viewer/dev/serve.mjs";
import { check, openPage, ROOT, until } from "./harness.mjs";

const TYPES = { ".mp4": "video/mp4", ".m4a": "audio/mp4", ".mp3": "audio/mpeg", ".flac": "audio/flac", ".ogg": "audio/ogg", ".wav": "audio/wav", ".webm": "video/webm", ".vtt": "text/vtt",
  ".mpeg": "audio/mpeg", ".png": "image/png", ".svg": "image/svg+xml", ".json": "application/json", ".m3u8": "application/vnd.apple.mpegurl", ".mpd": "application/dash+xml", ".m4s": "video/mp4" };
const FOLDERS = [process.env.AVOCET_MEDIA ?? `${ROOT}/build/media`, `${ROOT}/build/fixtures`, `${ROOT}/build/browser`];

const documents = new Map();
let world;

// { base, dev, put(name, value) -> address }
export async function viewerWorld() {
  if (world) return world;
  const server = http.createServer(answer);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  const base = `http://127.0.0.1:${server.address().port}`;
  const dev = (await serve()).base;
  const put = (name, value) => (documents.set(`/${name}`, typeof value === "string" ? value : JSON.stringify(value)), `${base}/${name}`);
  world = { base, dev, put };
  return world;
}

function answer(request, response) {
  let { pathname } = new URL(request.url, "http://x");
  const fault = /^\/(nocors|norange|private|never)(?=\/)/.exec(pathname)?.[1];
  if (fault) pathname = pathname.slice(fault.length + 1);
  if (fault !== "nocors") response.setHeader("access-control-allow-origin", "*");
  if (fault === "never") return;
  if (fault === "private") return response.writeHead(401).end();
  if (documents.has(pathname)) return response.writeHead(200, { "content-type": "application/json" }).end(documents.get(pathname));
  const name = FOLDERS.map((folder) => path.join(folder, path.normalize(decodeURIComponent(pathname)))).find((file) => existsSync(file) && statSync(file).isFile());
  if (!name) return response.writeHead(404).end();
  sendFile(name, fault === "norange" ? undefined : request.headers.range, request.method, response);
}

function sendFile(name, range, method, response) {
  const { size } = statSync(name);
  const match = /^bytes=(\d+)-(\d*)$/.exec(range ?? "");
  const start = match ? Number(match[1]) : 0, end = match?.[2] ? Math.min(Number(match[2]), size - 1) : size - 1;
  if (match && start >= size) return response.writeHead(416, { "content-range": `bytes */${size}` }).end();
  response.writeHead(match ? 206 : 200, { "content-type": TYPES[path.extname(name)] ?? "application/octet-stream", "content-length": end - start + 1, ...(match && { "content-range": `bytes ${start}-${end}/${size}`, "accept-ranges": "bytes" }) });
  if (method === "HEAD") return response.end();
  createReadStream(name, { start, end }).pipe(response);
}

// ---- manifests

export const CANVAS = "http://example.org/canvas";
export const video = (id, rest = {}) => ({ id, type: "Video", format: "video/mp4", ...rest });
export const painting = (body, target = CANVAS, rest = {}) => ({ type: "Annotation", motivation: "painting", body, target, ...rest });
export const canvas = (duration, annotations, rest = {}) => ({ id: CANVAS, type: "Canvas", width: 320, height: 180, ...(duration && { duration }), items: [{ type: "AnnotationPage", items: annotations }], ...rest });
export const manifest = (items, rest = {}) => ({ "@context": "http://iiif.io/api/presentation/3/context.json", id: "http://example.org/manifest", type: "Manifest", label: { en: ["Made up"] }, items, ...rest });

// ---- the viewer on a page

// The dev page with the viewer on an address, or on a manifest that is put up for it. `attributes` go to the element.
export async function openViewer(browser, what, attributes = {}, options = {}) {
  const { dev, put } = await viewerWorld();
  const address = typeof what === "string" ? what : put(`made/${Math.random().toString(36).slice(2)}.json`, what);
  const page = await openPage(browser, `${dev}/?${new URLSearchParams({ manifest: address, ...attributes })}${options.hash ?? ""}`, options);
  page.session = (use, given) => page.evaluate(`(${use})(document.querySelector("avocet-viewer").session, ${JSON.stringify(given)})`);
  page.verb = (name, ...given) => page.evaluate(([name, given]) => void document.querySelector("avocet-viewer").session[name](...given), [name, given]);
  page.now = () => page.session((s) => ({
    readiness: s.readiness(), canvas: s.canvasIndex(), time: s.time(), duration: s.duration(), playing: s.playing(), stalled: s.stalled(), frameRate: s.frameRate(), until: s.until(), trouble: s.trouble(),
    ways: s.performance()?.voices().map((voice) => voice.way) ?? [], failures: s.performance()?.voices().map((voice) => voice.failure?.detail).filter(Boolean) ?? [],
    running: s.performance()?.voices().filter((voice) => !voice.element.paused).length ?? 0,
    ready: s.performance()?.voices().every((voice) => voice.element.readyState >= 2) ?? false,
    decoded: s.performance()?.voices().reduce((sum, { element }) => sum + (element.videoWidth ? element.getVideoPlaybackQuality().totalVideoFrames : element.webkitAudioDecodedByteCount / 400), 0) ?? 0,
  }));
  if (!options.impatient) await until("the document is read", async () => /ready|failed/.test((await page.now()).readiness));
  await page.locator("avocet-viewer .viewer").waitFor({ state: "attached" });
  return page;
}

// Plays, and is seen to: the time goes on and frames (or bytes of sound) are decoded. Leaves it playing.
export async function playing(page, seconds = 0.7) {
  await until("media that is ready", async () => (await page.now()).ready);
  const before = await page.now();
  await page.verb("play");
  return until("the time goes on with decoded frames", async () => {
    const now = await page.now();
    check(!now.trouble.some((one) => one.fatal), `it says: ${JSON.stringify(now.trouble)}`);
    return now.time > before.time + seconds && now.decoded > before.decoded + 4 && now;
  });
}

export const quiet = (page) => check(page.troubles.length === 0, `the console says: ${page.troubles.join(" | ")}`);

// The number that the frames of a counter film bear as 16 bars, of the nth video shown.
export const frameShown = (page, nth = 0) => page.evaluate(async (nth) => {
  await new Promise((resolve) => setTimeout(resolve, 150));
  const picture = new OffscreenCanvas(320, 180).getContext("2d", { willReadFrequently: true });
  picture.drawImage(document.querySelector("avocet-viewer").shadowRoot.querySelectorAll("video")[nth], 0, 0, 320, 180);
  const { data } = picture.getImageData(0, 140, 320, 1);
  let number = 0;
  for (let bit = 0; bit < 16; bit++) if (data[(bit * 16 + 8) * 4] > 128) number |= 1 << bit;
  return number;
}, nth);
