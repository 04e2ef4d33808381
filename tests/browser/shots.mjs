// node shots.mjs [ADDRESS]: pictures of home and item pages, dark, light and on a phone, into build/shots, to be looked
// at. Of the server at ADDRESS, or of the samples.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { crawl, launch, openPage, ROOT, samples, sleep, startServer } from "./harness.mjs";

const LOOKS = {
  dark: { colorScheme: "dark", viewport: { width: 1280, height: 800 } },
  light: { colorScheme: "light", viewport: { width: 1280, height: 800 } },
  phone: { colorScheme: "dark", viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 },
};
const OUT = path.join(ROOT, "build/shots");
const address = process.argv[2]?.replace(/\/$/, "");
const server = address ? { base: address, stop: () => {} } : await startServer();
const browser = await launch();
try {
  mkdirSync(OUT, { recursive: true });
  const root = `${server.base}/presentation/3/collection/root`;
  const { manifests, collections } = address ? await crawl(root) : await samples(server);
  const pages = { home: `${server.base}/` };
  for (const { id } of manifests.slice(0, 8)) {
    const name = /\/presentation\/3\/(.+)\/manifest$/.exec(id)[1];
    pages[decodeURIComponent(name).replace(/[^\w]+/g, "-")] = `${server.base}/view/${name}`;
  }
  console.log(`${collections.length} collections, ${manifests.length} items`);
  for (const [look, options] of Object.entries(LOOKS)) {
    for (const [name, url] of Object.entries(pages)) {
      const page = await openPage(browser, url, options);
      const menu = page.getByLabel("Captions", { exact: true });
      await sleep(1500);
      if (await menu.isVisible().catch(() => false)) await menu.selectOption({ index: 1 });
      await page.evaluate(() => document.querySelector("video, audio")?.play().catch(() => {}));
      await sleep(name === "home" ? 200 : 2500);
      await page.screenshot({ path: path.join(OUT, `${look}-${name}.png`), fullPage: true });
      if (page.troubles.length) console.log(`${look} ${name}: ${page.troubles.join(" | ")}`);
      await page.context().close();
    }
  }
} finally {
  await browser.close();
  await server.stop();
}
console.log(`the pictures lie in ${OUT}`);
