// <avocet-viewer> among others: what is done to its media elements from outside, by picture in picture, the keys of the
// system, full screen or a script of the page, is followed by all of it.
import { check, near, test, until } from "./harness.mjs";
import { CANVAS, canvas, manifest, openViewer, painting, playing, quiet, video, viewerWorld } from "./viewer_world.mjs";

const film = async (rest = {}) => video(`${(await viewerWorld()).base}/counter-film.mp4`, rest);
const side = (x) => `${CANVAS}#xywh=${x},0,160,180`;
const two = async () => manifest([canvas(12, [painting(await film(), side(0)), painting(await film(), side(160), { exclude: ["audio"] })])]);
const onElement = (page, act) => page.evaluate(`(${act})(document.querySelector("avocet-viewer").session.performance().voices()[0].element)`);
const places = (page) => page.session((s) => s.performance().voices().map(({ element }) => element.currentTime));

test("viewer: what a script does to one element, the whole canvas does", async ({ browser }) => {
  const page = await openViewer(browser, await two());
  await playing(page, 0.3);
  await onElement(page, (element) => element.pause());
  await until("all pause", async () => !(await page.now()).playing && (await page.now()).running === 0);
  await onElement(page, (element) => (element.currentTime = 5));
  await until("all are at 5 s", async () => (await page.now()).time === 5 && (await places(page)).every((at) => Math.abs(at - 5) < 0.01));
  await onElement(page, (element) => void element.play());
  await until("all play", async () => (await page.now()).playing && (await page.now()).running === 2);
  await onElement(page, (element) => (element.currentTime = 1));
  const now = await until("all play on from 1 s", async () => {
    const { time, running } = await page.now();
    return time > 1.2 && time < 4 && running === 2 && (await places(page));
  });
  near(now[1], now[0], 0.2, "where the second is");
  await onElement(page, (element) => (element.playbackRate = 2));
  await until("twice as fast, both", async () => (await page.session((s) => s.rate() === 2 && s.performance().voices().every(({ element }) => Math.abs(element.playbackRate - 2) < 0.3))));
  await onElement(page, (element) => ((element.volume = 0.5), (element.muted = true)));
  await until("the sound is told", () => page.session((s) => s.volume() === 0.5 && s.muted()));
  quiet(page);
});

test("viewer: the keys of the system play, pause and seek, and the system knows the place", async ({ browser }) => {
  const page = await openViewer(browser, await two());
  await page.evaluate(() => {
    const system = navigator.mediaSession, set = system.setActionHandler.bind(system), tell = system.setPositionState.bind(system);
    window.acts = {};
    system.setActionHandler = (name, act) => ((window.acts[name] = act), set(name, act));
    system.setPositionState = (state) => ((window.place = state), tell(state));
  });
  await playing(page, 0.3);
  const act = (action, more = {}) => page.evaluate(([action, more]) => window.acts[action]({ action, ...more }), [action, more]);
  await until("the system is told", () => page.evaluate(() => navigator.mediaSession.playbackState === "playing" && window.acts.seekto && window.place?.duration === 12));
  check((await page.evaluate(() => navigator.mediaSession.metadata.title)) === "Made up", "the title");
  await act("pause");
  await until("paused", async () => (await page.now()).running === 0);
  await act("seekto", { seekTime: 7 });
  await until("the place is told", () => page.evaluate(() => window.place.position === 7));
  await act("seekbackward");
  near((await page.now()).time, 2, 0.001, "five seconds back");
  await act("play");
  await until("it plays", async () => (await page.now()).running === 2);
  quiet(page);
});

test("viewer: picture in picture carries the captions, and full screen shows ours and is left again", async ({ browser }) => {
  const cue = { type: "Annotation", motivation: "supplementing", target: `${CANVAS}#t=0,12`, body: { type: "TextualBody", value: "said", language: "en" } };
  const page = await openViewer(browser, manifest([canvas(12, [painting(await film())], { annotations: [{ id: `${CANVAS}/page`, type: "AnnotationPage", items: [cue] }] }), { ...canvas(12, [painting(await film())]), id: `${CANVAS}2` }]));
  await playing(page, 0.2);
  await page.click("avocet-viewer .captions-button");
  const tracks = () => onElement(page, (element) => [...element.textTracks].map((track) => `${track.mode} ${[...(track.cues ?? [])].map((one) => one.text)}`).join());
  // Where there is no screen the browser refuses; then it is told what it would tell.
  const real = await onElement(page, (element) => element.requestPictureInPicture().then(() => true, () => element.dispatchEvent(new Event("enterpictureinpicture")) && false));
  console.log(`       picture in picture ${real ? "is real" : "is refused here"}`);
  await until("the browser draws the captions", async () => (await tracks()) === "showing said");
  await page.verb("turn", 1);
  if (real) await until("the next canvas takes its place", () => page.evaluate(() => {
    const { session, shadowRoot } = document.querySelector("avocet-viewer");
    return shadowRoot.pictureInPictureElement === session.performance().principal.element;
  }), 10);
  await page.verb("turn", 0);
  await page.click("avocet-viewer .captions-button");
  await (real ? page.evaluate(() => document.exitPictureInPicture()) : onElement(page, (element) => element.dispatchEvent(new Event("leavepictureinpicture"))));
  await until("and does so no more", async () => !(await tracks()).startsWith("showing"));
  await page.verb("play");
  await page.focus('avocet-viewer [aria-label="Full screen"]');
  await page.keyboard.press("Enter");
  await until("full screen", () => page.evaluate(() => document.fullscreenElement?.localName === "avocet-viewer"));
  check(await page.isVisible("avocet-viewer .captions .said"), "no captions in full screen");
  // Escape belongs to the browser's window, of which there is none here; then our own key.
  await page.keyboard.press("Escape");
  if (await page.evaluate(() => document.fullscreenElement !== null)) await page.keyboard.press("f");
  await until("it is left", () => page.evaluate(() => document.fullscreenElement === null));
  check(await page.evaluate(() => document.querySelector("avocet-viewer").shadowRoot.activeElement?.ariaLabel === "Full screen"), "the focus is lost");
  quiet(page);
});

test("viewer: a collection that says so goes on with its next recording, and N and P go from one to another", async ({ browser }) => {
  const { put } = await viewerWorld();
  const members = [];
  for (const n of [1, 2, 3]) members.push({ id: put(`member/${n}.json`, { ...manifest([canvas(12, [painting(await film())])]), label: { en: [`Member ${n}`] } }), type: "Manifest", label: { en: [`Member ${n}`] } });
  const collection = { "@context": "http://iiif.io/api/presentation/3/context.json", id: put("member/all.json", ""), type: "Collection", label: { en: ["All"] }, items: members };
  const page = await openViewer(browser, put("member/all.json", { ...collection, behavior: ["auto-advance"] }));
  await page.click("avocet-viewer .tile");
  const named = (wanted) => until(wanted, async () => (await page.textContent("avocet-viewer .bar h2")) === wanted);
  await named("Member 1");
  await playing(page, 0.2);
  await page.verb("seek", 11.3);
  await named("Member 2");
  await until("it plays by itself", async () => (await page.now()).time > 0.3 && (await page.now()).playing);
  await page.keyboard.press("n");
  await named("Member 3");
  await page.keyboard.press("p");
  await named("Member 2");
  // Over the border of a page that has not been seen: of another version of the specification, with the pages of each.
  const [first, ...rest] = members;
  const p2 = (rest) => ({ "@context": "http://iiif.io/api/presentation/2/context.json", "@type": "sc:Collection", label: "All", ...rest });
  const old = (one) => ({ "@id": one.id, "@type": "sc:Manifest", label: one.label.en[0] });
  for (const [name, whole] of Object.entries({
    paged4: { ...collection, "@context": "http://iiif.io/api/presentation/4/context.json", behavior: ["auto-advance"], items: undefined, first: { id: put("member/paged4/1.json", { type: "CollectionPage", "@context": "http://iiif.io/api/presentation/4/context.json", items: [first], next: { id: put("member/paged4/2.json", { type: "CollectionPage", "@context": "http://iiif.io/api/presentation/4/context.json", items: rest }), type: "CollectionPage" } }), type: "CollectionPage" } },
    paged2: p2({ viewingHint: "auto-advance", first: put("member/paged2/1.json", p2({ manifests: [old(first)], next: put("member/paged2/2.json", p2({ manifests: rest.map(old) })) })) }),
  })) {
    const address = put(`member/${name}.json`, { ...whole, id: `${(await viewerWorld()).base}/member/${name}.json` });
    await page.verb("open", address);
    await until(`all members of ${name}`, async () => (await page.locator("avocet-viewer .tile").count()) === 3);
    await page.route(`**/${name}/2.json`, (route) => route.fulfill({ json: {}, headers: { "access-control-allow-origin": "*" } }));
    await page.verb("open", address);
    await until(`the first page of ${name} alone`, async () => (await page.locator("avocet-viewer .tile").count()) === 1);
    await page.click("avocet-viewer .tile");
    await named("Member 1");
    await page.unroute(`**/${name}/2.json`);
    await playing(page, 0.2);
    await page.verb("seek", 11.5);
    await named("Member 2");
    await until("it plays by itself", async () => (await page.now()).playing);
  }
  // Without that word the end is the end.
  await page.verb("open", put("member/all.json", collection));
  await page.click("avocet-viewer .tile");
  await named("Member 1");
  await playing(page, 0.2);
  await page.verb("seek", 11.5);
  await until("the end", async () => !(await page.now()).playing && (await page.now()).time === 12);
  await named("Member 1");
  quiet(page);
});
