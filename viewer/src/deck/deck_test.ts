import { same, test } from "../testing";
import { pan, seen, ticks, toTime, toX, turnTo, whole, zoom } from "./axis";
import { peaksOf, readHead, readPeaks, reduce } from "./waveform";

test("zooming leaves what is under the pointer where it is, and stays inside the recording", () => {
  const axis = zoom(whole(3600, 1000), 4, 250);
  same([axis.span, toTime(axis, 250)], [900, 900]);
  same([pan(axis, -1e9).from, pan(axis, 1e9).from], [0, 2700]);
  same(zoom(axis, 0.001, 900), whole(3600, 1000));
  same(zoom(whole(3600, 1000), 1e9, 0).span, 0.5);
});

test("an instant out of sight turns the page, one in sight does not", () => {
  const axis = zoom(whole(100, 100), 10, 0);
  same(turnTo(axis, 9), axis);
  same([turnTo(axis, 50).from, toX(turnTo(axis, 50), 50)], [49, 10]);
});

test("labels of the ruler keep apart at any zoom", () => {
  for (const factor of [1, 7, 100, 5000]) {
    const { step, times } = ticks(zoom(whole(6 * 3600, 1200), factor, 300));
    const apart = (step / zoom(whole(6 * 3600, 1200), factor, 300).span) * 1200;
    if (apart < 72 || times.length > 18) throw new Error(`${times.length} labels, ${apart} px apart at ${factor}`);
  }
  same(ticks(whole(30, 600)), { step: 5, times: [0, 5, 10, 15, 20, 25, 30] });
});

test("what is seen of many spans is found without looking at all", () => {
  const spans = Array.from({ length: 1000 }, (_, i) => ({ start: i * 10 }));
  same(seen(spans, { duration: 10_000, from: 500, span: 100, width: 10 }, 10), [49, 60]);
});

function dat(version: 1 | 2, bits: 8 | 16, channels: number, values: readonly number[]): DataView {
  const offset = version === 2 ? 24 : 20;
  const view = new DataView(new ArrayBuffer(offset + (values.length * bits) / 8));
  [version, bits === 8 ? 1 : 0, 48_000, 256, values.length / 2 / channels, channels].slice(0, offset / 4).forEach((value, i) => view.setInt32(i * 4, value, true));
  values.forEach((value, i) => (bits === 8 ? view.setInt8(offset + i, value) : view.setInt16(offset + i * 2, value, true)));
  return view;
}

test("peaks are read from both versions, of both widths, of all channels together", () => {
  for (const view of [dat(1, 8, 1, [-3, 4, -5, 6]), dat(2, 16, 1, [-768, 1024, -1280, 1536]), dat(2, 8, 2, [-3, 1, -1, 4, -5, 6, 0, 0])]) {
    const head = readHead(view)!;
    const { low, high } = readPeaks(view, head, 0, head.offset);
    same([head.points, [...low], [...high]], [2, [-3, -5], [4, 6]]);
  }
});

test("what is no waveform is told", () => {
  same(readHead(new DataView(new ArrayBuffer(10))), undefined);
  same(readHead(new DataView(new ArrayBuffer(64))), undefined);
});

test("reducing keeps the extremes", () => {
  const less = reduce({ first: 0, low: Int8Array.from([-1, -9, -2]), high: Int8Array.from([3, 1, 8]) }, 2);
  same([[...less.low], [...less.high]], [[-9, -2], [3, 8]]);
  same([...peaksOf([Float32Array.from([0, 1, -1, 0.5])], 2).high], [127, 64]);
});
