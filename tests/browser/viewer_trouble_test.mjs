// "Why does this not play?": each fault is told apart, and said over the stage; never is there an empty page.
import { check, test, until } from "./harness.mjs";
import { CANVAS, canvas, manifest, openViewer, painting, playing, video, viewerWorld } from "./viewer_world.mjs";

const SHEET = "avocet-viewer .trouble";

// Opens what is wrong, and waits for the sheet that says so; the one trouble.
async function troubled(browser, what, kind) {
  const page = await openViewer(browser, what);
  await page.verb("play");
  const [trouble] = await until(`a trouble of the kind ${kind}`, async () => {
    const found = (await page.now()).trouble;
    return found.some((one) => one.kind === kind) && found;
  });
  check(await page.isVisible(SHEET), "the sheet is not shown");
  const said = await page.textContent(SHEET);
  check(!(await page.now()).playing, "the clock goes on");
  check(said.includes(trouble.what) && said.includes("Try again"), `the sheet says: ${said}`);
  return { page, trouble };
}

const recording = async (address, format = "video/mp4") => manifest([canvas(12, [painting(video(`${(await viewerWorld()).base}/${address}`, { format }))])]);

for (const [fault, address, kind] of [
  ["is not there", "nothing.mp4", "missing"],
  ["asks for permission", "private/counter-film.mp4", "access"],
  ["is not a recording at all", "random.bin", "decode"],
  ["has a codec nobody has", "tape.dv", "format"],
])
  test(`viewer: says that a recording ${fault}`, async ({ browser }) => void (await troubled(browser, await recording(address, kind === "format" ? "video/x-dv" : "video/mp4"), kind)));

test("viewer: says that a stream may not be used here for want of CORS", async ({ browser }) =>
  void (await troubled(browser, await recording("nocors/stream.m3u8", "application/vnd.apple.mpegurl"), "cors")));

test("viewer: a file without CORS plays all the same", async ({ browser }) => void (await playing(await openViewer(browser, await recording("nocors/counter-film.mp4")))));

test("viewer: says that a file comes without ranges, and plays it", async ({ browser }) => {
  const page = await openViewer(browser, await recording("norange/counter-film.mp4"));
  await playing(page);
  await until("the remark", async () => (await page.now()).trouble.some((one) => one.kind === "ranges" && !one.fatal));
});

test("viewer: says that the picture cannot be decoded while the sound plays", async ({ browser }) => {
  const page = await openViewer(browser, await recording("counter-hevc.mp4"));
  await page.verb("play");
  await until("the remark", async () => (await page.now()).trouble.some((one) => one.kind === "codec"), 20);
});

test("viewer: says what is wrong with a manifest, and where", async ({ browser }) => {
  const { base, put } = await viewerWorld();
  const broken = await troubled(browser, put("broken.json", '{\n  "id": "x",\n  "type": }'), "manifest");
  check(/line 3, column \d+/.test(broken.trouble.detail), `the place is given as ${broken.trouble.detail}`);
  await troubled(browser, put("page.json", "<!doctype html><p>Hello"), "manifest");
  await troubled(browser, put("annotation.json", { type: "Dataset" }), "manifest");
  await troubled(browser, `${base}/no-such-manifest.json`, "missing");
  await troubled(browser, `${base}/nocors/broken.json`, "cors");
  await troubled(browser, "http://127.0.0.1:9/manifest.json", "network");
  await troubled(browser, "no address", "manifest");
});

test("viewer: tells of a trouble in the reader's language, and mirrors all but time", async ({ browser }) => {
  const { base } = await viewerWorld();
  for (const [lang, says, whose, again] of [["cy", "dim yn y cyfeiriad", "cyhoeddwr", "Rhoi cynnig"], ["de", "nichts mehr", "veröffentlicht", "Noch einmal"], ["fr", "plus rien à cette adresse", "l’éditeur", "Réessayer"]]) {
    const page = await openViewer(browser, `${base}/no-such-manifest.json`, { lang, dir: "rtl" });
    const said = await until(`the sheet in ${lang}`, async () => (await page.isVisible(SHEET)) && page.textContent(SHEET));
    for (const one of [says, whose, again]) check(said.includes(one), `${lang} says: ${said}`);
  }
});

test("viewer: tries the next form when one fails, and again when asked", async ({ browser }) => {
  const { base } = await viewerWorld();
  const choice = { type: "Choice", items: [video(`${base}/nothing.mp4`), video(`${base}/counter-film.mp4`)] };
  await playing(await openViewer(browser, manifest([canvas(12, [painting(choice)])])));
  const page = (await troubled(browser, await recording("late.mp4"), "missing")).page;
  await page.route("**/late.mp4", (route) => route.continue({ url: `${base}/counter-film.mp4` }));
  await page.click(`${SHEET} button`);
  await playing(page);
  check(!(await page.isVisible(SHEET)), "the sheet stays");
});

test("viewer: a manifest that holds nothing to show says so", async ({ browser }) => {
  const page = await openViewer(browser, manifest([{ id: CANVAS, type: "Scene", items: [] }]));
  await until("the trouble", async () => (await page.now()).trouble.some((one) => one.fatal));
  check(await page.isVisible(SHEET), "the sheet is not shown");
});

test("viewer: says that a server takes long to answer, and takes that back when it has", async ({ browser }) => {
  const { base, put } = await viewerWorld();
  const page = await openViewer(browser, `${base}/never/slow.json`, {}, { impatient: true });
  const remark = page.locator("avocet-viewer .remarks");
  await until("a remark", () => remark.getByText("takes long").isVisible());
  await page.route("**/never/slow.json", async (route) => route.fulfill({ response: await route.fetch({ url: `${base}/slow.json` }) }));
  put("slow.json", manifest([canvas(12, [painting(video(`${base}/counter-film.mp4`))])]));
  await remark.getByRole("button", { name: "Try again" }).click();
  await playing(page);
  check(!(await remark.isVisible()), "it still says so");
  await page.context().close();
});
