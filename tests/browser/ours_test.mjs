// Our own pages: whole without script, better with it, and nothing to complain of in the console.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { check, mediaState, near, openPage, plays, seeks, test, until } from "./harness.mjs";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const LOOKS = {
  dark: { colorScheme: "dark" },
  light: { colorScheme: "light" },
  mobile: { colorScheme: "dark", viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};

async function accessible(page) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const { violations } = await axe.run(document, { runOnly: tags });
    return violations.map((one) => `${one.id} at ${one.nodes.map((node) => node.target).join(", ")}`);
  });
  check(found.length === 0, `axe: ${found.join("; ")}`);
}

const quiet = (page) => check(page.troubles.length === 0, `the console says: ${page.troubles.join(" | ")}`);

// The item's page, once our player has taken over.
async function open(browser, item, after = "", options = {}) {
  const page = await openPage(browser, item.page + after, options);
  await until("the player has taken over", () => page.evaluate(() => document.querySelector("avocet-player").dataset.ready === ""));
  return page;
}

const way = (page) => page.evaluate(() => document.querySelector("avocet-player").way);
const caption = (page) => page.evaluate(() => document.querySelector(".captions").textContent);

for (const [look, options] of Object.entries(LOOKS)) {
  test(`home and item have no accessibility fault and fit the window (${look})`, async ({ browser, server, items }) => {
    for (const address of [`${server.base}/`, (await items.item("weaver")).page, (await items.item("clockwork")).page, (await items.item("lighthouse")).page]) {
      const page = await openPage(browser, address, options);
      if (address.includes("/view/")) await until("the player has taken over", () => page.evaluate(() => document.querySelector("avocet-player").dataset.ready === ""));
      await accessible(page);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      check(overflow <= 0, `${address} is ${overflow} px too wide`);
      quiet(page);
    }
  });
}

test("home shows every member, with posters that load, and leads to pages that exist", async ({ browser, server, items }) => {
  const page = await openPage(browser, `${server.base}/`);
  const tiles = await page.$$eval(".tile a", (links) => links.map((link) => ({ href: link.href, name: link.querySelector(".name").textContent })));
  check(tiles.length >= 5, `only ${tiles.length} tiles: ${tiles.map((tile) => tile.name).join(", ")}`);
  await until("all posters loaded", () => page.$$eval(".tile img", (images) => images.length > 0 && images.every((image) => image.complete && image.naturalWidth > 0)));
  for (const { href, name } of tiles) check((await fetch(href)).ok, `the page of ${name} does not open: ${href}`);
  const manifest = await page.getAttribute('link[rel="alternate"]', "href");
  check(new URL(manifest, server.base).href === items.root, `the page names ${manifest} as its IIIF collection`);
  quiet(page);
});

test("an address that leads nowhere gets a page that says so", async ({ browser, server }) => {
  const answer = await fetch(`${server.base}/view/no-such-item`, { headers: { accept: "text/html" } });
  check(answer.status === 404, `it answers ${answer.status}`);
  check((await answer.text()).includes("</html>"), "it is no page");
  const page = await openPage(browser, `${server.base}/view/no-such-item`);
  check(await page.isVisible("h1"), "it shows no heading");
});

test("the page plays HLS through hls.js, and a seek lands", async ({ browser, items }) => {
  const item = await items.item("clockwork");
  const page = await open(browser, item);
  check((await way(page)) === "hls.js", `it plays by ${await way(page)}`);
  const state = await plays(page);
  near(state.duration, item.canvases[0].duration, 0.04, "duration");
  await seeks(page, 25);
  quiet(page);
});

test("the page falls back to the MP4 when the stream fails", async ({ browser, items }) => {
  const item = await items.item("clockwork");
  const page = await openPage(browser);
  await page.route(/\.m3u8/, (route) => route.abort());
  await page.goto(item.page);
  await until("the file is used", async () => (await way(page)) === "file");
  await plays(page);
  await seeks(page, 25);
});

test("the page plays sound, with captions shown and chapters that seek", async ({ browser, items }) => {
  const item = await items.item("weaver");
  const page = await open(browser, item);
  await page.selectOption('select[aria-label="Captions"]', { index: 1 });
  await plays(page);
  await until("a caption", async () => /loom/.test(await caption(page)));
  const chapter = page.locator(".chapters a").nth(1);
  const start = Number(await chapter.getAttribute("data-start"));
  check(start > 5, `the second chapter starts at ${start}`);
  await chapter.click();
  await until("the chapter's time", async () => Math.abs((await mediaState(page)).time - start) < 2);
  await until("the chapter is marked", async () => (await chapter.getAttribute("aria-current")) === "true");
  await until("the caption of that time", async () => /tea|refused/.test(await caption(page)));
  quiet(page);
});

test("captions change with the language chosen, and go away", async ({ browser, items }) => {
  const page = await open(browser, await items.item("clockwork"));
  const menu = page.getByLabel("Captions", { exact: true });
  const labels = await menu.locator("option").allTextContents();
  check(labels.length === 3, `the menu offers ${labels.join(", ")}`);
  await plays(page);
  const seen = new Set();
  for (const index of [1, 2]) {
    await menu.selectOption({ index });
    seen.add((await until("a caption", () => caption(page))).replace(/\d+/, ""));
  }
  check(seen.has("Mae'r cloc yn pasio eiliad ") && seen.has("The clock passes second "), `seen: ${[...seen].join(" / ")}`);
  await menu.selectOption({ index: 0 });
  check((await caption(page)) === "", "captions stay when they are switched off");
  quiet(page);
});

test("#t= in the address starts there, and stops at its end", async ({ browser, items }) => {
  const page = await open(browser, await items.item("clockwork"), "#t=12,14");
  const state = await until("ready", async () => ((await mediaState(page)).ready >= 2 ? mediaState(page) : null));
  near(state.time, 12, 0.1, "the start");
  await page.evaluate(() => theMedia.play());
  await until("the stop at 14", async () => {
    const now = await mediaState(page);
    return now.paused && now.time >= 14 && now.time < 14.6;
  });
  await page.evaluate(() => (location.hash = "t=30"));
  await until("the new time", async () => Math.abs((await mediaState(page)).time - 30) < 0.2);
  quiet(page);
});

test("the keys of the player work", async ({ browser, items }) => {
  const page = await open(browser, await items.item("clockwork"));
  await page.keyboard.press("k");
  await plays(page);
  await page.keyboard.press(" ");
  await until("paused", async () => (await mediaState(page)).paused);
  const { time } = await mediaState(page);
  await page.keyboard.press("ArrowRight");
  await until("5 s on", async () => Math.abs((await mediaState(page)).time - time - 5) < 0.2);
  await page.keyboard.press("ArrowLeft");
  await until("5 s back", async () => Math.abs((await mediaState(page)).time - time) < 0.2);
  await page.keyboard.press("m");
  check(await page.evaluate(() => theMedia.muted), "m does not mute");
  const chosen = () => page.$eval('select[aria-label="Captions"]', (menu) => menu.selectedIndex);
  await page.keyboard.press("c");
  check((await chosen()) === 1, "c does not switch captions on");
  await page.keyboard.press("c");
  check((await chosen()) === 0, "c does not switch captions off");
  quiet(page);
});

test("a part of several is shown without loading the page again", async ({ browser, items }) => {
  const page = await open(browser, await items.item("lighthouse"));
  await page.evaluate(() => (window.same = true));
  const links = page.locator(".parts a");
  check((await links.count()) === 2, `the page lists ${await links.count()} parts`);
  await plays(page);
  await links.nth(1).click();
  await until("the second part is marked", async () => (await links.nth(1).getAttribute("aria-current")) === "page");
  await plays(page);
  check(await page.evaluate(() => window.same), "the page was loaded again");
  check(new URL(page.url()).searchParams.get("part") === "2", `the address is ${page.url()}`);
  await page.goBack();
  await until("the first part again", async () => (await links.nth(0).getAttribute("aria-current")) === "page");
  quiet(page);
});

test("two sound tracks can be chosen from, and the other one plays", async ({ browser, items }) => {
  const page = await open(browser, await items.item("counting"));
  await plays(page);
  const menu = page.getByLabel("Sound track");
  await until("two sound tracks", async () => (await menu.locator("option").count()) === 2);
  await until("the one that plays is marked", () => menu.evaluate((select) => select.selectedIndex === 0));
  await menu.selectOption({ index: 1 });
  await seeks(page, 30);
  check(await menu.evaluate((select) => select.selectedIndex === 1), "the choice is not kept");
  quiet(page);
});

for (const [words, name] of [["gate", "WebM"], ["four", "FLAC"]]) {
  test(`the page plays ${name}`, async ({ browser, items }) => {
    const page = await open(browser, await items.item(words));
    await plays(page);
    check((await way(page)) === "hls.js", `the stream failed, it plays by ${await way(page)}`);
    await seeks(page, 10);
    quiet(page);
  });
}

test("without script the page still plays, in the browser's own controls", async ({ browser, items }) => {
  for (const words of ["clockwork", "weaver"]) {
    const page = await openPage(browser, (await items.item(words)).page, { javaScriptEnabled: false });
    check(await page.evaluate(() => document.querySelector("video, audio").controls), "no controls");
    check((await page.evaluate(() => document.querySelectorAll("track").length)) > 0, "no captions");
    await page.evaluate(() => document.querySelector("video, audio").play());
    await plays(page);
  }
});
