// The page beside the stage: transcript, contents, notes, about, sharing, collections; by mouse, keys and screen reader.
import { readFileSync } from "node:fs";
import { accessible } from "./accessible.mjs";
import { check, getJson, near, sleep, test, until } from "./harness.mjs";
import { AWAY, current, lines, media, nodes, openParts, rich, verbs } from "./page_world.mjs";
import { longTranscript, richManifest } from "./rich_manifest.mjs";
import { openViewer } from "./viewer_world.mjs";

const quiet = (page) => check(page.troubles.length === 0, `the console says: ${page.troubles.join(" | ")}`);
const tab = (page, name) => page.getByRole("tab", { name });

test("page: the transcript follows the time, underlines the word that is said, and seeks where it is clicked", async ({ browser, pages, items }) => {
  const page = await openParts(browser, pages, await rich(items));
  await until("four paragraphs", async () => (await lines(page)).length === 4);
  await page.time(2.5);
  await until("the first is lit", async () => (await current(page)).startsWith("So the first thing"));
  check((await page.at(".spoken").allTextContents()).join("") === "you learn is ", `underlined: ${await page.at(".spoken").allTextContents()}`);
  await page.time(9);
  await until("the third is lit", async () => (await current(page)) === "And you drew all of this by hand?");
  check((await page.at(".spoken").count()) === 0, "a word stays underlined");
  check((await page.at(".who").allTextContents()).join() === "M. Aldous,Interviewer,M. Aldous", `speakers: ${await page.at(".who").allTextContents()}`);
  await page.at(".cue p").nth(1).click();
  await page.at(".cue .at").nth(3).click();
  check((await verbs(page)).slice(-2).join() === "seek 4.00,seek 12.00", `the session was told ${await verbs(page)}`);
  quiet(page);
});

test("page: a reader who scrolls is left alone until the way back is taken; arrow keys walk the paragraphs", async ({ browser, pages, items }) => {
  const document = await rich(items, [[`${AWAY}/long.vtt`, "en", "English", ["transcript"]]]);
  const page = await openParts(browser, pages, document, { put: { "/long.vtt": longTranscript(400, 0.1) } });
  await until("paragraphs", async () => (await lines(page)).length > 4);
  await page.time(20.05);
  await until("the 200th is lit in sight", async () => page.at(".cue[aria-current]").evaluateAll((rows) => rows.some((row) => row.ariaPosInSet === "201" && row.getBoundingClientRect().top > 0)));
  const top = () => page.at(".transcript .scroller").evaluate((scroller) => scroller.scrollTop);
  await page.at(".transcript .scroller").hover();
  await page.mouse.wheel(0, -3000);
  await until("it has been scrolled", async () => (await page.at(".to-now").isVisible()));
  await sleep(300);
  const left = await top();
  await page.time(30.05);
  await sleep(300);
  near(await top(), left, 1, "where the reader is");
  await page.at(".to-now").click();
  await until("the 300th is in sight", async () => page.at(".cue[aria-current]").evaluateAll((rows) => rows.some((row) => row.ariaPosInSet === "301")));
  check(await page.at(".to-now").isHidden(), "the way back stays");
  await page.at(".cue[aria-current] .at").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  check((await verbs(page)).at(-1) === "seek 30.20", `Enter led to ${(await verbs(page)).at(-1)}`);
  await page.keyboard.press("End");
  await until("the last paragraph has the focus", () => page.evaluate(() => view.root.activeElement?.closest("li")?.ariaPosInSet === "400"));
  quiet(page);
});

test("page: searching marks, counts, goes to the next and back, and tells the deck", async ({ browser, pages, items }) => {
  const page = await openParts(browser, pages, await rich(items));
  await until("paragraphs", async () => (await lines(page)).length === 4);
  const count = () => page.at(".count").textContent();
  await page.at("input[type=search]").fill("BOUNDÁRY");
  check((await page.at("mark").allTextContents()).join() === "boundary,boundary,boundary", `marked: ${await page.at("mark").allTextContents()}`);
  check((await count()) === "1 of 3", `it counts ${await count()}`);
  await page.at("input[type=search]").press("Enter");
  await page.at("input[type=search]").press("Enter");
  check((await count()) === "3 of 3" && (await verbs(page)).at(-1) === "seek 12.00", `${await count()}, ${(await verbs(page)).at(-1)}`);
  await page.getByRole("button", { name: "Previous match" }).click();
  check((await count()) === "2 of 3", `back: ${await count()}`);
  check((await page.at("mark.current").textContent()) === "boundary", "no mark is the current one");
  check(await page.evaluate(() => view.hits().join() === "4,12" && deck.scene.lanes().some((one) => one.key === "hits")), "the deck has no lane of matches");
  await page.at("input[type=search]").fill("zebra");
  check((await count()) === "Not found", `it says ${await count()}`);
  quiet(page);
});

test("page: two languages side by side, aligned by their times", async ({ browser, pages, items }) => {
  const page = await openParts(browser, pages, await rich(items));
  await page.getByLabel("Beside it").selectOption({ label: "Deutsch" });
  await until("two columns", async () => (await page.at(".cue .beside").count()) === 4);
  const beside = await page.at(".cue .beside").evaluateAll((all) => all.map((one) => [one.lang, one.textContent]));
  check(beside[0][0] === "de" && beside[0][1].startsWith("Das Erste") && beside[2][1] === "" && beside[3][1] === "Die frühen Blätter, ja.", JSON.stringify(beside));
  quiet(page);
});

test("page: captions are no transcript where one is given; a text without times is read as it is; both can be kept", async ({ browser, pages, items }) => {
  const page = await openParts(browser, pages, await rich(items, [[`${AWAY}/captions.vtt`, "en", "Captions", ["closedCaptions"]], [`${AWAY}/plain.txt`, "en", "Typescript", ["transcript"]]]));
  await until("the typescript", async () => (await lines(page)).join("|") === "MARY Good day.|A second paragraph.");
  check((await page.at(".texts select").count()) === 0, "the captions are offered to be read");
  check((await page.at(".transcript > .remark").textContent()) === "This text has no times.", "nothing is said about the times");
  check((await page.at(".cue .at").count()) === 0, "there are times to click");
  await page.getByRole("button", { name: "Download" }).click();
  const files = await page.at(".pop a").evaluateAll((all) => Promise.all(all.map(async (one) => [one.download, await (await fetch(one.href)).text()])));
  check(JSON.stringify(files) === JSON.stringify([["typescript.txt", "MARY: Good day.\n\nA second paragraph.\n"]]), JSON.stringify(files));
  quiet(page);
});

test("page: captions stand where the file says, in its colours, and out of the way of the controls", async ({ browser, pages, items }) => {
  const page = await openParts(browser, pages, await rich(items));
  const box = (selector) => page.at(selector).evaluate((one) => ((b) => ({ top: b.top, bottom: b.bottom, left: b.left, right: b.right, height: b.height, width: b.width }))(one.getBoundingClientRect()));
  await page.evaluate(() => session.captions.set(0));
  await page.time(1);
  await until("a caption", async () => (await page.at(".captions .said").count()) === 1);
  const frame = await box(".picture");
  const low = await box(".captions .said");
  check(low.top > frame.top + frame.height * 0.75 && low.bottom <= frame.bottom, "it is not at the bottom");
  near((low.left + low.right) / 2, (frame.left + frame.right) / 2, 2, "its middle");
  await page.at(".stage").evaluate((one) => one.style.setProperty("--controls", "80px"));
  check((await box(".captions .said")).bottom <= frame.bottom - 80, "it stays under the controls");
  await page.time(5);
  await until("the next", async () => (await page.at(".captions").innerText()).startsWith("You zoom"));
  const high = await box(".captions .said");
  near(high.top, frame.top + (frame.height - 80) * 0.1, 6, "10% from the top");
  near(high.left, frame.left, 2, "at the left edge");
  check((await page.at(".captions .said span span").evaluate((one) => getComputedStyle(one).color)) === "rgb(255, 255, 0)", "`loud` is not yellow");
  await page.evaluate(() => session.captions.set(-1));
  await until("none", async () => (await page.at(".captions .said").count()) === 0);
  quiet(page);
});

test("page: contents light the section that is heard, turn to others and play one to its end", async ({ browser, pages, items }) => {
  const page = await openParts(browser, pages, await rich(items));
  await tab(page, "Contents").click();
  const titles = await page.at(".range button.name").allTextContents();
  check(titles.join() === "No edge,The first plates,By hand,Seahorse valley,The boundary", titles.join());
  await page.time(9.5);
  const lit = page.at(".range[aria-current]");
  await until("By hand is lit", async () => (await lit.locator("button.name").textContent()) === "By hand");
  near(await lit.evaluate((row) => parseFloat(row.style.getPropertyValue("--at"))), 50, 0.1, "how far it has come");
  await page.getByRole("button", { name: "Seahorse valley", exact: true }).click();
  await page.getByRole("button", { name: "Play “The boundary” to its end" }).click();
  check((await verbs(page)).slice(-2).join() === "show 0 13,show 0 24", `${await verbs(page)}`);
  check(await page.evaluate(() => session.until() === 40 && session.playing()), "it does not play to the end of the section");
  await page.at(".range .fold[aria-expanded]").click();
  check((await page.at(".range").count()) === 3, "the first section does not fold");
  await page.getByRole("button", { name: "Parts" }).click();
  await page.getByRole("button", { name: /Side B/ }).click();
  check((await verbs(page)).at(-1) === "show 1 ", (await verbs(page)).at(-1));
  quiet(page);
});

test("page: notes seek, and their regions are shown over the picture at their time", async ({ browser, pages, items }) => {
  const page = await openParts(browser, pages, await rich(items));
  await tab(page, /Notes/).click();
  check((await page.at(".note").count()) === 4, `${await page.at(".note").count()} notes`);
  await page.at(".note .at").nth(1).click();
  check((await verbs(page)).at(-1) === "seek 10.00", (await verbs(page)).at(-1));
  const region = page.at(".region-note.is-lit");
  await until("its region", async () => (await region.innerText()) === "seahorse valley");
  const [at, frame] = [await region.boundingBox(), await page.at(".picture").boundingBox()];
  near((at.x - frame.x) / frame.width, 300 / 960, 0.01, "its left edge");
  near(at.height / frame.height, 180 / 540, 0.01, "its height");
  await page.time(30);
  await until("it goes with its time", async () => (await region.count()) === 0);
  quiet(page);
});

test("page: what must be said is always there, and About says the rest in words", async ({ browser, pages, items }) => {
  const page = await openParts(browser, pages, await rich(items));
  for (const name of ["Transcript", "Contents", "About"]) {
    await tab(page, name).click();
    check((await page.at(".statement").innerText()) === "Attribution Provided by the County Archive" && (await page.at(".statement").isVisible()), `${name} hides the required statement`);
  }
  const about = await until("About is there", () => page.at(".about").innerText());
  for (const words of ["Marian Aldous", "Creative Commons BY-NC 4.0", "County Archive", "Original file", "Catalogue entry"]) check(about.includes(words), `About does not say ${words}: ${about}`);
  check((await page.at(".facts a").first().getAttribute("href")) === "https://example.org/", "the link in a value is lost");
  quiet(page);
});

test("page: a moment, a selection and a section are shared as words, addresses and files that exist", async ({ browser, pages, items }) => {
  const page = await openParts(browser, pages, await rich(items), { options: { permissions: ["clipboard-read", "clipboard-write"] } });
  await page.time(14.25);
  await page.getByRole("button", { name: "Share" }).click();
  await until("the sheet", async () => (await page.at("dialog .row").count()) > 4);
  const field = (name) => page.getByRole("textbox", { name, exact: true }).inputValue();
  check((await field("Link")).endsWith("/parts.html?#t=14.25") || (await field("Link")).endsWith("/parts.html#t=14.25"), `the link is ${await field("Link")}`);
  check(/^Marian Aldous, “Interview with a cartographer of infinity”, Side A, 0:14, County Archive\. http.*\(accessed .+\)\.$/.test(await field("Citation")), await field("Citation"));
  const state = JSON.parse(decodeURIComponent(Buffer.from(await field("Content State"), "base64url").toString()));
  check(state.id === `${AWAY}/rich/canvas/1#t=14.25` && state.partOf[0].id === `${AWAY}/rich`, JSON.stringify(state));
  check(new URL(/src="([^"]+)"/.exec(await field("Embed: frame"))[1]).searchParams.has("iiif-content"), "the frame does not say where to begin");
  check((await field("Embed: element")).includes(`<avocet-viewer src="${AWAY}/rich" start="14.25">`), await field("Embed: element"));
  await page.getByRole("button", { name: "Copy: Link" }).click();
  await until("the reader is told", async () => (await page.at(".share .status").textContent()) === "Copied: Link");
  check((await page.evaluate(() => navigator.clipboard.readText())) === (await field("Link")), "something else was copied");
  await until("the still", async () => (await page.at(".file").count()) === 1);
  await page.getByRole("radio", { name: "This section: Seahorse valley" }).check();
  await until("a clip and a still", async () => (await page.at(".file").count()) === 2);
  const files = await page.at(".file").evaluateAll((all) => all.map((one) => one.href));
  check(/\/13,24\/full\/max\/max\/0\/default\.mp4$/.test(files[0]), files[0]);
  for (const [href, type] of [[files[0], "video/mp4"], [files[1], "image/jpeg"]]) {
    const answer = await fetch(href, { method: "HEAD" });
    check(answer.ok && answer.headers.get("content-type").startsWith(type), `${href}: ${answer.status} ${answer.headers.get("content-type")}`);
  }
  await page.keyboard.press("Escape");
  check((await page.at("dialog").count()) === 0, "Escape does not close it");
  quiet(page);
});

test("page: a collection is browsed down to a recording and back", async ({ browser, pages, items }) => {
  const page = await openParts(browser, pages);
  await page.open(items.root);
  const members = (await getJson(items.root)).items.length;
  await until("tiles", async () => (await page.at(".tile").count()) === members);
  await page.getByRole("button", { name: /Interviews/ }).click();
  await until("its members", async () => (await page.at(".tile").count()) === 2);
  await page.getByRole("button", { name: /weaver/ }).click();
  await until("the recording", async () => (await page.at("h2").first().innerText()) === "The weaver");
  check(await page.at(".collection").isHidden(), "the tiles stay");
  await page.getByRole("button", { name: "Back to Interviews" }).click();
  await until("its members again", async () => (await page.at(".tile").count()) === 2);
  await page.getByRole("button", { name: "Back to Samples of a county archive" }).click();
  await until("the top", async () => (await page.at(".tile").count()) === members);
  check(await page.getByRole("button", { name: /^Back/ }).isHidden(), "there is a way back from the top");
  quiet(page);
});

test("page: it speaks the page's language, and mirrors for right to left, but for time", async ({ browser, pages, items }) => {
  const welsh = await openParts(browser, pages, await rich(items), { attributes: { lang: "cy-GB" } });
  check((await welsh.getByRole("tab").allTextContents()).join().startsWith("Trawsgrifiad,Cynnwys,Nodiadau"), (await welsh.getByRole("tab").allTextContents()).join());
  check((await welsh.at("h2").first().innerText()) === "Cyfweliad â mapiwr anfeidredd", "the document is not read in Welsh");
  const arabic = await openParts(browser, pages, await rich(items), { attributes: { lang: "ar", dir: "rtl" } });
  const [stage, side] = [await arabic.at(".stage").boundingBox(), await arabic.at(".page").boundingBox()];
  check(side.x < stage.x, "the page is not to the left of the stage");
  await arabic.time(10);
  const [axis, head] = [await arabic.at(".axis").boundingBox(), await arabic.at(".playhead").boundingBox()];
  near((head.x - axis.x) / axis.width, 0.25, 0.01, "a quarter of the time");
  check((await arabic.getByRole("tab").first().innerText()) === "Transcript", "what is not translated is not English");
  quiet(welsh);
  quiet(arabic);
});

const LOOKS = {
  dark: { colorScheme: "dark" }, light: { colorScheme: "light" }, "forced colours": { forcedColors: "active" },
  mobile: { colorScheme: "dark", viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
};

for (const [look, options] of Object.entries(LOOKS)) {
  test(`page: no accessibility fault in any state, and nothing too wide (${look})`, async ({ browser, pages, items }) => {
    const page = await openParts(browser, pages, await rich(items), { options });
    await until("paragraphs", async () => (await lines(page)).length === 4);
    await page.evaluate(() => (session.captions.set(0), session.time.set(14), session.loop.set({ start: 13, end: 18 }), session.selection.set({ span: { start: 20, end: 25 } })));
    await page.at("input[type=search]").fill("boundary");
    await page.getByLabel("Beside it").selectOption({ label: "Deutsch" });
    await sleep(400);
    await accessible(page, "transcript searched, side by side");
    for (const name of ["Contents", "Notes", "About"]) {
      await tab(page, new RegExp(name)).click();
      await accessible(page, name);
    }
    await tab(page, "Contents").click();
    await page.getByRole("button", { name: "Parts" }).click();
    await accessible(page, "parts");
    for (const open of ["openShare", "openHelp"]) {
      await page.evaluate((name) => globalThis[name](), open);
      await until("it is open", async () => (await page.at("dialog").count()) === 1);
      await sleep(200);
      await accessible(page, open);
      await page.keyboard.press("Escape");
    }
    if (await page.at(".unfold").isVisible()) {
      await page.at(".unfold").click();
      await accessible(page, "deck unfolded");
    }
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    check(overflow <= 0, `it is ${overflow} px too wide`);
    await page.open(items.root);
    await until("tiles", async () => (await page.at(".tile").count()) === (await getJson(items.root)).items.length);
    await accessible(page, "collection");
    quiet(page);
  });
}

test("page: on paper all of the transcript stands", async ({ browser, pages, items }) => {
  const document = await rich(items, [[`${AWAY}/long.vtt`, "en", "English", ["transcript"]]]);
  const page = await openParts(browser, pages, document, { put: { "/long.vtt": longTranscript(400, 0.1) } });
  await until("paragraphs", async () => (await lines(page)).length > 4);
  check((await lines(page)).length < 100, `${(await lines(page)).length} of 400 on the screen`);
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 600, height: 800 });
  await sleep(200);
  check((await lines(page)).length === 400, `${(await lines(page)).length} of 400 on paper`);
  check(await page.evaluate(() => view.root.querySelector(".viewer").scrollHeight > 10_000), "they do not stand below one another");
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await page.emulateMedia({ media: "screen" });
  await until("a window again", async () => ((n) => n > 4 && n < 100)((await lines(page)).length));
  quiet(page);
});

test("page: in the element it follows what really plays, and its keys are heard", async ({ browser, items }) => {
  const page = await openViewer(browser, (await items.item("weaver")).address);
  page.at = (selector) => page.locator(`avocet-viewer ${selector}`);
  await until("paragraphs", async () => (await lines(page)).length > 4);
  const start = await page.at(".cue .at").nth(3).textContent();
  await page.at(".cue p").nth(3).click();
  await page.keyboard.press("c");
  await page.keyboard.press("k");
  await until("the paragraph is lit", async () => (await page.at(".cue[aria-current] .at").allTextContents()).join() === start);
  const words = await current(page);
  await until("its caption", async () => (await page.at(".captions").innerText()).replace(/\s+/g, " ") === words.replace(/\s+/g, " "));
  await until("the next is lit", async () => (await current(page)) !== words && (await current(page)) !== "");
  await page.keyboard.press("k");
  await page.keyboard.press("/");
  await until("the search has the focus", () => page.evaluate(() => document.querySelector("avocet-viewer").shadowRoot.activeElement?.type === "search"));
  await page.keyboard.type("loom");
  await until("matches", async () => (await page.at("mark").count()) > 0);
  await page.at("h2").first().click();
  for (const [key, title] of [["?", "Keys"], ["s", "Share"]]) {
    await page.keyboard.press(key);
    await until(`the sheet ${title}`, async () => (await page.at("dialog h2").textContent()) === title);
    await page.keyboard.press("Escape");
    await until("it is closed", async () => (await page.at("dialog").count()) === 0);
  }
  quiet(page);
});

// ---- many of everything; times are told, never judged

// Documents are answered inside the browser: the way the test serves them must not be measured with them.
const answerFromHere = (page) => page.evaluate(() => {
  globalThis.answerFromHere = (answers) => {
    const real = globalThis.fetch;
    globalThis.fetch = (address, ...rest) => (answers[address] === undefined ? real(address, ...rest) : Promise.resolve(new Response(answers[address])));
  };
});
const told = (what, figures) => console.log(`       ${what}: ${figures}`);

test("page: 7,200 paragraphs are a window of them", async ({ browser, pages, items }) => {
  const document = await rich(items, [[`${AWAY}/long.vtt`, "en", "English", ["transcript"]]]);
  const page = await openParts(browser, pages, null);
  await answerFromHere(page);
  const took = await page.evaluate(async ([address, document, words]) => {
    answerFromHere({ [address]: JSON.stringify(document), "http://127.0.0.1:9/long.vtt": words });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const start = performance.now();
    await session.open(address);
    while (!view.root.querySelector(".cue")) await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    return performance.now() - start;
  }, [`${AWAY}/rich`, document, longTranscript(7200, 3)]);
  await page.time(15_000);
  await until("the 5000th", async () => page.at(".cue[aria-current]").evaluateAll((rows) => rows.some((row) => row.ariaPosInSet === "5001")));
  check((await nodes(page)) <= 2000, `${await nodes(page)} nodes`);
  const searched = await page.evaluate(async () => {
    const input = view.root.querySelector("input[type=search]");
    const start = performance.now();
    input.value = "every spring";
    input.dispatchEvent(new Event("input"));
    return performance.now() - start;
  });
  const hits = await page.at(".count").textContent();
  check(/ of 1,800$/.test(hits), `the search finds ${hits}`);
  told("7,200 cues", `first rows after ${took.toFixed(0)} ms, search ${searched.toFixed(0)} ms, ${await nodes(page)} nodes in all of the viewer`);
  quiet(page);
});

test("page: 500 parts and 10,000 sections are windows of them", async ({ browser, pages, items }) => {
  const document = richManifest(`${AWAY}/rich`, await media(items), []);
  const [first] = document.items;
  document.items = Array.from({ length: 500 }, (_, i) => ({ ...first, id: `${AWAY}/rich/canvas/${i + 1}`, label: { en: [`Side ${i + 1}`] }, annotations: [] }));
  const range = (id, items) => ({ id: `${AWAY}/range/${id}`, type: "Range", label: { en: [`Section ${id}`] }, items });
  document.structures = Array.from({ length: 100 }, (_, i) => range(i, Array.from({ length: 100 }, (_, j) => range(`${i}.${j}`, [{ id: `${AWAY}/rich/canvas/1#t=${(i * 100 + j) * 0.004},${(i * 100 + j + 1) * 0.004}`, type: "Canvas" }]))));
  const page = await openParts(browser, pages, null);
  await answerFromHere(page);
  const took = await page.evaluate(async ([address, document]) => {
    answerFromHere({ [address]: JSON.stringify(document) });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const start = performance.now();
    await session.open(address);
    while (!view.root.querySelector(".range")) await new Promise(requestAnimationFrame);
    const sections = performance.now() - start;
    view.root.querySelectorAll(".either button")[1].click();
    while (!view.root.querySelector(".part")) await new Promise(requestAnimationFrame);
    return { sections, parts: performance.now() - start };
  }, [`${AWAY}/rich`, document]);
  await page.getByRole("button", { name: "Sections" }).click();
  check((await nodes(page)) <= 2000, `${await nodes(page)} nodes`);
  await page.at(".range .fold[aria-expanded]").first().click();
  await until("the sections of the first", async () => (await page.at('.range[aria-level="2"]').count()) > 5);
  check((await nodes(page)) <= 2000, `${await nodes(page)} nodes when one is open`);
  told("500 parts, 10,100 sections", `sections after ${took.sections.toFixed(0)} ms, parts after ${took.parts.toFixed(0)} ms, ${await nodes(page)} nodes`);
  quiet(page);
});

test("page: characters by name are those of HTML (W3C cases)", async ({ browser, pages }) => {
  if (!process.env.AVOCET_SHARED) return console.log("       skipped: AVOCET_SHARED is not set");
  const cases = JSON.parse(readFileSync(`${process.env.AVOCET_SHARED}/data/webvtt-tests/wpt-cue-parsing/entities.json`, "utf8"));
  const page = await openParts(browser, pages);
  const wrong = await page.evaluate((all) => all.filter(({ text, expectedTree }) => {
    const flat = parseCueText(text.replace(/\n$/, "")).map((node) => `| "${node}"\n`).join("");
    return /^(\| ".*"\n?)+$/s.test(expectedTree) && flat.trim() !== expectedTree.trim();
  }).map(({ text }) => text), cases);
  check(wrong.length === 0, `read otherwise: ${JSON.stringify(wrong)}`);
});
