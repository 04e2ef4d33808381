// The program on a folder of its own: recordings of tools/make_media.sh, and small files beside them.
import { cpSync, existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { check, getJson, ROOT, startServer, until } from "./harness.mjs";

const MEDIA = process.env.AVOCET_MEDIA ?? `${ROOT}/build/media`;

// `sides`: the texts of files by name. Calls `use` with the server once the last recording is there.
export async function withRecordings(files, use, { flags = [], sides = {} } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), "avocet-recordings-"));
  const long_ago = new Date(Date.now() - 3_600_000);
  for (const [name, text] of Object.entries(sides)) writeFileSync(`${folder}/${name}`, text);
  for (const file of files) {
    check(existsSync(`${MEDIA}/${file}`), `${MEDIA}/${file} is missing: run tools/make_media.sh`);
    cpSync(`${MEDIA}/${file}`, `${folder}/${file}`);
    utimesSync(`${folder}/${file}`, long_ago, long_ago);
  }
  const server = await startServer(folder, flags);
  try {
    await until("the recordings are read", () => getJson(`${server.base}/av/${path.parse(files.at(-1)).name}/info.json`));
    await use(server);
  } finally {
    const { status } = await server.stop();
    rmSync(folder, { recursive: true, force: true });
    check(status === 0, `the program ended with ${status}`);
  }
}
