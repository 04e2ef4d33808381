import { same, test } from "../testing";
import { Intervals } from "./intervals";

test("what lies over a moment is what a search through all of it finds", () => {
  let seed = 7;
  const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
  const all = Array.from({ length: 500 }, (_, id) => ((start) => ({ id, start, end: start + 0.1 + random() ** 6 * 90 }))(random() * 100));
  const index = new Intervals(all, (one) => one);
  for (let time = -1; time < 110; time += 0.37) {
    const wanted = all.filter(({ start, end }) => start <= time && time < end).map(({ id }) => id).sort((a, b) => a - b);
    same(index.at(time, Infinity).map(({ id }) => id).sort((a, b) => a - b), wanted, `at ${time}`);
  }
  same(index.at(50, 3).length, 3);
  same(new Intervals<never>([], () => ({ start: 0, end: 1 })).at(0), []);
});
