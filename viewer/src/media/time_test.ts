import { same, test } from "../testing";
import { clock, timeFragment } from "./time";

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
