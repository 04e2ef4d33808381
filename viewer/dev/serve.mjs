// node dev/serve.mjs [PORT]: dev/index.html and dist/ on 127.0.0.1, to try the viewer on any manifest by ?manifest=.
// It serves these files and nothing else.
import { createReadStream, existsSync, statSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2" };

export function serve(port = 0) {
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://x");
    const name = path.join(root, pathname === "/" ? "dev/index.html" : path.normalize(decodeURIComponent(pathname)));
    const open = ["dev", "dist"].some((folder) => name.startsWith(path.join(root, folder) + path.sep));
    if (!open || !existsSync(name) || !statSync(name).isFile()) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[path.extname(name)] ?? "application/octet-stream", "cache-control": "no-store" });
    createReadStream(name).pipe(response);
  });
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve({ base: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() })));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(`open ${(await serve(Number(process.argv[2] ?? 8090))).base}/?manifest=…`);
