// WCAG 2.2 AA and axe's own good practice, of all of a page or of one element in it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { check } from "./harness.mjs";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

// Of one element only WCAG is asked: good practice speaks of whole pages.
export async function accessible(page, state, within) {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axeSource);
  const found = await page.evaluate(async ([within, tags]) => {
    const { violations } = await axe.run(within ?? document, { runOnly: tags });
    return violations.map((one) => `${one.id} at ${one.nodes.map((node) => node.target.flat().join(" ")).slice(0, 3).join(", ")}`);
  }, [within, within ? WCAG : [...WCAG, "best-practice"]]);
  check(found.length === 0, `axe, ${state}: ${found.join("; ")}`);
}
