// Every HLS playlist and every MPD of the samples, and of recordings with tracks for all purposes, read by parsers that
// nobody here wrote: hls-parser in its strict mode, which throws at what RFC 8216 forbids, and mpd-parser, whose every
// warning counts. All playlists of a work have its length. Closes with `N passed, N failed`.
import HLS from "hls-parser";
import { parse as parseMpd } from "mpd-parser";
import { alternative, check, crawl, getJson, near, samples, startServer } from "./harness.mjs";
import { close, judge } from "./judge.mjs";
import { withRecordings } from "./recordings.mjs";

HLS.setOptions({ strictMode: true });
const EXACT = 0.000002; // seconds: EXTINF has six decimals, added up

async function text(address) {
  const answer = await fetch(address);
  check(answer.ok, `${address} answers ${answer.status}`);
  return answer.text();
}

// hls-parser knows nothing of image playlists (Roku's extension): it reads what others would read of them.
const withoutImages = (playlist) => playlist.replace(/^#EXT-X-IMAGE-STREAM-INF:.*\n/gm, "");

const sum = (segments) => segments.reduce((total, { duration }) => total + duration, 0);

// RFC 8216 4.3.4.1.1, which hls-parser leaves to its reader.
function judgeGroup(renditions) {
  const names = renditions.map(({ name }) => name);
  check(new Set(names).size === names.length, `two renditions of one name: ${names.join(", ")}`);
  check(renditions.filter(({ isDefault }) => isDefault).length <= 1, "more than one default");
  const selectable = renditions.filter(({ autoselect }) => autoselect).map((one) => [one.language, one.forced, one.characteristics].join("|"));
  check(new Set(selectable).size === selectable.length, `AUTOSELECT cannot tell these apart: ${selectable.join("; ")}`);
  check(renditions.every(({ isDefault, autoselect }) => !isDefault || autoselect), "a default that may not be selected");
}

async function judgeMedia(address, duration) {
  const written = await text(address);
  const playlist = HLS.parse(written);
  check(!playlist.isMasterPlaylist && playlist.endlist && playlist.playlistType === "VOD", "is no finished media playlist");
  check(playlist.segments.length > 0, "has no segments");
  near(sum(playlist.segments), duration, EXACT * playlist.segments.length, "the sum of its segments");
  const last = new URL(playlist.segments.at(-1).uri, address).href;
  check((await fetch(last, { method: "HEAD" })).ok, `${last} is not there`);
}

async function judgeHls(address, duration) {
  const children = [];
  await judge(`${address} in hls-parser`, async () => {
    const playlist = HLS.parse(withoutImages(await text(address)));
    check(playlist.isMasterPlaylist && playlist.variants.length > 0, "is no multivariant playlist with variants");
    const groups = new Map();
    for (const variant of playlist.variants) {
      children.push(variant.uri);
      for (const group of [variant.audio, variant.subtitles]) if (group.length) groups.set(`${group[0].type} ${group[0].groupId}`, group);
    }
    for (const group of groups.values()) {
      judgeGroup(group);
      children.push(...group.map(({ uri }) => uri));
    }
  });
  for (const child of new Set(children)) {
    const at = new URL(child, address).href;
    await judge(`${at} in hls-parser`, () => judgeMedia(at, duration));
  }
  for (const [, child] of (await text(address)).matchAll(/IMAGE-STREAM-INF:.*URI="([^"]*)"/g)) {
    const at = new URL(child, address).href;
    await judge(`${at} in hls-parser`, () => judgeMedia(at, duration));
  }
}

async function judgeDash(address, duration) {
  await judge(`${address} in mpd-parser`, async () => {
    const warnings = [];
    const found = parseMpd(await text(address), { manifestUri: address, eventHandler: ({ message }) => warnings.push(message) });
    check(warnings.length === 0, `warns: ${warnings.join("; ")}`);
    near(found.duration, duration, EXACT, "the duration");
    const sounds = Object.values(found.mediaGroups.AUDIO).flatMap((group) => Object.values(group)).flatMap(({ playlists }) => playlists);
    const texts = Object.values(found.mediaGroups.SUBTITLES).flatMap((group) => Object.values(group)).flatMap(({ playlists }) => playlists);
    check(found.playlists.length + sounds.length > 0, "offers nothing to play");
    for (const playlist of [...found.playlists, ...sounds]) {
      check(playlist.segments.length > 0, "a representation without segments");
      near(sum(playlist.segments), duration, 0.001, `the sum of the segments of ${playlist.attributes.NAME}`);
    }
    for (const { resolvedUri, segments } of texts) {
      const address_of_text = resolvedUri || segments[0].resolvedUri;
      check((await fetch(address_of_text, { method: "HEAD" })).ok, `${address_of_text} is not there`);
    }
  });
}

async function judgeItem(address) {
  for (const canvas of (await getJson(address)).items) {
    const formats = (canvas.items[0].items[0].body.items ?? [canvas.items[0].items[0].body]).map(({ format }) => format ?? "");
    if (formats.some((format) => format.includes("mpegurl"))) await judgeHls(alternative(canvas, "mpegurl"), canvas.duration);
    if (formats.some((format) => format.includes("dash"))) await judgeDash(alternative(canvas, "dash"), canvas.duration);
  }
}

await judge("these parsers notice what is wrong", async () => {
  for (const wrong of ["#EXTM3U\n#EXT-X-VERSION:7\n#EXTINF:4,\n0.m4s\n#EXT-X-ENDLIST\n", "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:4,\n0.m4s\n#EXT-X-ENDLIST\n"]) {
    const found = await Promise.resolve().then(() => HLS.parse(wrong)).then(() => false, () => true);
    check(found, "hls-parser reads what is no playlist");
  }
  const read = await Promise.resolve().then(() => parseMpd("<MPD/>", { manifestUri: "http://x/" })).then(() => true, () => false);
  check(!read, "mpd-parser reads what is no presentation");
});
const server = await startServer();
await judge("the samples", async () => {
  for (const { id } of (await samples(server)).manifests) await judgeItem(id);
});
await server.stop();
await judge("tracks for all purposes", () =>
  withRecordings(["purposes.mkv", "purposes.mp4", "ac3.mp4", "variable-rate.mp4", "ttml.mp4", "captioned.ts"], async (site) => {
    const { manifests } = await crawl(`${site.base}/presentation/3/collection/root`);
    check(manifests.length === 6, `${manifests.length} recordings of 6`);
    for (const { id } of manifests) await judgeItem(id);
  }, { sides: { "purposes.cy.vtt": "WEBVTT\n\n00:00.000 --> 00:01.000\nBore da\n", "purposes.cy.forced.srt": "1\n00:00:00,000 --> 00:00:01,000\nARWYDD\n" } }));
await judge("joined parts", () =>
  withRecordings([["b-frames.mp4", "play/1.mp4"], ["ntsc.mp4", "play/2.mp4"], ["mpeg2.ts", "play/3.ts"], ["vbr.mp3", "record/1.mp3"], ["sound.wav", "record/2.wav"], ["opus.webm", "record/3.webm"]], async (site) => {
    const { manifests } = await crawl(`${site.base}/presentation/3/collection/root`);
    check(manifests.length === 2, `${manifests.length} works of 2`);
    for (const { id } of manifests) await judgeItem(id);
  }, { sides: { "play/item.yaml": "join: true\nstart: 1.5\n", "record/item.yaml": "join: true\n", "play/2.cy.vtt": "WEBVTT\n\n00:00.000 --> 00:01.000\nBore da\n" } }));
close();
