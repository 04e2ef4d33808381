// The deck: one axis for all lanes; by mouse, fingers, keys; drawn from what servers have of a recording.
import { check, near, sleep, test, until } from "./harness.mjs";
import { AWAY, colours, lane, media, openParts, pixels, rich, verbs } from "./page_world.mjs";
import { openViewer } from "./viewer_world.mjs";

const quiet = (page) => check(page.troubles.length === 0, `the console says: ${page.troubles.join(" | ")}`);
const axis = (page) => page.evaluate(() => deck.axis());
const touch = { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } };

test("deck: lanes for what there is, each folds, and the playhead stands at the time", async ({ browser, pages, items }) => {
  const page = await openParts(browser, pages, await rich(items));
  const names = () => page.at(".labels button[data-lane]").allTextContents();
  await until("six lanes", async () => (await names()).join() === "Film strip,Sound,Chapters,Speakers,Notes");
  const before = await page.at(".axis").boundingBox();
  await page.getByRole("button", { name: "Film strip" }).click();
  check((await page.getByRole("button", { name: "Film strip" }).getAttribute("aria-expanded")) === "false", "it does not say that it is folded");
  const after = await page.at(".axis").boundingBox();
  near(before.height - after.height, 28, 1, "what is gained by folding");
  await page.time(10);
  const head = await page.at(".playhead").boundingBox();
  near((head.x + 1 - after.x) / after.width, 0.25, 0.002, "a quarter of the time");
  quiet(page);
});

test("deck: it zooms at the pointer, pans, seeks where it is clicked and turns the page after the playhead", async ({ browser, pages, items }) => {
  const page = await openParts(browser, pages, await rich(items));
  await lane(page, "strip");
  const sound = await lane(page, "sound");
  const x = sound.x + sound.width * 0.75;
  await page.mouse.move(x, sound.y + 10);
  await page.mouse.wheel(0, -500);
  const close = await until("it is closer", async () => ((now) => now.span < 20 && now)(await axis(page)));
  near(close.from + close.span * 0.75, 30, 0.01, "what is under the pointer");
  await page.mouse.down();
  await page.mouse.move(x + 200, sound.y + 10, { steps: 4 });
  await page.mouse.up();
  near((await axis(page)).from, close.from - (200 / sound.width) * close.span, 0.05, "what is panned");
  check((await verbs(page)).filter((one) => one.startsWith("seek")).length === 0, "panning seeks");
  const now = await axis(page);
  await page.mouse.click(sound.x + sound.width / 2, sound.y + 10);
  near(Number((await verbs(page)).at(-1).split(" ")[1]), now.from + now.span / 2, 0.05, "where it was clicked");
  await page.evaluate(() => (session.play(), session.time.set(deck.axis().from + deck.axis().span - 0.01)));
  await page.evaluate(() => session.time.set(deck.axis().from + deck.axis().span + 0.01));
  await until("the page is turned", async () => (await axis(page)).from > now.from);
  await page.getByRole("button", { name: "Show all" }).click();
  check((await axis(page)).span === 40, "not all is shown");
  await page.mouse.move(sound.x + 100, sound.y + 10);
  await page.mouse.down();
  await page.mouse.move(sound.x + sound.width * 0.5, sound.y + 10, { steps: 3 });
  await page.mouse.up();
  near(Number((await verbs(page)).at(-1).split(" ")[1]), 20, 0.1, "where it was dragged to");
  quiet(page);
});

test("deck: a stretch is selected on the ruler and by keys, looped, and told to screen readers", async ({ browser, pages, items }) => {
  const page = await openParts(browser, pages, await rich(items));
  await lane(page, "sound"); // the last to come: what comes above moves the others
  await lane(page, "strip");
  const ruler = await lane(page, "ruler");
  const selection = () => page.evaluate(() => session.selection()?.span);
  await page.mouse.move(ruler.x + ruler.width * 0.25, ruler.y + 8);
  await page.mouse.down();
  await page.mouse.move(ruler.x + ruler.width * 0.5, ruler.y + 8, { steps: 4 });
  await page.mouse.up();
  near((await selection()).start, 10, 0.1, "its start");
  near((await selection()).end, 20, 0.1, "its end");
  await page.getByRole("button", { name: "Loop", exact: true }).click();
  check(await page.evaluate(() => session.loop() === session.selection().span), "it does not loop");
  check(await page.at(".veil.loop").isVisible(), "the loop is not shown");
  const slider = page.getByRole("slider", { name: "Timeline" });
  await slider.focus();
  await page.keyboard.press("Escape");
  check((await selection()) === undefined, "Escape does not clear it");
  await page.time(10);
  await page.keyboard.press("Shift+ArrowRight");
  await page.keyboard.press("Shift+ArrowRight");
  check(JSON.stringify(await selection()) === '{"start":10,"end":12}', JSON.stringify(await selection()));
  await page.keyboard.press("Shift+ArrowLeft");
  check(JSON.stringify(await selection()) === '{"start":10,"end":11}', JSON.stringify(await selection()));
  await until("the value in words", async () => (await slider.getAttribute("aria-valuetext")) === "0:11 of 0:40, By hand");
  await page.keyboard.press("End");
  check((await slider.getAttribute("aria-valuenow")) === "40" && (await slider.getAttribute("aria-valuemax")) === "40", "the end is not its greatest value");
  await page.keyboard.press("Home");
  await page.keyboard.press("+");
  check((await axis(page)).span === 25, `+ leads to ${(await axis(page)).span} s`);
  await page.keyboard.press("0");
  check((await axis(page)).span === 40, "0 does not show all");
  quiet(page);
});

test("deck: the waveform of the server is drawn, loud where it is loud", async ({ browser, pages, items }) => {
  const document = await rich(items, []);
  const [canvas] = document.items;
  const weaver = await media(items, "weaver");
  document.items = [{ ...weaver, id: canvas.id, items: weaver.items.map((page) => ({ ...page, items: page.items.map((one) => ({ ...one, target: canvas.id })) })), annotations: [] }];
  document.structures = [];
  const page = await openParts(browser, pages, document);
  const sound = await lane(page, "sound");
  // Rows of pixels that differ from the ground, at two times: while it is spoken, and in the pause between.
  const height = async (from, to) => {
    const box = { x: sound.x + (from / weaver.duration) * sound.width, y: sound.y, width: Math.max(4, ((to - from) / weaver.duration) * sound.width), height: sound.height };
    const list = await pixels(page, box);
    const ground = list[0].join();
    return list.filter((one) => one.join() !== ground).length / box.width;
  };
  await until("something is drawn", async () => (await height(3.8, 7)) > 6);
  const [loud, silent] = [await height(4, 6.5), await height(2.8, 3.4)];
  check(loud > silent * 3, `loud ${loud.toFixed(1)}, silent ${silent.toFixed(1)} px`);
  await page.mouse.move(sound.x + 200, sound.y + 10);
  await page.mouse.wheel(0, -2000);
  await sleep(600);
  check((await height(0, 10)) > 2, "nothing is drawn near by");
  quiet(page);
});

test("deck: a short sound without any waveform is drawn of its own samples", async ({ browser, pages, items }) => {
  const document = await rich(items, []);
  const notes = await media(items, "four");
  const canvas = `${AWAY}/rich/canvas/1`;
  document.items = [{ id: canvas, type: "Canvas", duration: notes.duration, label: { en: ["One"] }, items: [{ id: `${AWAY}/p`, type: "AnnotationPage", items: [{ id: `${AWAY}/a`, type: "Annotation", motivation: "painting",
    body: { id: notes.rendering[0].id, type: "Sound", format: notes.rendering[0].format, duration: notes.duration }, target: canvas }] }] }];
  document.structures = [];
  const page = await openParts(browser, pages, document);
  const sound = await lane(page, "sound");
  await until("it is drawn", async () => {
    const list = await pixels(page, { ...sound, x: sound.x + 20, width: 200 });
    return list.filter((one) => one.join() !== list[0].join()).length > 200 * 6;
  });
  quiet(page);
});

test("deck: film strip and preview show the pictures of their time", async ({ browser, pages, items }) => {
  const page = await openParts(browser, pages, await rich(items));
  await lane(page, "sound");
  const strip = await lane(page, "strip");
  await until("pictures", async () => colours(await pixels(page, { x: strip.x + 10, y: strip.y + 4, width: strip.width - 20, height: 30 })) > 40);
  await page.mouse.move(strip.x + strip.width * 0.41, strip.y + 20);
  const preview = page.at(".preview");
  await until("the preview", () => preview.isVisible());
  check((await preview.innerText()).split("\n").join() === "Seahorse valley,0:16", await preview.innerText());
  const picture = await page.at(".preview canvas").boundingBox();
  near(picture.width / picture.height, 16 / 9, 0.1, "its proportions");
  await until("its picture", async () => colours(await pixels(page, picture)) > 40);
  check((await preview.boundingBox()).y + (await preview.boundingBox()).height <= strip.y, "it lies over what it shows");
  await page.mouse.move(10, 10);
  await until("it goes", () => preview.isHidden());
  quiet(page);
});

test("deck: where a server has nothing of a recording there is no lane, and no error", async ({ browser, pages, items }) => {
  const document = await rich(items, []);
  document.items = [{ id: `${AWAY}/rich/canvas/1`, type: "Canvas", duration: 40, width: 960, height: 540, label: { en: ["One"] }, items: [{ id: `${AWAY}/p`, type: "AnnotationPage", items: [{ id: `${AWAY}/a`, type: "Annotation", motivation: "painting", body: { id: `${AWAY}/none.mp4`, type: "Video", format: "video/mp4", duration: 40 }, target: `${AWAY}/rich/canvas/1` }] }] }];
  const page = await openParts(browser, pages, document);
  await sleep(500);
  check((await page.at(".labels button[data-lane]").allTextContents()).join() === "Chapters", (await page.at(".labels button[data-lane]").allTextContents()).join());
  quiet(page);
});

test("deck: two fingers zoom, and on a phone it is one slim lane until it is unfolded", async ({ browser, pages, items }) => {
  const page = await openParts(browser, pages, await rich(items), { options: touch });
  await until("one lane", async () => (await page.evaluate(() => deck.scene.lanes().map((one) => one.key).join())) === "chapters");
  check((await page.at(".axis").boundingBox()).height <= 32, "it is not slim");
  await page.getByRole("button", { name: "Show the timeline" }).tap();
  await until("all lanes", async () => (await page.evaluate(() => deck.scene.lanes().length)) >= 5);
  const box = await page.at(".axis").boundingBox();
  const cdp = await page.context().newCDPSession(page);
  const fingers = (type, ...xs) => cdp.send("Input.dispatchTouchEvent", { type, touchPoints: xs.map((x, id) => ({ x: box.x + x, y: box.y + 60, id })) });
  await fingers("touchStart", 140, 180);
  for (const spread of [10, 20, 30, 40]) await fingers("touchMove", 140 - spread, 180 + spread);
  await fingers("touchEnd");
  const now = await axis(page);
  check(now.span < 20, `two fingers apart lead to ${now.span} s`);
  near(now.from + (160 / box.width) * now.span, (160 / box.width) * 40, 1.5, "what is between them");
  quiet(page);
});

// A waveform of six hours, 256 samples a point, as audiowaveform writes it: 8 MB.
function sixHours() {
  const points = Math.floor((6 * 3600 * 48_000) / 256);
  const bytes = Buffer.alloc(24 + points * 2);
  [2, 1, 48_000, 256, points, 1].forEach((value, i) => bytes.writeInt32LE(value, i * 4));
  for (let i = 0; i < points; i++) {
    const loud = Math.round(100 * Math.abs(Math.sin(i / 700) * Math.cos(i / 31_000)));
    bytes.writeInt8(-loud, 24 + i * 2);
    bytes.writeInt8(loud, 25 + i * 2);
  }
  return bytes;
}

test("deck: six hours at any zoom, and how long a drawing takes", async ({ browser, pages, items }) => {
  const id = `${AWAY}/rich`, canvas = `${id}/canvas/1`, duration = 6 * 3600;
  const painting = { id: `${AWAY}/a`, type: "Annotation", motivation: "painting", body: { id: `${AWAY}/tape.mp3`, type: "Sound", format: "audio/mpeg", duration }, target: canvas,
    seeAlso: [{ id: `${AWAY}/tape.dat`, type: "Dataset", format: "application/octet-stream", profile: "http://waveform.prototyping.bbc.co.uk" }] };
  const document = { ...(await rich(items, [])), items: [{ id: canvas, type: "Canvas", duration, label: { en: ["Tape"] }, items: [{ id: `${AWAY}/p`, type: "AnnotationPage", items: [painting] }] }],
    structures: [{ id: `${id}/r`, type: "Range", items: Array.from({ length: 2000 }, (_, i) => ({ id: `${id}/r/${i}`, type: "Range", label: { en: [`Question ${i}`] }, items: [{ id: `${canvas}#t=${i * 10},${i * 10 + 10}`, type: "Canvas" }] })) }] };
  const page = await openParts(browser, pages, document, { put: { "/tape.dat": sixHours() } });
  await lane(page, "sound");
  const took = await page.evaluate(async () => {
    const spans = [21_600, 5400, 600, 60, 5];
    const rounds = [];
    for (const span of spans) {
      deck.axis.set({ ...deck.axis(), span, from: Math.min(10_000, 21_600 - span) });
      deck.draw();
      await new Promise((resolve) => setTimeout(resolve, 400));
      const times = Array.from({ length: 21 }, () => {
        const start = performance.now();
        deck.draw();
        return performance.now() - start;
      }).sort((a, b) => a - b);
      rounds.push(`${span} s: ${times[10].toFixed(2)} ms`);
    }
    return rounds;
  });
  const sound = await lane(page, "sound");
  check(colours(await pixels(page, { ...sound, width: Math.min(400, sound.width) })) > 1, "nothing is drawn");
  console.log(`       six hours, 4,050,000 points, 2,000 chapters, median of 21 drawings: ${took.join(", ")}`);
  quiet(page);
});

test("deck: in full screen its preview is over the bar of the controls", async ({ browser, items }) => {
  const page = await openViewer(browser, (await items.item("clockwork")).address);
  const at = (selector) => page.locator(`avocet-viewer ${selector}`);
  await until("the deck", () => at(".axis").isVisible());
  await page.keyboard.press("f");
  await until("full screen", () => at(".viewer.is-full").count());
  const rail = await at(".rail").boundingBox();
  await page.mouse.move(rail.x + rail.width / 2, rail.y + rail.height / 2);
  await until("the preview", () => at(".transport .preview").isVisible());
  check((await at(".transport .preview .time").textContent()) === "0:20", await at(".transport .preview .time").textContent());
  await until("its picture", async () => colours(await pixels(page, await at(".transport .preview canvas").boundingBox())) > 40);
  quiet(page);
});
