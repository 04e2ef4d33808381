// Playlists: each entry is a canvas that plays exactly its stretch, on our page and in Ramp; and a composed canvas, on our page.
import { numberShown, withCounters } from "./counters.mjs";
import { check, getJson, mediaState, near, openPage, plays, seeks, test, until } from "./harness.mjs";
import { frameShown, openViewer } from "./viewer_world.mjs";

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

// The number on a picture of a counter film, and how far it is from what the viewer shows: the mean difference of a pixel.
const compared = (page, address) => page.evaluate(async (address) => {
  const pixels = (drawn) => {
    const picture = new OffscreenCanvas(320, 180).getContext("2d", { willReadFrequently: true });
    picture.drawImage(drawn, 0, 0, 320, 180);
    return picture.getImageData(0, 0, 320, 180).data;
  };
  const image = await createImageBitmap(await (await fetch(address)).blob());
  const [still, shown] = [pixels(image), pixels(document.querySelector("avocet-viewer").shadowRoot.querySelector("video"))];
  return still.reduce((sum, value, i) => sum + Math.abs(value - shown[i]), 0) / still.length;
}, address);

const fileOf = (page, ending) => until(`the file ${ending}`, () => page.evaluate((ending) => document.querySelector("avocet-viewer").shadowRoot.querySelector(`.file[href$="${ending}"]`)?.href, ending));

test("viewer: stills, clips, film strip and sound of a clip are those of what it shows", ({ browser }) =>
  withCounters([["counter-long-gop.mp4", "film.mp4"]], async (server) => {
    const page = await openViewer(browser, `${server.base}/presentation/3/list/manifest`);
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    for (const [time, frame] of [[0, 60], [1 + 1 / RATE, 91], [2.9999, 149], [END - START, 179]]) {
      await page.verb("seek", time);
      await until(`frame ${frame} at ${time}`, async () => (await page.now()).ready && (await frameShown(page)) === frame);
      await page.getByRole("button", { name: "Share" }).click();
      const difference = await compared(page, await fileOf(page, "jpg"));
      check(difference < 1, `the still at ${time} differs by ${difference.toFixed(2)}`); // its neighbour by 4 and more
      await page.keyboard.press("Escape");
    }
    await page.session((s) => s.selection.set({ span: { start: 1, end: 2 }, box: undefined }));
    await page.getByRole("button", { name: "Share" }).first().click();
    const clip = await fileOf(page, "mp4");
    check(clip.includes("/av/film/3,4/"), `the clip is ${clip}`);
    await page.keyboard.press("Escape");
    // Closer than the storyboard the strip is made of single frames: those of the stretch, to its very end.
    const box = await page.locator("avocet-viewer .axis canvas").first().boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + 40);
    await page.mouse.wheel(0, -1500);
    const instants = await until("single frames", () => ((found) => found.length > 2 && found)(asked.flatMap((one) => /av\/film\/([\d.]+)\/full\/,90/.exec(one)?.[1] ?? []).map(Number)));
    check(instants.some((one) => one > 3.5) && instants.every((one) => one >= START && one <= END), `frames at ${instants}`);
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
