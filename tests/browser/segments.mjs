// Every segment of streams of all kinds of masters, read by others: mp4box.js, which must find in it each sample that the
// playlist's durations tell of, and ffmpeg, which must have nothing to say. Closes with `N passed, N failed`.
import { createFile, Log, MP4BoxBuffer } from "mp4box";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { alternative, check, getJson, ROOT, samples, startServer } from "./harness.mjs";
import { close, counted, judge } from "./judge.mjs";

const MEDIA = process.env.AVOCET_MEDIA ?? path.join(ROOT, "build/media");
const MASTERS = ["b-frames.mp4", "open-gop.mp4", "fragmented.mp4", "delayed-sound.mp4", "counter-variable.mp4", "rotated.mp4", "hevc.mp4", "av1.mp4",
  "two-languages.mp4", "h264.mkv", "h264.ts", "h264.flv", "vp9.webm", "opus.webm", "flac.mkv", "opus.ogg", "vbr.mp3", "sound.aac", "sound.flac",
  "mpeg2.ts", "prores.mov", "ac3.mp4", "sound.aiff"];
const JOINED = ["b-frames.mp4", "ntsc.mp4", "delayed-sound.mp4"];

// Faults of mp4box.js 2.4.1 itself: it takes the flag of the last metadata block in `dfLa` for that of one more to come;
// and it is surprised by several `styp`, which stand where segments are joined.
const ITS_OWN = [/box 'dfLa' read 38 more bytes/, /multiple boxes of type styp/];
const complaints = [];
Log.warn = Log.error = (module, message) => ITS_OWN.some((fault) => fault.test(message)) || complaints.push(`${module}: ${message}`);

async function text(address) {
  const answer = await fetch(address);
  check(answer.ok, `${address} answers ${answer.status}`);
  return answer.text();
}

// Addresses in a playlist: on lines of their own, and in URI attributes of a tag.
const lines = (playlist) => playlist.split("\n").filter((line) => line && !line.startsWith("#"));
const uris = (playlist, tag) => [...playlist.matchAll(new RegExp(`^#${tag}:.*URI="([^"]+)"`, "gm"))].map(([, uri]) => uri);

// The stretches of a media playlist between its discontinuities, each as one file, as mp4box.js reads it.
async function readByMp4box(address) {
  const found = [];
  for (const stretch of (await text(address)).split("#EXT-X-DISCONTINUITY\n")) found.push(await readStretch(stretch, address));
  return found;
}

// In seconds: how long the playlist says it is, when its last sample ends, and how long the longest lasts.
async function readStretch(playlist, address) {
  const parts = [...uris(playlist, "EXT-X-MAP"), ...lines(playlist)].map((uri) => new URL(uri, address));
  const file = createFile();
  let info, end = 0;
  file.onReady = (found) => (info = found);
  file.onError = (_, problem) => complaints.push(`onError: ${problem}`);
  complaints.length = 0;
  for (const part of parts) {
    const answer = await fetch(part);
    check(answer.ok, `${part} answers ${answer.status}`);
    const bytes = await answer.arrayBuffer();
    file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(bytes, end));
    end += bytes.byteLength;
  }
  file.flush();
  check(complaints.length === 0, `mp4box.js says: ${complaints.slice(0, 3).join("; ")}`);
  check(info?.tracks.length === 1, `mp4box.js finds ${info?.tracks.length} tracks`);
  const found = file.getTrackById(info.tracks[0].id).samples;
  check(found.length > 0 && found.every((sample) => sample.offset + sample.size <= end), "a sample lies outside its segment");
  for (let i = 1; i < found.length; ++i) check(found[i].dts === found[i - 1].dts + found[i - 1].duration, `sample ${i} does not follow the one before`);
  check(file.moofs.length === parts.length - 1, `${file.moofs.length} fragments in ${parts.length - 1} segments`);
  const told = [...playlist.matchAll(/^#EXTINF:([\d.]+)/gm)].reduce((sum, [, seconds]) => sum + Number(seconds), 0);
  const last = found.at(-1), edit = file.moov.traks[0].edts?.elst?.entries[0].media_time ?? 0;
  return { told, until: (Math.max(...found.slice(-20).map(({ cts, duration }) => cts + duration)) - edit) / last.timescale, longest: Math.max(...found.map(({ duration }) => duration)) / last.timescale };
}

const folder = mkdtempSync(path.join(tmpdir(), "avocet-segments-"));
for (const name of MASTERS) if (existsSync(path.join(MEDIA, name))) symlinkSync(path.join(MEDIA, name), path.join(folder, name));
mkdirSync(path.join(folder, "joined"));
for (const name of JOINED) symlinkSync(path.join(MEDIA, name), path.join(folder, "joined", name));
writeFileSync(path.join(folder, "joined/item.yaml"), "label: joined\njoin: true\n");
const server = await startServer(folder);
await judge("the masters", async () => {
  const { manifests } = await samples(server, MASTERS.length + 1);
  for (const { id, label } of manifests) {
    const master = await judgeStream(id, label);
    if (!master) continue;
    if (label === "joined") continue; // ffmpeg passes over all initialization segments but the first
    await judge(`${label}: ffmpeg has nothing to say`, () => {
      const { stderr, status } = spawnSync("ffmpeg", ["-v", "warning", "-nostdin", "-i", master, "-map", "0", "-c", "copy", "-f", "null", "-"], { encoding: "utf8" });
      check(status === 0 && stderr === "", stderr.slice(0, 500) || `status ${status}`);
    });
  }
});

// The address of its HLS stream.
async function judgeStream(id, label) {
  let master;
  await judge(`${label} is streamed`, async () => {
    master = alternative((await getJson(id)).items[0], "mpegurl");
  });
  if (!master) return master;
  const playlist = await text(master);
  const media = [...new Set([...lines(playlist), ...uris(playlist, "EXT-X-MEDIA")])].filter((uri) => !uri.includes("/text-"));
  const ends = [];
  for (const uri of media)
    await judge(`${label}: mp4box.js reads ${uri.split("/").at(-2)}`, async () => {
      const stretches = await readByMp4box(new URL(uri, master));
      for (const { told, until, longest } of stretches) check(until <= told + longest, `the playlist tells of ${told} s, its samples last until ${until} s`);
      ends.push(stretches.slice(0, -1).reduce((sum, { told }) => sum + told, stretches.at(-1).until));
    });
  const length = [...(await text(new URL(media[0], master))).matchAll(/^#EXTINF:([\d.]+)/gm)].reduce((sum, [, seconds]) => sum + Number(seconds), 0);
  await judge(`${label}: the longest track lasts as long as the playlist`, () => check(length - Math.max(...ends) < 0.1, `${Math.max(...ends)} s of ${length} s`));
  return master;
}
await server.stop();
rmSync(folder, { recursive: true });
close();
