// A reader of our pages in a browser that is driven in WebDriver's words: looks for things in the viewer or in the page
// around it, clicks, presses keys, and sees what the session says.
import { check, sleep, until } from "./harness.mjs";

export class Reader {
  constructor(browser, world) {
    Object.assign(this, { browser, ...world });
  }
  run = (use, ...given) => this.browser.run(use, ...given);
  session = (use, given = null) => this.browser.run(`(given) => (${use})(document.querySelector("avocet-viewer").session, given)`, given);

  // The page of a sample, or a manifest in the viewer's own page.
  async open(address) {
    await this.browser.go("about:blank");
    await this.browser.go(address);
    await until("the viewer", () => this.run(() => /ready|failed/.test(document.querySelector("avocet-viewer").session?.readiness() ?? "") && document.querySelector("avocet-viewer").shadowRoot.querySelector(".viewer") !== null), 20);
    await sleep(300);
  }
  openManifest = (what, rest = {}) => this.open(`${this.dev}/?${new URLSearchParams({ manifest: typeof what === "string" ? what : this.put(`made/${Math.random().toString(36).slice(2)}.json`, what), ...rest })}`);

  // In the viewer, or in the page itself: the middle of the first that is seen.
  async place(selector, words = "") {
    return until(`${selector} ${words}`, () => this.run((selector, words) => {
      const roots = [document.querySelector("avocet-viewer")?.shadowRoot, document].filter(Boolean);
      for (const one of roots.flatMap((root) => [...root.querySelectorAll(selector)])) {
        const { x, y, width, height } = one.getBoundingClientRect();
        if (width > 0 && height > 0 && `${one.ariaLabel ?? ""} ${one.textContent}`.includes(words)) return { x: x + width / 2, y: y + height / 2, left: x, top: y, width, height };
      }
    }, selector, words), 10);
  }
  async click(selector, words) {
    const { x, y } = await this.place(selector, words);
    await this.browser.click(x, y);
  }
  press = (...keys) => this.browser.press(...keys);
  async type(text) {
    for (const one of text) await this.press(one);
  }
  text = (selector) => this.run((selector) => [document.querySelector("avocet-viewer")?.shadowRoot, document].filter(Boolean).flatMap((root) => [...root.querySelectorAll(selector)]).map((one) => one.innerText).join("\n"), selector);
  seen = (selector) => this.run((selector) => [...document.querySelector("avocet-viewer").shadowRoot.querySelectorAll(selector)].some((one) => one.checkVisibility() && one.getBoundingClientRect().height > 0), selector);

  now = () => this.session((s) => ({
    time: s.time(), duration: s.duration(), playing: s.playing(), canvas: s.canvasIndex(), rate: s.rate(), frameRate: s.frameRate(), trouble: s.trouble(), choices: s.choices(),
    ways: s.performance()?.voices().map((voice) => voice.way) ?? [], drift: s.performance()?.voices().map((voice) => { const at = voice.at(s.performance().clock.time); return at?.moving && !voice.over ? voice.position - at.position : 0; }) ?? [],
    frames: s.performance()?.voices().reduce((sum, { element }) => sum + (element.getVideoPlaybackQuality?.().totalVideoFrames ?? 0), 0) ?? 0,
    film: s.performance()?.voices().some(({ element }) => element.videoWidth > 0 && !element.paused) ?? false,
  }));
  // Goes on, with pictures if it is a film.
  async playsOn(seconds = 1) {
    const before = await this.now();
    return until("the time going on, with frames", async () => {
      const now = await this.now();
      const fatal = now.trouble.find((one) => one.fatal);
      check(!fatal, `it says: ${fatal?.what} ${fatal?.detail}`);
      return now.time > before.time + seconds && (!now.film || now.frames > before.frames + 5) && now;
    }, 25);
  }
  async playsByClick() {
    await this.click("button.start");
    return this.playsOn();
  }
  // The number a frame of a counter film bears as 16 bars.
  frameShown = () => this.run(async () => {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const ground = Object.assign(document.createElement("canvas"), { width: 320, height: 180 }), picture = ground.getContext("2d", { willReadFrequently: true });
    picture.drawImage(document.querySelector("avocet-viewer").shadowRoot.querySelector("video"), 0, 0, 320, 180);
    const { data } = picture.getImageData(0, 140, 320, 1);
    let number = 0;
    for (let bit = 0; bit < 16; bit++) if (data[(bit * 16 + 8) * 4] > 128) number |= 1 << bit;
    return number;
  });
}
