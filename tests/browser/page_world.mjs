// What the tests of the viewer's page and deck stand on: the parts around a session without media (pages/parts.ts), and
// documents made up by the test, at an origin that exists only inside the browser.
import { check, openPage, until } from "./harness.mjs";
import { richManifest, WORDS, WORTE } from "./rich_manifest.mjs";

export const AWAY = "http://127.0.0.1:9"; // the discard port: nothing answers there but what is put
const HEADERS = { "access-control-allow-origin": "*", "access-control-allow-headers": "range", "access-control-expose-headers": "content-range, content-length" };
const TYPES = { vtt: "text/vtt", txt: "text/plain", dat: "application/octet-stream" };

export const TEXTS = { "/en.vtt": WORDS, "/de.vtt": WORTE, "/captions.vtt": WORDS.replaceAll("M. Aldous", "Caption"), "/plain.txt": "MARY: Good day.\n\nA second paragraph." };

// `put`: path -> text, object (JSON) or bytes.
export async function serveAway(page, put) {
  const asked = [];
  await page.route(`${AWAY}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    const value = put[pathname] ?? TEXTS[pathname];
    if (value === undefined) return route.fulfill({ status: 404, headers: HEADERS });
    const type = TYPES[pathname.split(".").at(-1)] ?? "application/json";
    const body = Buffer.isBuffer(value) ? value : Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
    const range = /^bytes=(\d+)-(\d+)$/.exec(route.request().headers()["range"] ?? "");
    const part = range ? body.subarray(Number(range[1]), Number(range[2]) + 1) : body;
    asked.push({ pathname, bytes: part.length });
    if (!range) return route.fulfill({ body, headers: { ...HEADERS, "content-type": type } });
    return route.fulfill({ status: 206, body: part, headers: { ...HEADERS, "content-type": type, "content-range": `bytes ${range[1]}-${Number(range[1]) + part.length - 1}/${body.length}` } });
  });
  return asked;
}

export const media = async (items, name = "clockwork") => (await items.item(name)).canvases[0];

export const rich = async (items, texts = [[`${AWAY}/en.vtt`, "en", "English", ["transcript"]], [`${AWAY}/de.vtt`, "de", "Deutsch", ["translation"]]]) =>
  richManifest(`${AWAY}/rich`, await media(items), texts);

// The parts with a document open; `attributes` go to the page's root element. page.at(selector) finds inside the viewer.
export async function openParts(browser, pages, document, { put = {}, options = {}, attributes = {} } = {}) {
  const page = await openPage(browser, null, options);
  page.asked = await serveAway(page, { ...put, ...(document ? { "/rich": document } : {}) });
  await page.goto(`${pages.base}/parts.html?${new URLSearchParams(attributes)}`);
  await page.waitForFunction(() => globalThis.session);
  page.open = (address) => page.evaluate((one) => session.open(one), address);
  page.time = (seconds) => page.evaluate((one) => session.time.set(one), seconds);
  page.at = (selector) => page.locator(`#viewer ${selector}`);
  if (document) await page.open(`${AWAY}/rich`);
  return page;
}

export const lines = (page) => page.at(".cue").evaluateAll((rows) => rows.map((row) => row.innerText.replace(/\s+/g, " ").trim()));
export const current = (page) => page.at(".cue[aria-current]").evaluateAll((rows) => rows.map((row) => row.querySelector("p").textContent).join("|"));
export const nodes = (page) => page.evaluate(() => view.root.querySelectorAll("*").length);
export const verbs = (page) => page.evaluate(() => session.done);

// The colours of a piece of the page as it is seen, [r, g, b] a pixel.
export async function pixels(page, box) {
  const picture = await page.screenshot({ clip: box });
  return page.evaluate(async (source) => {
    const bitmap = await createImageBitmap(await (await fetch(source)).blob());
    const ctx = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    ctx.drawImage(bitmap, 0, 0);
    const { data } = ctx.getImageData(0, 0, bitmap.width, bitmap.height);
    return Array.from({ length: data.length / 4 }, (_, i) => [data[i * 4], data[i * 4 + 1], data[i * 4 + 2]]);
  }, `data:image/png;base64,${picture.toString("base64")}`);
}

export const colours = (list) => new Set(list.map((one) => one.join())).size;

// Where a lane of the deck is on the page.
export async function lane(page, key) {
  const found = await until(`the lane ${key}`, () => page.evaluate((wanted) => {
    let top = 0;
    for (const one of deck.scene.lanes()) {
      const height = deck.scene.heightOf(one);
      if (one.key === wanted) {
        const box = view.root.querySelector(".axis").getBoundingClientRect();
        return { x: box.x, y: box.y + top, width: box.width, height };
      }
      top += height + 4;
    }
    return null;
  }, key), 20);
  check(found.width > 0, `the lane ${key} has no width`);
  return found;
}
