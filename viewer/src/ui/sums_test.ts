import { same, test } from "../testing";
import { Sums } from "./sums";

test("rows of changing heights are where adding them up puts them", () => {
  for (const count of [0, 1, 2, 7, 64, 100]) {
    const heights = Array.from({ length: count }, () => 40), sums = new Sums(count, 40);
    for (let i = 0; i < count; i += 3) sums.set(i, (heights[i] = 10 + ((i * 37) % 90)));
    const top = (n: number) => heights.slice(0, n).reduce((sum, one) => sum + one, 0);
    for (let n = 0; n <= count; n++) same(sums.before(n), top(n), `row ${n} of ${count}`);
    for (let y = -5; y <= top(count) + 5; y += 7) {
      const wanted = heights.findIndex((_, i) => y < top(i + 1));
      same(sums.at(y), wanted < 0 ? count : wanted, `at ${y} of ${count}`);
    }
  }
});
