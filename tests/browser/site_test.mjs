// The site as readers without script, other people's pages and the machines of messengers meet it.
import { check, getJson, mediaState, openPage, plays, seeks, sleep, test, until } from "./harness.mjs";

test("without script an item page plays, with captions, transcript and description", async ({ browser, items }) => {
  const item = await items.item("weaver");
  const page = await openPage(browser, item.page, { javaScriptEnabled: false });
  check(await page.locator("audio[controls] source").count() > 0, "no player");
  check(await page.locator("audio track[kind=captions]").count() > 0, "no captions");
  check(await page.getByText("more opinions").isVisible(), "no transcript");
  check(await page.locator(".words b").first().isVisible(), "nobody is said to speak");
  check(await page.locator("dl.facts dt").count() > 1, "no description");
  check(await page.locator(".chapters a").count() > 1, "no chapters");
});

test("without script a film plays in the browser's own player", async ({ browser, items }) => {
  const item = await items.item("clockwork");
  const page = await openPage(browser, item.page, { javaScriptEnabled: false });
  await page.evaluate(() => document.querySelector("video").play());
  await plays(page);
  await seeks(page, 20);
});

test("where the viewer's script does not come, the page shows after a moment what it has for browsers without", async ({ browser, items }) => {
  const page = await openPage(browser, null);
  await page.route("**/avocet-viewer.js", (route) => route.abort());
  await page.goto((await items.item("clockwork")).page);
  const shown = () => page.locator("avocet-viewer .title").evaluate((title) => title.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && title.getBoundingClientRect().height > 0);
  check(!(await shown()), "it is shown at once, to be taken away again");
  await until("the title", shown);
  await page.context().close();
});

test("a player that was started before the viewer came goes on in it, and not beside it", async ({ browser, items }) => {
  const item = await items.item("clockwork");
  const page = await openPage(browser, null);
  let come;
  const waits = new Promise((resolve) => (come = resolve));
  await page.route("**/avocet-viewer.js", async (route) => (await waits, route.continue()));
  await page.route("**/manifest", async (route) => (await waits, await sleep(1500), route.continue())); // the document comes after the interface
  await page.goto(item.page, { waitUntil: "commit" });
  await page.waitForSelector("video", { state: "attached" });
  await page.evaluate(() => {
    globalThis.early = document.querySelector("video");
    early.muted = true;
    early.currentTime = 12;
    return early.play();
  });
  come();
  await until("the viewer", () => page.evaluate(() => document.querySelector("avocet-viewer").session?.playing() && document.querySelector("avocet-viewer").session.time() > 12));
  check(await page.evaluate(() => early.paused), "two play at once");
  await page.context().close();
});

test("an item plays embedded in a page of another origin", async ({ browser, pages, items }) => {
  const item = await items.item("clockwork");
  const html = await (await fetch(item.page)).text();
  const oembed = /type="application\/json\+oembed" href="([^"]+)"/.exec(html)[1].replaceAll("&amp;", "&");
  const told = await getJson(`${oembed}&maxwidth=640`);
  check(told.type === "video" && told.width === 640 && told.height === 360, `${told.type} ${told.width} ${told.height}`);
  const page = await openPage(browser, `${pages.base}/page.html?player=none`);
  await page.evaluate((code) => (document.getElementById("root").innerHTML = code), told.html);
  const frame = await until("the frame", () => page.frames().find((one) => one.url().includes("/embed/")));
  frame.context = page.context;
  await plays(frame);
  const { x, width } = await page.locator("iframe").boundingBox();
  check(x >= 0 && width === 640, `the frame is ${width} wide`);
  check(await frame.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "it is wider than its frame");
  check((await mediaState(frame)).width > 0, "no picture");
});

test("what messengers read of a page is there, and true", async ({ items }) => {
  const item = await items.item("clockwork");
  const html = await (await fetch(item.page)).text();
  const meta = (name) => new RegExp(`<meta (?:property|name)="${name}" content="([^"]*)"`).exec(html)?.[1];
  check(meta("og:title") && meta("og:url") === item.page, `${meta("og:title")} ${meta("og:url")}`);
  for (const address of [meta("og:image"), meta("og:video:url")]) check((await fetch(address)).ok, `${address} does not answer`);
  const data = JSON.parse(/<script type="application\/ld\+json">(.*?)<\/script>/.exec(html)[1]);
  check(data["@type"] === "VideoObject" && data.duration === "PT40S", JSON.stringify(data));
  check((await fetch(data.contentUrl, { method: "HEAD" })).headers.get("content-type").startsWith("video/"), "no video there");
});
