// Accessibility of states that other tests do not stand in: a trouble, the settings, a window half as wide as it seems.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { check, sleep, test, until } from "./harness.mjs";
import { openViewer, viewerWorld } from "./viewer_world.mjs";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

async function accessible(page, state) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const { violations } = await axe.run(document.querySelector("avocet-viewer"), { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] });
    return violations.map((one) => `${one.id} at ${one.nodes.map((node) => node.target.flat().join(" ")).slice(0, 3).join(", ")}`);
  });
  check(found.length === 0, `axe, ${state}: ${found.join("; ")}`);
}

test("viewer: no accessibility fault in a trouble, the settings, at 200 %, with more contrast; every control has a name in each language", async ({ browser, items }) => {
  const { base } = await viewerWorld();
  const away = await openViewer(browser, `${base}/no-such-manifest.json`, {}, { contrast: "more" });
  await until("the sheet", () => away.locator("avocet-viewer .findings").isVisible());
  await accessible(away, "a trouble");
  await away.context().close();
  const page = await openViewer(browser, (await items.item("screens")).address, {}, { viewport: { width: 640, height: 430 }, deviceScaleFactor: 2, reducedMotion: "reduce" });
  await page.getByRole("button", { name: "Settings" }).click();
  await sleep(300);
  await accessible(page, "the settings of a composed canvas at 200 %");
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  check(wide <= 0, `at 200 % it is ${wide} px too wide`);
  await page.context().close();
  for (const lang of ["en", "cy", "de", "fr"]) {
    const spoken = await openViewer(browser, (await items.item("weaver")).address, { lang });
    await until(`controls in ${lang}`, async () => (await spoken.locator("avocet-viewer .transport").isVisible()));
    const nameless = await spoken.locator("avocet-viewer").evaluate((host) => [...host.shadowRoot.querySelectorAll("button, a, input, select, [role=slider]")]
      .filter((one) => one.checkVisibility()).filter((one) => !(one.ariaLabel ?? one.labels?.[0]?.textContent ?? one.textContent).trim() || /undefined|\{\w+\}/.test(one.ariaLabel ?? "")).map((one) => one.className || one.localName));
    check(nameless.length === 0, `${lang}: without a name: ${nameless.join(", ")}`);
    await spoken.context().close();
  }
});
