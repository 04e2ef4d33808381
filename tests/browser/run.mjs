// node run.mjs [WORDS]: runs the browser tests, all or those whose name contains WORDS, against build/dev/avocet (or
// what AVOCET_BIN names) on the samples of build/samples. Closes with `N passed, N failed`.
import { buildPages } from "./build_pages.mjs";
import { launch, runTests, samples, startPages, startServer } from "./harness.mjs";
import "./clips_test.mjs";
import "./deep_zoom_test.mjs";
import "./export_test.mjs";
import "./ours_test.mjs";
import "./players_test.mjs";
import "./renditions_test.mjs";
import "./viewers_test.mjs";

await buildPages();
const server = await startServer();
const pages = await startPages();
const browser = await launch();
let failed = 1;
try {
  const items = await samples(server);
  failed = await runTests({ server, pages, browser, items }, process.argv[2]);
} catch (problem) {
  console.log(`FAILED ${problem.message}\n0 passed, 1 failed`);
} finally {
  await browser.close();
  pages.stop();
  const { status, said } = await server.stop();
  if (status !== 0) {
    console.log(`FAILED the program ended with ${status}: ${said.slice(-3000)}\n0 passed, 1 failed`);
    failed = 1;
  }
}
process.exit(failed ? 1 : 0);
