import type { Body } from "../iiif/program";
import { same, test } from "../testing";
import { plan } from "./ladder";

const body = (id: string, format: string, rest: Partial<Body> = {}): Body => ({ kind: "video", id, format, language: "", duration: 30, fileSize: 0, ...rest }) as Body;
const [mp4, hls, dash, mov] = [body("a.mp4", "video/mp4"), body("a.m3u8", "application/vnd.apple.mpegurl"), body("a.mpd", "application/dash+xml"), body("a.mov", "video/quicktime")];
const chromium = { mediaSource: true, canPlay: (format: string) => /mp4|mpegurl/.test(format) };
const firefox = { mediaSource: true, canPlay: (format: string) => /mp4/.test(format) };
const oldPhone = { mediaSource: false, canPlay: (format: string) => /mp4|mpegurl/.test(format) };
const ways = (...given: Parameters<typeof plan>) => plan(...given).map(({ way, body }) => `${way} ${body.id}`);

test("the publisher's order holds, and what the browser does not know by name comes last", () => {
  same(ways([mov, mp4, hls, dash], chromium), ["file a.mp4", "hls.js a.m3u8", "file a.mov", "native a.m3u8", "dash.js a.mpd"]);
  same(ways([hls, mp4], firefox), ["hls.js a.m3u8", "file a.mp4"]);
});
test("a long recording comes as a stream, if there is one", () => {
  same(ways([{ ...mp4, duration: 7200 }, hls], firefox), ["hls.js a.m3u8", "file a.mp4"]);
  same(ways([{ ...mp4, duration: 7200 }], firefox), ["file a.mp4"]);
});
test("without Media Source Extensions the browser plays HLS itself", () => same(ways([hls, mp4], oldPhone), ["native a.m3u8", "file a.mp4"]));
test("what the reader chose comes first, then the same language", () => {
  const cy = body("cy.mp4", "video/mp4", { language: "cy" }), cyToo = body("cy.m3u8", "application/vnd.apple.mpegurl", { language: "cy" });
  same(ways([mp4, cy, cyToo], firefox, 1), ["file cy.mp4", "hls.js cy.m3u8", "file a.mp4"]);
});
test("DASH alone is played by DASH", () => same(ways([dash], firefox), ["dash.js a.mpd"]));
