// Documents and servers that mean no good, or do not know better: nothing of theirs runs in the page, nothing stops it.
import http from "node:http";
import { check, sleep, test, until } from "./harness.mjs";
import { CANVAS, canvas, manifest, openViewer, painting, video, viewerWorld } from "./viewer_world.mjs";

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

test("viewer: says that a document breaks off", async ({ browser }) => {
  const server = http.createServer((_, response) => {
    response.writeHead(200, { "access-control-allow-origin": "*", "content-type": "application/json", "content-length": 1000 });
    response.write("{", () => response.destroy());
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const page = await openViewer(browser, `http://127.0.0.1:${server.address().port}/`).finally(() => server.close());
  const { trouble } = await page.now();
  check(trouble[0]?.kind === "network" && trouble[0].fatal, JSON.stringify(trouble));
});

test("viewer: pages of a collection that lead in a circle end, and one that does not come is told of and asked for again", async ({ browser }) => {
  const { put, base } = await viewerWorld();
  const circle = put("circle.json", "");
  let asked = 0;
  put("circle.json", { type: "Collection", label: "Circle", items: [{ id: `${base}/a.json`, type: "Manifest" }], next: circle });
  const page = await openViewer(browser, circle);
  page.on("request", (request) => request.url() === circle && asked++);
  await sleep(1000);
  check(asked <= 2, `it was asked for ${asked} times`);
  const member = put("member.json", manifest([canvas(12, [painting(await film())])]));
  const late = { type: "Collection", label: "Late", items: [{ id: member, type: "Manifest", label: "First" }], next: `${base}/late.json` };
  const again = await openViewer(browser, put("late-first.json", late));
  await again.locator("avocet-viewer .more").getByRole("button").waitFor();
  put("late.json", { type: "Collection", items: [{ id: `${base}/b.json`, type: "Manifest", label: "Second" }] });
  await again.locator("avocet-viewer .more").getByRole("button").click();
  await again.getByText("Second").waitFor();
  // Both say that they are http://example.org/manifest, or nothing at all: the way back and links lead to where they were found.
  await again.getByText("First").click();
  await until("the member", async () => (await again.textContent("avocet-viewer .bar h2")) === "Made up");
  await again.getByRole("button", { name: "Share" }).click();
  await until("a link to it", async () => (await again.locator("avocet-viewer .share textarea").last().inputValue()).includes(`src="${member}"`));
  await again.keyboard.press("Escape");
  await again.getByRole("button", { name: /Back/ }).click();
  await again.getByText("Second").waitFor({ state: "detached" });
  await until("the collection", async () => (await again.textContent("avocet-viewer .bar h2")) === "Late");
});
