// <avocet-viewer> on streams that nobody describes but themselves: qualities, sound tracks, captions and the rate of their
// frames are found in them, and can be chosen.
import { check, near, test, until } from "./harness.mjs";
import { withRecordings } from "./recordings.mjs";
import { CANVAS, canvas, manifest, openViewer, painting, playing, quiet } from "./viewer_world.mjs";

const FORMATS = { m3u8: "application/vnd.apple.mpegurl", mpd: "application/dash+xml" };

const menus = (page) => page.evaluate(() => Object.fromEntries([...document.querySelector("avocet-viewer").shadowRoot.querySelectorAll(".pop .menu")].map((menu) => [menu.dataset.menu, [...menu.querySelectorAll("option")].map((one) => one.text)])));
const chooseIn = (page, menu, wanted) => page.selectOption(`avocet-viewer .menu[data-menu="${menu}"] select`, { label: wanted });

for (const [name, format] of Object.entries(FORMATS))
  test(`viewer: what is within a stream can be chosen: ${name}`, ({ browser }) =>
    withRecordings(["purposes.mkv"], async (server) => {
      const stream = `${server.base}/av/purposes/full/full/max/max/0/default.${name}`;
      const page = await openViewer(browser, manifest([canvas(10, [painting({ id: stream, type: "Video", format })])]));
      await until("the frame rate before it plays", async () => (await page.now()).frameRate > 0);
      near((await page.now()).frameRate, 25, 0.001, "the frame rate");
      await playing(page, 0.2);
      await page.click('avocet-viewer [aria-label="Settings"]');
      const offered = await until("the menus", async () => { const all = await menus(page); return all["Sound track"] && all["Captions"] && all; });
      check(offered["Sound track"].includes("English (audio description)"), "no audio description by its name");
      await chooseIn(page, "Sound track", "English (audio description)");
      await until("it is taken", async () => (await page.session((s) => s.choices().sound[s.chosen().sound].describes)));
      await chooseIn(page, "Captions", offered["Captions"][1]);
      await page.verb("seek", 0.2);
      const said = await until("a caption", () => page.evaluate(() => document.querySelector("avocet-viewer").shadowRoot.querySelector(".captions .said")?.textContent));
      check(!said.startsWith("Sign"), `the caption is of another text: ${said}`);
      quiet(page);
    }));
