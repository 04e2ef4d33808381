import type { Body, Canvas, Layer } from "../iiif/program";
import { check, same, test } from "../testing";
import { Clock, type Voice } from "./clock";
import { Part, partsOf } from "./parts";

const STEP = 1 / 60;

// A piece of media whose own clock runs a little wrong, and that needs a while after each seek.
class Wheel implements Voice {
  position = 0;
  running = false;
  rate = 1;
  seeks = 0;
  blocked = false;
  #waits = 0;

  constructor(readonly part: Part, readonly weight: number, readonly skew = 1, readonly ends = 1000) {}
  get ready(): boolean {
    return !this.blocked && this.#waits <= 0;
  }
  get over(): boolean {
    return this.position >= this.ends;
  }
  at = (time: number) => this.part.at(time);
  seek(position: number): void {
    this.seeks++;
    this.position = position;
    this.#waits = 3 * STEP;
  }
  run(rate: number): void {
    this.running = true;
    this.rate = rate;
  }
  halt(): void {
    this.running = false;
  }
  readonly lag: number = 0;
  rewind(): void {
    this.position = this.part.at(this.part.span.start)?.position ?? 0;
  }
  turn(passed: number): void {
    this.#waits -= passed;
    if (this.running && this.ready) this.position = Math.min(this.ends, this.position + passed * this.rate * this.skew);
  }
}

function perform(wheels: readonly Wheel[]) {
  const clock = new Clock();
  clock.voices = wheels;
  let now = 0;
  const pass = (seconds: number, watch: () => void = () => {}) => {
    for (const end = now + seconds; now < end - 1e-9; ) {
      now += STEP;
      for (const wheel of wheels) wheel.turn(STEP);
      clock.tick(now);
      watch();
    }
  };
  return { clock, pass };
}

const body = (rest: Partial<Body> = {}): Body => ({ kind: "video", id: "http://x/v", duration: 10, ...rest }) as Body;
const part = (start: number, end: number, mode: Layer["timeMode"] = "trim", rest: Partial<Body> = {}) =>
  partsOf({ duration: 100, width: 0, height: 0, layers: [{ choices: [body(rest)], span: { start, end }, box: undefined, timeMode: mode }] } as unknown as Canvas)[0]!;
const near = (actual: number, wanted: number, tolerance: number) => check(Math.abs(actual - wanted) <= tolerance, `got ${actual}, wanted ${wanted} ± ${tolerance}`);

test("the heaviest voice leads, and the time is where it is, however wrong its clock", () => {
  const sound = new Wheel(part(0, 60, "trim", { duration: 60 }), 2, 1.02);
  const { clock, pass } = perform([sound, new Wheel(part(0, 60, "trim", { duration: 60 }), 1)]);
  clock.playing = true;
  pass(10);
  check(clock.leader === sound, "the other one leads");
  near(clock.time, sound.position, 1e-9);
  near(clock.time, 10.2, 0.1);
});
test("a follower whose clock is 2 % wrong stays within a frame, without seeks", () => {
  const follower = new Wheel(part(0, 60, "trim", { duration: 60 }), 1, 0.98);
  const { clock, pass } = perform([new Wheel(part(0, 60, "trim", { duration: 60 }), 2), follower]);
  clock.playing = true;
  let worst = 0;
  pass(30, () => (worst = Math.max(worst, Math.abs(follower.position - clock.time))));
  check(worst < 0.04, `it was ${worst} s away`);
  same(follower.seeks, 0);
});
test("a follower that is far off is sought, not chased", () => {
  const follower = new Wheel(part(0, 60, "trim", { duration: 60 }), 1);
  const { clock, pass } = perform([new Wheel(part(0, 60, "trim", { duration: 60 }), 2), follower]);
  clock.playing = true;
  pass(1);
  follower.position += 5;
  pass(1);
  near(follower.position, clock.time, 0.04);
  check(follower.seeks >= 1 && follower.seeks <= 2, `${follower.seeks} seeks`);
});
test("all wait for one that has no data, and go on together", () => {
  const [a, b] = [new Wheel(part(0, 60, "trim", { duration: 60 }), 2), new Wheel(part(0, 60, "trim", { duration: 60 }), 1)];
  const { clock, pass } = perform([a, b]);
  clock.playing = true;
  pass(2);
  b.blocked = true;
  pass(2);
  check(clock.stalled && !a.running, "the leader ran away");
  near(clock.time, 2, 0.1);
  b.blocked = false;
  pass(1);
  near(clock.time, 3, 0.15);
});
test("before, between and after media the time passes by itself", () => {
  const wheel = new Wheel(part(2, 100), 1);
  const { clock, pass } = perform([wheel]);
  clock.playing = true;
  pass(1);
  same([wheel.running, Math.round(clock.time)], [false, 1]);
  pass(5);
  near(wheel.position, clock.time - 2, 0.05);
  pass(10);
  near(clock.time, 16, 0.3);
  same(wheel.running, false);
});
test("loop begins again, also when the media stops at its end", () => {
  const wheel = new Wheel(part(0, 100, "loop"), 1, 1, 10);
  const { clock, pass } = perform([wheel]);
  clock.playing = true;
  pass(25);
  near(clock.time, 25, 0.5);
  near(wheel.position, clock.time % 10, 0.2);
});
test("scale plays as much faster as the body is longer", () => {
  const wheel = new Wheel(part(0, 5, "scale"), 1);
  const { clock, pass } = perform([wheel]);
  clock.playing = true;
  pass(3);
  same(wheel.rate, 2);
  near(clock.time, 3, 0.1);
});
test("a seek takes everything along; paused, nothing runs", () => {
  const [a, b] = [new Wheel(part(0, 60, "trim", { duration: 60 }), 2), new Wheel(part(10, 60, "trim", { duration: 60 }), 1)];
  const { clock, pass } = perform([a, b]);
  clock.seek(20);
  pass(1);
  same([a.position, b.position, a.running, b.running], [20, 10, false, false]);
});
test("backwards the pictures are sought and the beginning is the end", () => {
  const wheel = new Wheel(part(0, 60, "trim", { duration: 60 }), 1);
  const { clock, pass } = perform([wheel]);
  clock.seek(2);
  clock.playing = true;
  clock.rate = -1;
  pass(1);
  near(clock.time, 1, 0.05);
  near(wheel.position, 1, 0.1);
  pass(3);
  same(clock.time, 0);
});
test("a canvas painted on a canvas has its own time and its own place", () => {
  const inner = { duration: 10, width: 100, height: 100, layers: [{ choices: [body({ duration: 4 })], span: { start: 2, end: 10 }, box: { x: 50, y: 0, width: 50, height: 100 }, timeMode: "trim" }] };
  const outer = { duration: 60, width: 200, height: 100, layers: [{ choices: [{ kind: "canvas", canvas: inner }], span: { start: 20, end: 60 }, box: { x: 100, y: 0, width: 100, height: 100 }, timeMode: "loop" }] };
  const [one] = partsOf(outer as unknown as Canvas);
  same(one!.box, { x: 0.75, y: 0, width: 0.25, height: 1 });
  same([19, 21, 23, 27, 33].map((time) => one!.at(time)?.position ?? null), [null, null, 1, 4, 1]);
  same(one!.at(27)?.moving, false);
});
test("a stretch of a body starts where it is said to", () => {
  const one = part(0, 100, "trim", { from: { start: 3, end: 7 } });
  same([0, 2, 5].map((time) => one.at(time)), [{ position: 3, rate: 1, moving: true }, { position: 5, rate: 1, moving: true }, { position: 7, rate: 1, moving: false }]);
});
test("what ends where the canvas ends rests on its last frame, and what ended before is made ready to begin again", () => {
  const [last, earlier] = [new Wheel(part(0, 10), 1), new Wheel(part(2, 6), 1)];
  const { clock } = perform([last, earlier]);
  clock.seek(5);
  clock.seek(10);
  near(last.position, 9.999, 1e-9);
  same(earlier.position, 0);
});
