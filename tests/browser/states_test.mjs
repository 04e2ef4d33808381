// Accessibility of states that other tests do not stand in: a trouble, the settings, a window half as wide as it seems.
import { accessible } from "./accessible.mjs";
import { check, sleep, test, until } from "./harness.mjs";
import { openViewer, viewerWorld } from "./viewer_world.mjs";

test("viewer: no accessibility fault in a trouble, the settings, at 200 %, with more contrast; every control has a name in each language", async ({ browser, items }) => {
  const { base } = await viewerWorld();
  const away = await openViewer(browser, `${base}/no-such-manifest.json`, {}, { contrast: "more" });
  await until("the sheet", () => away.locator("avocet-viewer .findings").isVisible());
  await accessible(away, "a trouble", "avocet-viewer");
  await away.context().close();
  const page = await openViewer(browser, (await items.item("screens")).address, {}, { viewport: { width: 640, height: 430 }, deviceScaleFactor: 2, reducedMotion: "reduce" });
  await page.getByRole("button", { name: "Settings" }).click();
  await sleep(300);
  await accessible(page, "the settings of a composed canvas at 200 %", "avocet-viewer");
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

test("viewer: the Tab key goes once through all there is, in the order in which it is read, and one sees where it is", async ({ browser, items }) => {
  const page = await openViewer(browser, (await items.item("clockwork")).address);
  await until("the transcript", () => page.locator("avocet-viewer .cue .at").first().isVisible());
  // Which of all that can be reached has the focus: its number, -1 for what is not the viewer's; and whether that is seen.
  const focus = () => page.evaluate(() => {
    const { shadowRoot } = document.querySelector("avocet-viewer"), one = shadowRoot.activeElement;
    const all = [...shadowRoot.querySelectorAll("a[href], button, input, select, summary, [tabindex]")].filter((other) => other.tabIndex >= 0 && !other.disabled && other.checkVisibility({ visibilityProperty: true }));
    const outlined = (element) => element && getComputedStyle(element).outlineStyle !== "none" && parseFloat(getComputedStyle(element).outlineWidth) > 0;
    return { at: all.indexOf(one), of: all.length, seen: outlined(one) || outlined(one?.closest(".field")), name: one && (one.ariaLabel || one.title || one.textContent || one.className) };
  });
  const seen = [];
  for (let i = 0; i < 200; i++) {
    await page.keyboard.press("Tab");
    const now = await focus();
    if (now.at < 0 && seen.length) break;
    if (now.at < 0) continue;
    check(now.seen, `one does not see that ${now.name} has the focus`);
    check(now.at > (seen.at(-1)?.at ?? -1), `${now.name} comes after ${seen.at(-1)?.name}`);
    seen.push(now);
  }
  const { of } = await focus();
  check(seen.length === of && of > 15, `${seen.length} of ${of} are reached: ${seen.map((one) => one.name).join(", ")}`);
  await page.context().close();
});
