// IIIF Authorization Flow 2.0 as a reader meets it: a server of another origin that gives nothing to strangers, asks for
// permission in a window of its own, and hands out tokens in a frame.
import { createReadStream, existsSync, statSync } from "node:fs";
import http from "node:http";
import { accessible } from "./accessible.mjs";
import { check, ROOT, test, until } from "./harness.mjs";
import { canvas, manifest, openViewer, painting, playing, video } from "./viewer_world.mjs";

const FILM = `${process.env.AVOCET_MEDIA ?? `${ROOT}/build/media`}/counter-film.mp4`, OPEN = FILM.replace("counter-film", "counter-long-gop");
const SIGNED = "signed-for-a-while";

// What it knows: `cookies` of those who have pressed its button, `tokens` it gave them.
async function accessServer() {
  const known = { cookies: new Set(), tokens: new Set(), asked: [] };
  const post = (response, query, message) => response.writeHead(200, { "content-type": "text/html" })
    .end(`<script>parent.postMessage(${JSON.stringify({ "@context": "http://iiif.io/api/auth/2/context.json", messageId: query.get("messageId"), ...message }).replace(/</g, "\\u003c")}, ${JSON.stringify(query.get("origin"))})</script>`);
  const film = (request, response, name) => {
    const { size } = statSync(name), range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "");
    const start = range ? Number(range[1]) : 0, end = range?.[2] ? Math.min(Number(range[2]), size - 1) : size - 1;
    response.writeHead(range ? 206 : 200, { "content-type": "video/mp4", "content-length": end - start + 1, ...(range && { "content-range": `bytes ${start}-${end}/${size}`, "accept-ranges": "bytes" }) });
    createReadStream(name, { start, end }).pipe(response);
  };
  const routes = {
    "/login": (request, response) => {
      known.cookies.add("reader");
      response.writeHead(200, { "content-type": "text/html", "set-cookie": "access=reader; HttpOnly; Path=/" }).end("<script>close()</script>");
    },
    "/token": (request, response, query) => {
      if (!/access=reader/.test(request.headers.cookie ?? "") || !known.cookies.has("reader")) return post(response, query, { type: "AuthAccessTokenError2", profile: "missingAspect", heading: { en: ["We do not know you"] } });
      const accessToken = `t${known.tokens.size}`;
      known.tokens.add(accessToken);
      post(response, query, { type: "AuthAccessToken2", accessToken, expiresIn: 300 });
    },
    "/logout": (request, response) => {
      known.cookies.clear();
      known.tokens.clear();
      response.writeHead(200, { "set-cookie": "access=; Max-Age=0; Path=/" }).end("Goodbye");
    },
    // How: "moved" to a signed address, or "here" by the cookie, with another film for strangers.
    "/probe": (request, response, query) => {
      const allowed = known.tokens.has(/^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1]), moved = query.get("how") === "moved";
      const result = allowed
        ? (moved ? { status: 302, location: { id: `${base}/signed.mp4?sig=${SIGNED}`, type: "Video" } } : { status: 200 })
        : { status: 401, heading: { en: ["Members only"] }, note: { en: ["<p>Join <b>us</b><script>window.hacked = 1</script><img src=x onerror=hacked=1></p>"] }, ...(!moved && { substitute: [{ id: `${base}/open.mp4`, type: "Video", format: "video/mp4" }] }) };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ "@context": "http://iiif.io/api/auth/2/context.json", type: "AuthProbeResult2", ...result }));
    },
    "/signed.mp4": (request, response, query) => (query.get("sig") === SIGNED ? film(request, response, FILM) : response.writeHead(403).end()),
    "/guarded.mp4": (request, response) => (known.cookies.has("reader") && /access=reader/.test(request.headers.cookie ?? "") ? film(request, response, FILM) : response.writeHead(401).end()),
    "/open.mp4": (request, response) => film(request, response, OPEN),
  };
  const server = http.createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://x");
    known.asked.push(pathname);
    response.setHeader("access-control-allow-origin", request.headers.origin ?? "*");
    response.setHeader("access-control-allow-credentials", "true");
    if (request.method === "OPTIONS") return response.writeHead(204, { "access-control-allow-headers": "authorization, range" }).end();
    const route = routes[pathname];
    if (route) route(request, response, searchParams);
    else response.writeHead(404).end();
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${server.address().port}`;
  return { base, known, stop: () => server.close() };
}

const guarded = (base, how, access) => manifest([canvas(12, [painting(video(`${base}/guarded.mp4`, { service: [{ id: `${base}/probe?how=${how}`, type: "AuthProbeService2", service: [{
  id: `${base}/login`, type: "AuthAccessService2", ...access,
  service: [{ id: `${base}/token`, type: "AuthAccessTokenService2" }, { id: `${base}/logout`, type: "AuthLogoutService2", label: { en: ["Leave the archive"] } }],
}] }] }))])]);

async function withAccess(use) {
  check(existsSync(FILM), `${FILM} is missing: run tools/make_media.sh`);
  const server = await accessServer();
  try {
    await use(server);
  } finally {
    server.stop();
  }
}

const SHEET = "avocet-viewer .trouble";
const source = (page) => page.session((s) => s.performance().voices()[0].element.currentSrc);
const enters = async (page, name) => {
  const [opened] = await Promise.all([page.context().waitForEvent("page"), page.getByRole("button", { name }).click()]);
  await until("the window closes by itself", () => opened.isClosed());
};

test("viewer: asks for permission, plays what the probe leads to, gives it back, and is not believed when it has expired", ({ browser }) =>
  withAccess(async ({ base, known }) => {
    const access = { profile: "active", label: { en: ["Log in"] }, heading: { en: ["The archive's own"] }, note: { en: ["For members."] }, confirmLabel: { en: ["Log in to the archive"] } };
    const page = await openViewer(browser, guarded(base, "moved", access));
    const said = await until("the sheet", async () => (await page.isVisible(`${SHEET} .offer`)) && page.textContent(SHEET));
    for (const one of ["Members only", "Join us", "The archive's own", "For members.", "Log in to the archive"]) check(said.includes(one), `it does not say ${one}: ${said}`);
    await accessible(page, "asked for permission", "avocet-viewer");
    check(!(await page.evaluate(() => window.hacked)), "a script of the server ran");
    check(!known.asked.includes("/guarded.mp4"), "it asked for the recording though the probe says no");
    await enters(page, "Log in to the archive");
    await playing(page);
    check((await source(page)).startsWith(`${base}/signed.mp4`), `it plays ${await source(page)}`);
    check(!(await page.isVisible(SHEET)), "the sheet stays");
    known.tokens.clear(); // and the cookie with them: what was given has expired
    known.cookies.clear();
    await page.session((s) => s.retry());
    await until("it asks again", async () => (await page.isVisible(`${SHEET} .offer`)) && (await page.textContent(SHEET)).includes("Members only"));
    await enters(page, "Log in to the archive");
    await playing(page);
    await page.getByRole("button", { name: "Leave the archive" }).click();
    await until("nothing is open any more", async () => page.isVisible(`${SHEET} .offer`));
    check(known.asked.includes("/logout"), "the server was not told");
  }));

test("viewer: plays the substitute until permission is given, then the recording by its cookie", ({ browser }) =>
  withAccess(async ({ base, known }) => {
    const page = await openViewer(browser, guarded(base, "here", { profile: "kiosk", label: { en: ["Reading room"] } }));
    await playing(page);
    check((await source(page)).startsWith(`${base}/open.mp4`), `it plays ${await source(page)}`);
    await until("the remark", async () => (await page.textContent("avocet-viewer .remarks")).includes("This is a substitute"));
    await enters(page, "Reading room");
    await until("the recording itself", async () => (await source(page)).startsWith(`${base}/guarded.mp4`));
    await playing(page);
    check(known.tokens.size === 1, `${known.tokens.size} tokens were given`);
    await page.reload();
    await until("a reader who is known is let in without a press", async () => (await source(page)).startsWith(`${base}/guarded.mp4`));
  }));
