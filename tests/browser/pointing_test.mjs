// Links to a place in a document: a stretch of time, a region of the picture, a canvas, as others write them and as
// the viewer's own sheet does.
import { check, near, openPage, test, until } from "./harness.mjs";
import { CANVAS, canvas, manifest, openViewer, painting, quiet, video, viewerWorld } from "./viewer_world.mjs";

const LIT = "avocet-viewer .is-pointed";

async function twoFilms() {
  const { base, put } = await viewerWorld();
  const film = (n) => canvas(12, [painting(video(`${base}/counter-film.mp4`), `${CANVAS}/${n}`)], { id: `${CANVAS}/${n}`, label: { en: [`Reel ${n}`] } });
  const document = manifest([film(1), film(2)]);
  document.id = put("two-films.json", "");
  put("two-films.json", document);
  return document.id;
}

// Where the lit region is, in hundredths of the picture.
const lit = (page) => page.locator(LIT).evaluate((one) => {
  const [box, all] = [one.getBoundingClientRect(), one.closest(".note-layer").getBoundingClientRect()];
  return [box.x - all.x, box.y - all.y, box.width, box.height].map((value, i) => Math.round((value / (i % 2 ? all.height : all.width)) * 100));
});

// The dev page with this in its address; what is known of the place that it shows.
async function arrive(browser, search, hash = "") {
  const page = await openPage(browser, `${(await viewerWorld()).dev}/?${new URLSearchParams(search)}${hash}`);
  const place = await until("the place", () => page.evaluate(() => {
    const { session } = document.querySelector("avocet-viewer");
    return session.readiness() === "ready" && { canvas: session.canvasIndex(), time: session.time(), until: session.until(), document: session.document().id };
  }));
  return { page, place };
}

test("viewer: a content state in the address of the page opens what it names, in each of its forms, and lights its region", async ({ browser }) => {
  const address = await twoFilms();
  const own = (await viewerWorld()).put("own.json", manifest([canvas(12, [painting(video("http://127.0.0.1:9/x.mp4"))])]));
  const target = { id: `${CANVAS}/2#t=3,5&xywh=80,45,160,90`, type: "Canvas", partOf: [{ id: address, type: "Manifest" }] };
  const encoded = Buffer.from(encodeURIComponent(JSON.stringify(target))).toString("base64url");
  const annotation = { type: "Annotation", motivation: ["contentState"], target };
  const named = (await viewerWorld()).put("state.json", { "@context": "http://iiif.io/api/presentation/3/context.json", id: "x", ...annotation });
  for (const [form, state] of [["JSON", JSON.stringify(annotation)], ["encoded", encoded], ["named", named]]) {
    const { page, place } = await arrive(browser, { manifest: own, canvas: 1, "iiif-content": state });
    check(place.document === address && place.canvas === 1, `${form}: opens ${JSON.stringify(place)}`);
    near(place.time, 3, 0.05, form);
    near(place.until, 5, 0.01, `${form}: its end`);
    await until(`${form}: the region`, async () => (await page.locator(LIT).count()) === 1);
    check((await lit(page)).join() === "25,25,50,50", `${form}: the region is at ${await lit(page)}`);
    quiet(page);
  }
  const { page, place } = await arrive(browser, { manifest: own, "iiif-content": "!?" });
  check(place.document === own.replace(/^.*$/, "http://example.org/manifest"), `what is no content state opens ${place.document}`);
  await until("a word about it", async () => /content state/.test(await page.locator("avocet-viewer .remarks").innerText()));
});

test("viewer: #t= and #xywh= of the page; the region goes when its moment has passed, by its button and by Escape", async ({ browser }) => {
  const { page, place } = await arrive(browser, { manifest: await twoFilms() }, "#t=2,4&xywh=percent:50,0,50,50");
  near(place.time, 2, 0.05, "the time");
  await until("the region", async () => (await page.locator(LIT).count()) === 1);
  check((await lit(page)).join() === "50,0,50,50", `the region is at ${await lit(page)}`);
  const gone = (how) => until(`the region gone ${how}`, async () => (await page.locator(LIT).count()) === 0, 5);
  const seek = (time) => page.evaluate((to) => document.querySelector("avocet-viewer").session.seek(to), time);
  await seek(3);
  check((await page.locator(LIT).count()) === 1, "it goes within its own time");
  await seek(9);
  await gone("elsewhere");
  for (const [how, act] of [["by its button", () => page.getByRole("button", { name: "Hide the region" }).click()], ["by Escape", () => page.keyboard.press("Escape")]]) {
    await page.evaluate((hash) => (location.hash = hash), `t=${how.length / 10}&xywh=0,0,32,18`);
    await until("the region again", async () => (await page.locator(LIT).count()) === 1);
    await act();
    await gone(how);
  }
  quiet(page);
});

test("viewer: what it shares leads back to the same canvas, stretch and region", async ({ browser }) => {
  const address = await twoFilms();
  for (const [part, number] of [["t=3,5&xywh=80,45,160,90", 1], ["t=1.5,2.5&xywh=0,0,32,18", 0]]) {
    const page = await openViewer(browser, address, { canvas: number + 1 });
    await page.evaluate((hash) => (location.hash = hash), part);
    await until("the region", async () => (await page.locator(LIT).count()) === 1);
    await page.evaluate(() => (({ session }) => session.selection.set({ span: { start: session.region().span.start, end: session.region().span.end }, box: undefined }))(document.querySelector("avocet-viewer")));
    await page.getByRole("button", { name: "Share", exact: true }).first().click();
    await page.getByRole("radio", { name: /selection/ }).check();
    const link = await page.getByRole("textbox", { name: "Link", exact: true }).inputValue();
    const there = await openPage(browser, link);
    const found = await until("the place of the link", () => there.evaluate(() => {
      const { session } = document.querySelector("avocet-viewer");
      return session.region() && { canvas: session.canvasIndex(), ...session.region() };
    }));
    const [, start, end, x] = /t=([\d.]+),([\d.]+)&xywh=(\d+)/.exec(part).map(Number);
    check(found.canvas === number && found.span.start === start && found.span.end === end && found.box.x === x, `${link} leads to ${JSON.stringify(found)}`);
    await there.close();
    quiet(page);
  }
});

test("viewer: the page of an item obeys a content state in its address", async ({ browser, items }) => {
  const { page: address, address: id, canvases } = await items.item("clockwork");
  const state = JSON.stringify({ id: `${canvases[0].id}#t=20,22`, type: "Canvas", partOf: [{ id, type: "Manifest" }] });
  const page = await openPage(browser, `${address}?${new URLSearchParams({ "iiif-content": Buffer.from(encodeURIComponent(state)).toString("base64url") })}`);
  const now = await until("the place", () => page.evaluate(() => {
    const { session } = document.querySelector("avocet-viewer");
    return session?.readiness() === "ready" && { time: session.time(), until: session.until() };
  }));
  check(now.time === 20 && now.until === 22, JSON.stringify(now));
  await page.context().close();
});
