// A page of another origin edits with a token: preflights, tags and refusals reach it, and nothing without the token does.
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { SAMPLES, check, openPage, startServer, test } from "./harness.mjs";

const TOKEN = "0123456789abcdef0123";

test("a page of another origin edits a description with a token", async ({ browser, pages }) => {
  const folder = mkdtempSync(path.join(tmpdir(), "avocet-editing-"));
  copyFileSync(path.join(SAMPLES, "four-notes.flac"), path.join(folder, "notes.flac"));
  writeFileSync(path.join(folder, "notes.yaml"), "# by hand\nlabel: Notes\n");
  writeFileSync(path.join(folder, "tokens"), `ann ${TOKEN}\n`);
  const server = await startServer(folder, ["--admin-token-file", path.join(folder, "tokens")]);
  try {
    const page = await openPage(browser, `${pages.base}/page.html`);
    const seen = await page.evaluate(async ({ base, token }) => {
      const ask = async (method, patch, more = {}) => {
        const answer = await fetch(`${base}/items/notes/description`, { method, body: patch && JSON.stringify(patch),
          headers: { ...(token && { authorization: `Bearer ${token}` }), ...(patch && { "content-type": "application/merge-patch+json" }), ...more } });
        return { status: answer.status, etag: answer.headers.get("etag"), body: await answer.json() };
      };
      const before = await ask("GET");
      const refused = await ask("PATCH", { rights: "mine" }, { "if-match": before.etag });
      const after = await ask("PATCH", { label: { cy: "Nodau" } }, { "if-match": before.etag });
      const stale = await ask("PATCH", { label: "Old" }, { "if-match": before.etag });
      const manifest = await (await fetch(`${base}/presentation/3/notes/manifest`)).json();
      token = "";
      const stranger = await ask("PATCH", { label: "Mine" }, { "if-match": after.etag });
      return { before, refused, after, stale, manifest, stranger };
    }, { base: server.base, token: TOKEN });
    check(seen.before.status === 200 && seen.before.body.label === "Notes", `read: ${JSON.stringify(seen.before)}`);
    check(seen.refused.status === 422 && seen.refused.body.errors[0].pointer === "/rights", `refused: ${JSON.stringify(seen.refused)}`);
    check(seen.after.status === 200 && seen.after.etag && seen.after.etag !== seen.before.etag, `changed: ${JSON.stringify(seen.after)}`);
    check(seen.stale.status === 412 && seen.stale.etag === seen.after.etag, `stale: ${JSON.stringify(seen.stale)}`);
    check(seen.stranger.status === 401, `without the token: ${JSON.stringify(seen.stranger)}`);
    check(seen.manifest.label.cy?.[0] === "Nodau", `the manifest: ${JSON.stringify(seen.manifest.label)}`);
    const file = readFileSync(path.join(folder, "notes.yaml"), "utf8");
    check(file === "# by hand\nlabel:\n  cy: Nodau\n", `the file: ${file}`);
  } finally {
    const { status, said } = await server.stop();
    rmSync(folder, { recursive: true, force: true });
    check(status === 0 && !said.includes(TOKEN), `the program ended with ${status}: ${said.slice(-2000)}`);
  }
});
