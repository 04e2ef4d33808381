import { same, test } from "../testing";
import { plan } from "./engine";

const mp4 = { id: "a.mp4", format: "video/mp4" };
const hls = { id: "a.m3u8", format: "application/vnd.apple.mpegurl" };
const dash = { id: "a.mpd", format: "application/dash+xml" };
const ways = (steps: ReturnType<typeof plan>) => steps.map((step) => `${step.way} ${step.media.id}`);

test("a stream goes before the file, through hls.js where it can run", () => {
  same(ways(plan([mp4, hls, dash], () => true, true)), ["hls.js a.m3u8", "file a.mp4"]);
  same(ways(plan([mp4, hls, dash], () => true, false)), ["native a.m3u8", "file a.mp4"]);
});
test("a file whose type the browser denies is not tried, one without a type is", () => {
  same(ways(plan([mp4, { id: "b", format: "" }], () => false, true)), ["file b"]);
});
