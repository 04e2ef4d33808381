// Stretches of sound, copied into files of sound: what the browser decodes is what it decodes of the master, sample by
// sample, and the element knows how long it is.
import { withCounters } from "./counters.mjs";
import { check, near, openPage, test, until } from "./harness.mjs";

// Master, the form it is copied into, samples a second, how much of full scale may differ; how many samples at its start
// the browser loses of the master itself (it rounds WebM's codec delay of 312 samples to 7 ms), and by how many seconds it
// shows too long a duration (it counts the pre-skip of Ogg Opus).
const FORMS = [["cbr.mp3", "mp3", 44100, 0, 0, 0], ["opus.webm", "ogg", 48000, 1e-4, 24, 0.33], ["flac.mkv", "flac", 44100, 0, 0, 0], ["sound.wav", "wav", 48000, 0, 0, 0]];
const CUTS = [[0.1, 1.2345], [0.7131, 2.90007], [1.5, 3.9]];

const samplesOf = (page, address, rate) => page.evaluate(async ([source, sampleRate]) => {
  const bytes = await (await fetch(source)).arrayBuffer();
  const sound = await new OfflineAudioContext(1, 1, sampleRate).decodeAudioData(bytes);
  return Array.from(sound.getChannelData(0));
}, [address, rate]);

for (const [file, format, rate, worst, lost, longer] of FORMS)
  test(`clips of ${file} as ${format} are its samples`, ({ browser, pages }) => withCounters([file], async (server) => {
    const page = await openPage(browser, `${pages.base}/page.html`);
    const name = file.split(".")[0];
    const whole = await samplesOf(page, `${server.base}/file/${name}/${file}`, rate);
    for (const [start, end] of CUTS) {
      const address = `${server.base}/av/${name}/${start},${end}/max/default.${format}`;
      const what = `${address.slice(server.base.length)}`;
      const first = Math.ceil(start * rate - 1e-6), count = Math.ceil(end * rate - 1e-6) - first;
      const samples = await samplesOf(page, address, rate);
      check(samples.length === count, `${what}: ${samples.length} samples in place of ${count}`);
      const difference = samples.reduce((most, sample, i) => Math.max(most, Math.abs(sample - whole[first + i - lost])), 0);
      check(difference <= worst, `${what}: differs by ${difference}`);
      await page.evaluate((source) => {
        document.body.replaceChildren(Object.assign(document.createElement("audio"), { crossOrigin: "anonymous", src: source, preload: "auto", muted: true }));
      }, address);
      await until(`${what} can be heard`, () => page.evaluate(() => document.querySelector("audio").readyState >= 2));
      const duration = await page.evaluate(() => document.querySelector("audio").duration);
      near(duration, end - start + longer / 2, longer / 2 + 0.002, `${what}: duration`);
      if (end - start < 2) continue;  // Chromium cannot seek in any FLAC that is so short
      await page.evaluate(() => { document.querySelector("audio").currentTime = 1; });
      await until(`${what} can be sought`, () => page.evaluate(() => !document.querySelector("audio").seeking && document.querySelector("audio").readyState >= 2));
    }
  }));
