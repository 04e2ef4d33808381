// Documents and servers that mean no good, or do not know better: nothing of theirs runs in the page, nothing stops it.
import { check, sleep, test, until } from "./harness.mjs";
import { CANVAS, canvas, manifest, openViewer, painting, playing, quiet, video, viewerWorld } from "./viewer_world.mjs";

const film = async (rest = {}) => video(`${(await viewerWorld()).base}/counter-film.mp4`, rest);
const EVIL = "<img src=/nothing onerror='window.ran = true'>";

test("viewer: nothing that a document says runs, wherever it says it", async ({ browser }) => {
  const body = { type: "TextualBody", value: EVIL };
  const note = { type: "Annotation", motivation: "commenting", label: { en: [EVIL] }, target: CANVAS, body: { type: "TextualBody", format: "text/html", value: "<script></script>" } };
  const page = await openViewer(browser, manifest([canvas(12, [painting(await film()), painting(body), painting({ ...body, format: "text/plain" })], { annotations: [{ type: "AnnotationPage", items: [note] }] })], { summary: { en: [EVIL] } }));
  await until("the words on the picture", async () => (await page.locator("avocet-viewer .painted-text").allTextContents()).includes(EVIL));
  for (const tab of ["Notes", "About"]) await page.getByRole("tab", { name: tab }).click();
  await sleep(300);
  check(!(await page.evaluate(() => window.ran)), "a script of the document has run");
});
