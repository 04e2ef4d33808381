// Our own pages: whole without script, better with it, and nothing to complain of in the console.
import { accessible } from "./accessible.mjs";
import { check, mediaState, near, openPage, plays, seeks, test, until } from "./harness.mjs";

const LOOKS = {
  dark: { colorScheme: "dark" },
  light: { colorScheme: "light" },
  mobile: { colorScheme: "dark", viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};

const quiet = (page) => check(page.troubles.length === 0, `the console says: ${page.troubles.join(" | ")}`);

// The item's page, once the viewer has taken over.
async function open(browser, item, after = "", options = {}) {
  const page = await openPage(browser, item.page + after, options);
  await taken(page);
  return page;
}

const taken = (page) => until("the viewer has taken over", () => page.evaluate(() => document.querySelector("avocet-viewer").session?.readiness() === "ready"));
const session = (page, read) => page.evaluate(`(${read})(document.querySelector("avocet-viewer").session)`);

for (const [look, options] of Object.entries(LOOKS)) {
  test(`home and item have no accessibility fault and fit the window (${look})`, async ({ browser, server, items }) => {
    for (const address of [`${server.base}/`, (await items.item("weaver")).page, (await items.item("clockwork")).page, (await items.item("lighthouse")).page]) {
      const page = await openPage(browser, address, options);
      if (address.includes("/view/")) await taken(page);
      await accessible(page, look);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      check(overflow <= 0, `${address} is ${overflow} px too wide`);
      quiet(page);
      await page.context().close();
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

test("the page plays, and a seek lands", async ({ browser, items }) => {
  const item = await items.item("clockwork");
  const page = await open(browser, item);
  const state = await plays(page);
  near(state.duration, item.canvases[0].duration, 0.04, "duration");
  await seeks(page, 25);
  quiet(page);
});

test("#t= in the address starts there, and stops at its end", async ({ browser, items }) => {
  const page = await open(browser, await items.item("clockwork"), "#t=12,14");
  await until("the start", async () => Math.abs(await session(page, (one) => one.time()) - 12) < 0.1);
  await session(page, (one) => one.play());
  await until("the stop at 14", async () => {
    const [time, playing] = await session(page, (one) => [one.time(), one.playing()]);
    return !playing && time >= 13.9 && time < 14.6;
  });
  await page.evaluate(() => (location.hash = "t=30"));
  await until("the new time", async () => Math.abs(await session(page, (one) => one.time()) - 30) < 0.2);
  quiet(page);
});

test("?part= opens the viewer on that part", async ({ browser, items }) => {
  const page = await open(browser, await items.item("lighthouse"), "?part=2");
  check(await session(page, (one) => one.canvasIndex()) === 1, "it shows another part");
  await plays(page);
  quiet(page);
});

for (const [words, name] of [["gate", "WebM"], ["four", "FLAC"]]) {
  test(`the page plays ${name}`, async ({ browser, items }) => {
    const page = await open(browser, await items.item(words));
    await plays(page);
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
    await page.context().close();
  }
});
