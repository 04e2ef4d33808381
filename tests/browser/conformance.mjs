// The program tells the truth about itself: of every sample, all that info.json names is asked for (each format in each
// quality, sources, tracks, waveforms, storyboards, the manifest), and some of what it does not name, which has to be
// refused. The judge is the program's own `avocet conformance --all`. Closes with `N passed, N failed`.
import { getJson, run, samples, startServer } from "./harness.mjs";
import { close, counted, judge } from "./judge.mjs";

const server = await startServer();
await judge("the samples", async () => {
  const { manifests } = await samples(server);
  const seen = new Set(); // playlists have canvases of the same services
  for (const { id } of manifests)
    for (const canvas of (await getJson(id)).items) {
      const service = canvas.seeAlso?.[0].id; // a composed canvas has none of its own
      if (!service || seen.has(service)) continue;
      seen.add(service);
      const { out, said } = await run(["conformance", service, "--all", "--json"]);
      const report = JSON.parse(out || "{}");
      const kept = report.findings?.filter(({ outcome }) => outcome === "pass") ?? [];
      const broken = report.findings?.filter(({ outcome }) => outcome === "fail") ?? [];
      counted.passed += kept.length;
      counted.failed += broken.length;
      for (const { requirement, detail } of broken) console.log(`FAILED ${report.service}: ${requirement}: ${detail}`);
      await judge(`${id} reaches what it declares`, () => {
        if (report.reached !== report.declared || !(report.requests > 50)) throw new Error(`declared ${report.declared}, reached ${report.reached} in ${report.requests} requests ${said}`);
      });
      console.log(`${report.service}: level ${report.reached}, ${report.requests} requests`);
    }
});
await server.stop();
close();
