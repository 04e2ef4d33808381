// Playlists: each entry is a canvas that plays exactly its stretch, on our page and in Ramp; and a composed canvas, on our page.
import { numberShown, withCounters } from "./counters.mjs";
import { check, getJson, mediaState, near, openPage, plays, seeks, test, until } from "./harness.mjs";

const RATE = 30, START = 2, END = 6; // of counter-long-gop.mp4
const LIST = `label: A playlist\nbehavior: auto-advance\nitems:\n- {item: film, start: ${START}, end: ${END}, label: {en: Four seconds}}\n- {item: film, start: 7, end: 9, label: {en: Two more}}\n`;

test("the clips of a playlist play exactly their stretch on our page", ({ browser }) =>
  withCounters([["counter-long-gop.mp4", "film.mp4"]], async (server) => {
    const manifest = await until("the playlist", () => getJson(`${server.base}/presentation/3/list/manifest`));
    check(manifest.items.length === 2, `${manifest.items.length} entries in place of 2`);
    near(manifest.items[0].duration, END - START, 0, "the duration of the canvas");
    for (const [part, canvas] of manifest.items.entries()) {
      const first = Math.round(Number(/~([0-9.]+)-/.exec(canvas.id)[1]) * RATE);
      const page = await openPage(browser, `${server.base}/view/list?part=${part + 1}`);
      await until("the viewer", () => page.evaluate(() => document.querySelector("avocet-viewer").session?.readiness() === "ready"));
      await page.evaluate(() => document.querySelector("avocet-viewer").session.play());
      const state = await plays(page, 5);
      near(state.duration, canvas.duration, 0.05, `how long entry ${part + 1} is`);
      const seek = (to) => page.evaluate((time) => document.querySelector("avocet-viewer").session.seek(time), to);
      await page.evaluate(() => document.querySelector("avocet-viewer").session.pause());
      await seek(0.5 / RATE);
      await until("the first frame", async () => (await numberShown(page)) === first, 10);
      await seek(canvas.duration - 0.5 / RATE);
      await until("the last frame", async () => (await numberShown(page)) === first + Math.round(canvas.duration * RATE) - 1, 10);
      await page.context().close();
    }
  }, [], { "list/item.yaml": LIST }));

test("the clips of a playlist play in Ramp, and its entries are its contents", async ({ browser, pages, items }) => {
  const item = await items.item("highlights");
  const page = await openPage(browser, `${pages.base}/page.html?player=ramp&address=${encodeURIComponent(item.address)}`);
  const state = await plays(page, 10);
  near(state.duration, 10, 0.1, "how long the first clip is");
  await seeks(page, 6);
  await page.getByText("Tea").first().click();
  await until("the second clip", async () => {
    const now = await mediaState(page);
    return now && Math.abs(now.duration - 9) < 0.2 && /weaver/.test(now.source);
  }, 20);
  await until("the words of that stretch", async () => /had your tea/.test(await page.evaluate(() => document.body.innerText)), 30);
});

test("the page of a composed canvas plays, and without script its first recording, and says so", async ({ browser, items }) => {
  const item = await items.item("wall of screens");
  const page = await openPage(browser, item.page);
  await plays(page, 10);
  check(await page.evaluate(() => document.querySelector("avocet-viewer").session.canvas().layers.length) > 1, "only one thing is painted");
  check(/Several things/.test(await (await fetch(item.page)).text()), "the page says nothing of what it leaves out");
});
