// <avocet-viewer> plays what manifests from anywhere hold, on one clock, to the frame.
import { accessible } from "./accessible.mjs";
import { check, near, sleep, test, until } from "./harness.mjs";
import { CANVAS, canvas, frameShown, manifest, openViewer, painting, playing, quiet, video, viewerWorld } from "./viewer_world.mjs";

const FILM = 24000 / 1001;
const media = async (name) => `${(await viewerWorld()).base}/${name}`;
const film = async (rest = {}) => video(await media("counter-film.mp4"), rest);
const thirty = async (rest = {}) => video(await media("counter-long-gop.mp4"), rest);
const sound = async (name = "sound.flac", format = "audio/flac") => ({ id: await media(name), type: "Sound", format });
const one = async () => manifest([canvas(12, [painting(await film())])]);

test("viewer: a video plays with frames, and its length, rate and bytes are known", async ({ browser }) => {
  const page = await openViewer(browser, await one());
  const now = await playing(page);
  near(now.duration, 12, 0.01, "the duration");
  await until("the frame rate", async () => Math.abs((await page.now()).frameRate - FILM) < 0.001);
  check((await page.session((s) => s.buffered())).length > 0, "nothing is said to have arrived");
  await page.verb("pause");
  await until("it rests", async () => (await page.now()).running === 0);
  quiet(page);
});

test("viewer: sound plays, without a picture", async ({ browser }) => {
  const page = await openViewer(browser, manifest([{ id: CANVAS, type: "Canvas", duration: 3, items: [{ type: "AnnotationPage", items: [painting(await sound())] }] }]));
  await playing(page, 0.4);
  quiet(page);
});

test("viewer: seeks and steps of a frame land on the frame", async ({ browser }) => {
  const page = await openViewer(browser, await one());
  await playing(page);
  await until("the frame rate", async () => (await page.now()).frameRate > 0);
  await page.verb("pause");
  await page.verb("seek", 120.5 / FILM);
  await until("frame 120", async () => (await frameShown(page)) === 120);
  for (const wanted of [121, 122, 123]) {
    await page.keyboard.press(".");
    await until(`frame ${wanted}`, async () => (await frameShown(page)) === wanted, 5);
  }
  for (let i = 0; i < 5; i++) await page.keyboard.press(",");
  await until("five frames back at once", async () => (await frameShown(page)) === 118, 5);
  check((await page.evaluate(() => document.querySelector("avocet-viewer").shadowRoot.querySelector(".clock").textContent)).endsWith("f118"), "the clock says another frame");
  const heights = await page.evaluate(() => [...document.querySelector("avocet-viewer").shadowRoot.querySelectorAll(".clock .letters")].map((letters) => {
    const text = document.createRange();
    text.selectNodeContents(letters);
    return text.getBoundingClientRect().y;
  }));
  check(heights.length === 2 && Math.abs(heights[0] - heights[1]) < 1, `the time and the frame stand at ${heights} px`);
  quiet(page);
});

test("viewer: A-B loop, and a stretch that plays to its end", async ({ browser }) => {
  const page = await openViewer(browser, await one());
  await playing(page, 0.2);
  await page.session((s) => (s.loop.set({ start: 5, end: 5.6 }), s.seek(5)));
  const seen = [];
  for (let i = 0; i < 14; i++) {
    await sleep(150);
    seen.push((await page.now()).time);
  }
  check(seen.every((time) => time >= 4.95 && time <= 5.75), `times: ${seen.map((time) => time.toFixed(2))}`);
  check(seen.some((time, i) => i > 0 && time < seen[i - 1] - 0.2), "it never began again");
  await page.session((s) => (s.loop.set(undefined), s.show({ canvas: 0, span: { start: 8, end: 9 } })));
  const stopped = await until("the stop", async () => ((await page.now()).playing ? null : page.now()));
  near(stopped.time, 9, 0.001, "the end of the stretch");
  await page.verb("play");
  await until("it goes on when asked", async () => (await page.now()).time > 9.3);
  quiet(page);
});

test("viewer: start, canvas and start attributes, and #t= of the page", async ({ browser }) => {
  const two = manifest([canvas(12, [painting(await film())]), { ...canvas(12, [painting(await thirty())]), id: `${CANVAS}2` }], { start: { type: "SpecificResource", source: `${CANVAS}2`, selector: { type: "PointSelector", t: 4.5 } } });
  const at = async (attributes, options) => {
    const page = await openViewer(browser, two, attributes, options);
    const { canvas, time, until } = await page.now();
    return [canvas, time, until ?? null].join();
  };
  check((await at({})) === "1,4.5,", "the manifest's start is not obeyed");
  check((await at({ canvas: "1", start: "3,5" })) === "0,3,5", "the attributes are not obeyed");
  check((await at({ canvas: "http://example.org/canvas" }, { hash: "#t=7" })) === "0,7,", "the hash is not obeyed");
});

test("viewer: a content state opens its manifest at its place", async ({ browser }) => {
  const { put } = await viewerWorld();
  const id = put("state/manifest.json", manifest([canvas(12, [painting(await film())])]));
  const state = { type: "Annotation", motivation: ["contentState"], target: { type: "SpecificResource", source: { id: CANVAS, type: "Canvas", partOf: [{ id, type: "Manifest" }] }, selector: { type: "PointSelector", t: 6.25 } } };
  for (const given of [JSON.stringify(state), put("state/annotation.json", state)]) near((await (await openViewer(browser, given)).now()).time, 6.25, 0.001, "the place");
});

test("viewer: auto-advance goes on at once, and the last canvas is the end", async ({ browser }) => {
  const items = [canvas(12, [painting(await film())]), { ...canvas(12, [painting(await thirty())]), id: `${CANVAS}2` }];
  const page = await openViewer(browser, manifest(items, { behavior: ["auto-advance"] }));
  await playing(page, 0.2);
  await page.verb("seek", 10.5);
  await page.session((s) => {
    window.gap = 0;
    let before = performance.now();
    const watch = () => {
      const now = performance.now(), moving = s.performance()?.voices().some(({ element }) => !element.paused && element.readyState > 2);
      if (moving) before = now;
      window.gap = Math.max(window.gap, now - before);
      requestAnimationFrame(watch);
    };
    watch();
  });
  await until("the second canvas", async () => (await page.now()).canvas === 1);
  await until("it plays", async () => (await page.now()).time > 0.5);
  console.log(`       the hand-over took ${Math.round(await page.evaluate(() => window.gap))} ms`);
  await page.verb("seek", 11.7);
  await until("the end", async () => !(await page.now()).playing);
  near((await page.now()).time, 12, 0.001, "the end");
  check((await page.now()).canvas === 1, "it has turned");
  quiet(page);
});

test("viewer: two videos in one picture keep in step to within a frame", async ({ browser }) => {
  const side = (x) => `${CANVAS}#xywh=${x},0,160,180`;
  const page = await openViewer(browser, manifest([canvas(12, [painting(await film(), side(0)), painting(await film(), side(160), { exclude: ["audio"] })])]));
  await playing(page, 0.3);
  await page.session((s) => {
    const [a, b] = s.performance().voices();
    window.drifts = [];
    const last = new Map();
    for (const voice of [a, b])
      voice.element.requestVideoFrameCallback(function hear(now, { mediaTime, expectedDisplayTime }) {
        last.set(voice, { mediaTime, at: expectedDisplayTime });
        const other = last.get(voice === a ? b : a);
        // Where the other one's frame has gone on to by the time this one is seen.
        if (other && Math.abs(expectedDisplayTime - other.at) < 40) window.drifts.push(mediaTime - other.mediaTime - (expectedDisplayTime - other.at) / 1000);
        voice.element.requestVideoFrameCallback(hear);
      });
  });
  await sleep(4000);
  const drifts = (await page.evaluate(() => window.drifts.map(Math.abs))).sort((a, b) => a - b);
  check(drifts.length > 30, `only ${drifts.length} pairs of frames were seen`);
  const [median, most] = [drifts[Math.floor(drifts.length / 2)], drifts[Math.floor(drifts.length * 0.95)]];
  console.log(`       two videos: median ${(median * 1000).toFixed(1)} ms apart, 95 % within ${(most * 1000).toFixed(1)} ms, of ${drifts.length} pairs`);
  check(median < 1 / FILM, `they are ${median} s apart`);
  await page.verb("pause");
  await page.verb("seek", 5.05);
  await until("both on their frame of the same moment", async () => (await frameShown(page, 0)) === 121 && (await frameShown(page, 1)) === 121);
  quiet(page);
});

test("viewer: a composed canvas shows each thing in its box at its time", async ({ browser }) => {
  const { base } = await viewerWorld();
  const text = (value, time) => painting({ type: "TextualBody", format: "text/html", value: `<p>${value}</p>`, language: "en" }, `${CANVAS}#xywh=80,60,160,60&t=${time}`);
  const annotations = [painting({ id: `${base}/cover.png`, type: "Image", format: "image/png", width: 640, height: 480 }, `${CANVAS}#t=1,3`), painting(await film(), `${CANVAS}#xywh=0,0,80,45&t=1,3`), text("before", "0,1"), text("after", "3,6")];
  const page = await openViewer(browser, manifest([canvas(6, annotations)]));
  const shown = () => page.evaluate(() => [...document.querySelector("avocet-viewer").shadowRoot.querySelectorAll(".layer:not(.away)")].map((layer) => {
    const [picture, box] = [layer.closest(".picture").getBoundingClientRect(), layer.getBoundingClientRect()];
    return `${layer.querySelector("video, img, .painted").localName} ${layer.textContent} ${[(box.x - picture.x) / picture.width, box.width / picture.width].map((value) => value.toFixed(2))}`;
  }));
  const at = async (time, wanted) => {
    await page.verb("seek", time);
    await until(`${wanted} at ${time}`, async () => (await shown()).join("; ") === wanted);
  };
  await at(0.5, "div before 0.25,0.50");
  await at(2, "img  0.00,1.00; video  0.00,0.25");
  await at(4, "div after 0.25,0.50");
  await page.verb("seek", 0.2);
  await page.verb("play");
  const end = await until("the end", async () => ((await page.now()).playing ? null : page.now()));
  near(end.time, 6, 0.001, "the end");
  quiet(page);
});

test("viewer: timeMode trims, scales and loops; a canvas nested in a canvas plays", async ({ browser }) => {
  const p4 = async (items) => ({ ...manifest(items), "@context": "http://iiif.io/api/presentation/4/context.json" });
  const place = (page) => page.session((s) => s.performance().voices().map((voice) => voice.element.currentTime));
  const scaled = await openViewer(browser, manifest([canvas(6, [painting(await film(), CANVAS, { timeMode: "scale" })])]));
  await playing(scaled);
  await scaled.verb("pause");
  await scaled.verb("seek", 3);
  await until("the middle of the film in the middle of the canvas", async () => Math.abs((await place(scaled))[0] - 6) < 0.02);
  const timeline = { id: "http://example.org/timeline", type: "Timeline", duration: 2, items: [{ type: "AnnotationPage", items: [painting(await sound(), "http://example.org/timeline")] }] };
  const looped = await openViewer(browser, await p4([canvas(20, [painting(timeline, CANVAS, { timeMode: "loop" })])]));
  await playing(looped, 0.2);
  await looped.verb("seek", 3.6);
  await until("the second round ends and the third begins", async () => (await looped.now()).time > 4.5 && (await place(looped))[0] < 1.9);
  near((await place(looped))[0], (await looped.now()).time % 2, 0.25, "where the sound is");
});

test("viewer: a picture that is cropped shows the part", async ({ browser }) => {
  const body = { type: "SpecificResource", source: await film({ width: 320, height: 180 }), selector: { type: "FragmentSelector", value: "xywh=160,90,160,90" } };
  const page = await openViewer(browser, manifest([canvas(12, [painting(body)])]));
  await playing(page, 0.2);
  const place = await page.evaluate(() => {
    const root = document.querySelector("avocet-viewer").shadowRoot, [frame, film] = [root.querySelector(".layer").getBoundingClientRect(), root.querySelector("video").getBoundingClientRect()];
    return [(film.x - frame.x) / frame.width, (film.y - frame.y) / frame.height, film.width / frame.width];
  });
  check(place.map((value) => value.toFixed(2)).join() === "-1.00,-1.00,2.00", `it lies at ${place}`);
});

test("viewer: a Choice can be chosen from, and the choice is remembered", async ({ browser }) => {
  const choice = { type: "Choice", items: [await film({ language: "en", label: { en: ["English"] } }), await thirty({ language: "cy", label: { cy: ["Cymraeg"] } })] };
  const page = await openViewer(browser, manifest([canvas(12, [painting(choice)])]));
  await playing(page);
  check((await page.session((s) => s.choices().alternatives)).join() === "English,Cymraeg", "the members are not offered");
  await page.verb("seek", 6);
  await page.verb("choose", "alternative", 1);
  const now = await until("the other one plays from there", async () => {
    const state = await page.now(), source = await page.session((s) => s.performance().principal.element.currentSrc);
    return source.includes("long-gop") && state.time > 6.3 && state;
  });
  check(now.time < 12, `it is at ${now.time}`);
  await page.reload();
  await until("it is taken again", async () => (await page.session((s) => s.performance()?.principal?.element.currentSrc ?? "")).includes("long-gop"));
});

test("viewer: HLS plays through hls.js, with qualities and sound tracks to choose from", async ({ browser, items }) => {
  const page = await openViewer(browser, (await items.item("counting")).address);
  await page.session((s) => s.performance().principal.open(s.performance().principal.part.choices.findIndex((body) => body.format.includes("mpegurl"))));
  await playing(page);
  check((await page.now()).ways.join() === "hls.js", `it plays by ${(await page.now()).ways}`);
  check((await page.session((s) => s.choices().sound)).length === 2, "the sound tracks are not offered");
  await page.verb("choose", "sound", 1);
  await page.verb("seek", 30);
  await until("it plays on", async () => (await page.now()).time > 30.4);
  check((await page.session((s) => s.chosen().sound)) === 1, "the choice is not kept");
  quiet(page);
});

test("viewer: DASH alone plays through dash.js", async ({ browser, server, items }) => {
  const item = await items.item("clockwork");
  const mpd = item.canvases[0].items[0].items[0].body.items.find((body) => body.format.includes("dash"));
  check(mpd, `${server.base} offers no DASH`);
  const page = await openViewer(browser, manifest([canvas(item.canvases[0].duration, [painting(mpd)])]));
  await playing(page);
  check((await page.now()).ways.join() === "dash.js", `it plays by ${(await page.now()).ways}`);
  await page.verb("seek", 20);
  await until("it plays on", async () => (await page.now()).time > 20.4);
  quiet(page);
});

test("viewer: the shuttle runs both ways, and speeds keep", async ({ browser }) => {
  const page = await openViewer(browser, await one());
  await playing(page, 0.3);
  await page.keyboard.press("l");
  await page.keyboard.press("l");
  check((await page.session((s) => s.rate())) === 4, "L twice is not four times");
  await page.verb("seek", 6);
  await page.keyboard.press("j");
  await until("backwards", async () => (await page.now()).time < 5.5);
  await page.keyboard.press("k");
  const [before] = [await page.now(), await sleep(300)];
  near((await page.now()).time, before.time, 0.001, "it goes on after K");
  check((await page.session((s) => s.rate())) === 1, "the rate after K");
  await page.keyboard.press(">");
  check((await page.session((s) => s.rate())) === 1.25, "> is not faster");
  quiet(page);
});

test("viewer: its keys", async ({ browser }) => {
  const page = await openViewer(browser, await one());
  await playing(page, 0.2);
  await page.keyboard.press(" ");
  await until("paused", async () => !(await page.now()).playing);
  await page.verb("seek", 2);
  const at = async (key, time) => (await page.keyboard.press(key), near((await page.now()).time, time, 0.001, key));
  await at("ArrowRight", 7);
  await at("Shift+ArrowLeft", 6);
  await at("5", 6);
  await at("Home", 0);
  await at("End", 12);
  await page.verb("seek", 3);
  await page.keyboard.press("[");
  await page.verb("seek", 4);
  await page.keyboard.press("]");
  check(JSON.stringify(await page.session((s) => s.loop())) === '{"start":3,"end":4}', "the marks do not stand");
  await page.keyboard.press("\\");
  check((await page.session((s) => s.loop() === undefined)), "the marks are not cleared");
  await page.keyboard.press("m");
  check(await page.session((s) => s.performance().principal.element.muted), "m does not mute");
  quiet(page);
});

test("viewer: a placeholder stands before the first play, and the picture does not jump", async ({ browser }) => {
  const { base } = await viewerWorld();
  const placeholder = { ...canvas(0, [painting({ id: `${base}/cover.png`, type: "Image", format: "image/png", width: 640, height: 480 }, `${CANVAS}/p`)]), id: `${CANVAS}/p` };
  const page = await openViewer(browser, manifest([canvas(12, [painting(await film())], { placeholderCanvas: placeholder })]));
  const box = () => page.evaluate(() => JSON.stringify(document.querySelector("avocet-viewer").shadowRoot.querySelector(".picture").getBoundingClientRect()));
  const before = await box();
  check(await page.evaluate(() => document.querySelector("avocet-viewer").shadowRoot.querySelector(".before img")?.src.endsWith("cover.png")), "no placeholder");
  await page.click("avocet-viewer .start");
  await until("it plays", async () => (await page.now()).time > 0.3);
  check(!(await page.isVisible("avocet-viewer .before")), "the placeholder stays");
  check((await box()) === before, "the picture has moved");
});

test("viewer: a text of annotations that is only named is fetched, and captions can be switched on", async ({ browser }) => {
  const { put } = await viewerWorld();
  const cue = (start, value) => ({ type: "Annotation", motivation: "supplementing", target: `${CANVAS}#t=${start},${start + 1}`, body: { type: "TextualBody", value, language: "en" } });
  const id = put("page.json", { id: "x", type: "AnnotationPage", items: [cue(1, "first"), cue(2, "second"), { type: "Annotation", motivation: "commenting", target: CANVAS, body: { type: "TextualBody", value: "a note" } }] });
  const page = await openViewer(browser, manifest([canvas(12, [painting(await film())], { annotations: [{ id, type: "AnnotationPage" }] })]));
  await until("the text", async () => (await page.session((s) => s.texts().length)) === 1);
  check((await page.session((s) => s.notes().map((note) => note.text))).join() === "a note", "the note is not there");
  await page.keyboard.press("c");
  await page.verb("seek", 2.5);
  await until("the caption", () => page.evaluate(() => document.querySelector("avocet-viewer").shadowRoot.querySelector(".captions").textContent === "second"));
});

test("viewer: Presentation 2 plays, and a collection opens as one", async ({ browser, items }) => {
  const element = { "@id": "http://example.org/e", "@type": "dctypes:MovingImage", label: "Film", rendering: [{ "@id": await media("counter-film.mp4"), format: "video/mp4" }] };
  const two = { "@context": "http://iiif.io/api/presentation/2/context.json", "@id": "http://example.org/2", "@type": "sc:Manifest", label: "Two", mediaSequences: [{ "@type": "ixif:MediaSequence", elements: [element] }] };
  const page = await openViewer(browser, two);
  await playing(page, 0.3);
  near((await page.now()).duration, 12, 0.1, "the duration, which only the film says");
  await page.verb("open", items.root);
  await until("the collection", () => page.session((s) => s.document()?.kind === "collection" && s.document().members.length > 3));
  quiet(page);
});

for (const [look, options] of Object.entries({ dark: { colorScheme: "dark" }, light: { colorScheme: "light" }, mobile: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } }))
  test(`viewer: no accessibility fault, and targets for fingers (${look})`, async ({ browser }) => {
    const page = await openViewer(browser, await one(), {}, options);
    await playing(page, 0.2);
    await page.verb("pause");
    await accessible(page, look, "avocet-viewer");
    const bar = await page.evaluate(() => {
      const root = document.querySelector("avocet-viewer").shadowRoot;
      return [...root.querySelectorAll(".transport button, .transport input")].filter((one) => one.checkVisibility()).map((one) => ({ name: one.ariaLabel || one.textContent, height: one.getBoundingClientRect().height, right: one.getBoundingClientRect().right }));
    });
    check(bar.every((one) => one.name && (one.height >= 44 || one.name === "Position")), `the bar: ${JSON.stringify(bar)}`);
    check(bar.every((one) => one.right <= innerWidthOf(page)), "the bar is too wide");
  });

const innerWidthOf = (page) => page.viewportSize().width;
