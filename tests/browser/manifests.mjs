// Every manifest and collection of the samples in both versions, judged by others (judge.mjs). Closes with `N passed, N failed[, N skipped]`.
import { samples, startServer } from "./harness.mjs";
import { close, judge, judgeBySchema, judgeDocument, judgeDocument4 } from "./judge.mjs";

const server = await startServer();
await judge("the samples", async () => {
  const { manifests, collections } = await samples(server);
  const files = [];
  for (const address of [...collections, ...manifests.map(({ id }) => id)]) {
    files.push(await judgeDocument(address, server.base));
    files.push(await judgeDocument4(address.replace("/presentation/3/", "/presentation/4/"), server.base));
  }
  judgeBySchema(files);
});
await server.stop();
close();
