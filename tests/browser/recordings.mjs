// The program on a folder of its own: recordings of tools/make_media.sh, and small files beside them.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { check, getJson, ROOT, startServer, until } from "./harness.mjs";

const MEDIA = process.env.AVOCET_MEDIA ?? `${ROOT}/build/media`;

// A recording [what, where] lies in a folder. `sides`: the texts of files by name. Calls `use` with the server once the last recording is there.
export async function withRecordings(files, use, { flags = [], sides = {} } = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), "avocet-recordings-"));
  const long_ago = new Date(Date.now() - 3_600_000);
  const place = (name) => {
    mkdirSync(path.dirname(`${folder}/${name}`), { recursive: true });
    return `${folder}/${name}`;
  };
  for (const [name, text] of Object.entries(sides)) {
    writeFileSync(place(name), text);
    utimesSync(`${folder}/${name}`, long_ago, long_ago);
  }
  const named = files.map((file) => (Array.isArray(file) ? file : [file, file]));
  for (const [from, to] of named) {
    check(existsSync(`${MEDIA}/${from}`), `${MEDIA}/${from} is missing: run tools/make_media.sh`);
    cpSync(`${MEDIA}/${from}`, place(to));
    utimesSync(`${folder}/${to}`, long_ago, long_ago);
  }
  const last = named.at(-1)[1].replace(/\.[^.]*$/, "").replace(/[\/ ]/g, "-");
  const server = await startServer(folder, flags);
  try {
    await until("the recordings are read", () => getJson(`${server.base}/av/${last}/info.json`));
    await use(server);
  } finally {
    const { status } = await server.stop();
    rmSync(folder, { recursive: true, force: true });
    check(status === 0, `the program ended with ${status}`);
  }
}
