import { same, test } from "../testing";
import { clock, timeFragment } from "./time";
import { smpte } from "./time_words";

test("a clock counts whole seconds and shows hours only when there are some", () => {
  same([0, 9.99, 75, 3675, Number.NaN, -3].map(clock), ["0:00", "0:09", "1:15", "1:01:15", "0:00", "0:00"]);
});
test("a time fragment has a start, and an end if it says so", () => {
  same(timeFragment("#t=12.5"), { start: 12.5 });
  same(timeFragment("#t=npt:1:02,1:30"), { start: 62, end: 90 });
  same(timeFragment("#t=,20"), { start: 0, end: 20 });
  same(timeFragment("#xywh=0,0,1,1&t=3"), { start: 3 });
});
test("a time fragment that is not one is none", () => {
  for (const hash of ["", "#t=", "#t=abc", "#t=10,5", "#t=5,5", "#t=1e3", "#t=-4", "#top"]) same(timeFragment(hash), undefined);
});
test("SMPTE time counts frames, and drops numbers where the frames of an hour are no hour's", () => {
  const NTSC = 30000 / 1001, at = (frame: number, rate: number) => smpte((frame + 0.5) / rate, rate);
  same([0, 1799, 1800, 17981, 17982, 107892].map((frame) => at(frame, NTSC)), ["00:00:00;00", "00:00:59;29", "00:01:00;02", "00:09:59;29", "00:10:00;00", "01:00:00;00"]);
  same(at(3600, 60000 / 1001), "00:01:00;04");
  same([at(1440, 24000 / 1001), at(1501, 25)], ["00:01:00:00", "00:01:00:01"]);
});
