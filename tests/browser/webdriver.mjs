// Browsers that playwright cannot drive as Debian ships them, driven in WebDriver's words: Firefox by its own Marionette,
// WebKitGTK's MiniBrowser by WebKitWebDriver; on a screen of Xvfb, with nothing remembered and nothing asked for beyond
// this machine.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { check, sleep, until } from "./harness.mjs";

const WINDOW = { width: 1280, height: 860 };
const FIREFOX = "/usr/bin/firefox-esr", WEBKIT_DRIVER = "/usr/bin/WebKitWebDriver", SCREEN = "/usr/bin/Xvfb";
const MINI_BROWSERS = ["x86_64", "aarch64"].map((machine) => `/usr/lib/${machine}-linux-gnu/webkit2gtk-4.1/MiniBrowser`);
const NEEDS = { firefox: [[FIREFOX], "firefox-esr"], webkit: [[WEBKIT_DRIVER], "webkit2gtk-driver"] };

// Debian's packages that are missing to drive this browser.
export const missing = (name) =>
  [NEEDS[name], [[SCREEN], "xvfb"], ...(name === "webkit" ? [[MINI_BROWSERS, "webkit2gtk-driver"]] : [])].filter(([files]) => !files.some((file) => existsSync(file))).map(([, debian]) => debian);

function start(program, words, environment = {}) {
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...environment } });
  child.said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => (child.said = (child.said + bytes).slice(-200000)));
  child.end = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    const forced = setTimeout(() => child.kill("SIGKILL"), 10000);
    await gone;
    clearTimeout(forced);
  };
  return child;
}

export async function startScreen() {
  const screen = start(SCREEN, ["-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]);
  const number = await until("a screen", () => /^(\d+)$/m.exec(screen.said)?.[1], 20);
  return { display: `:${number}`, end: screen.end };
}

// ---- what can be said to either

class Driven {
  constructor(send, ends) {
    this.send = send; // (command of Marionette, method and path of WebDriver, parameters) -> value
    this.ends = ends;
  }
  go = (address) => this.send("WebDriver:Navigate", "POST /url", { url: address });
  back = () => this.send("WebDriver:Back", "POST /back", {});
  // Runs in the page, with what JSON can carry; waits for what it promises.
  async run(use, ...given) {
    const script = `const done = arguments[1]; Promise.resolve().then(() => (${use})(...arguments[0])).then((value) => done({ value }), (problem) => done({ problem: String(problem) }));`;
    const { value, problem } = await this.send("WebDriver:ExecuteAsyncScript", "POST /execute/async", { script, args: [given], sandbox: null, newSandbox: false });
    if (problem) throw new Error(problem);
    return value;
  }
  async shot(file) {
    const answer = await this.send("WebDriver:TakeScreenshot", "GET /screenshot", { full: false });
    writeFileSync(file, Buffer.from(answer, "base64"));
  }
  act = (actions) => this.send("WebDriver:PerformActions", "POST /actions", { actions });
  mouse = (steps) => this.act([{ type: "pointer", id: "mouse", parameters: { pointerType: "mouse" }, actions: steps }]);
  async click(x, y) {
    const at = { type: "pointerMove", duration: 0, x: Math.round(x), y: Math.round(y) };
    await this.mouse([at, { type: "pointerDown", button: 0 }, { type: "pointerUp", button: 0 }]);
  }
  async press(...keys) {
    const actions = [...keys.map((value) => ({ type: "keyDown", value })), ...[...keys].reverse().map((value) => ({ type: "keyUp", value }))];
    await this.act([{ type: "key", id: "keyboard", actions }]);
  }
  async end() {
    for (const end of this.ends) await end();
  }
}

// ---- Firefox

const PREFERENCES = {
  "marionette.port": 0, "datareporting.policy.dataSubmissionEnabled": false, "app.update.enabled": false, "browser.shell.checkDefaultBrowser": false,
  "browser.startup.homepage": "about:blank", "browser.startup.page": 0, "startup.homepage_welcome_url": "", "browser.aboutwelcome.enabled": false, "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false, "extensions.getAddons.cache.enabled": false, "full-screen-api.warning.timeout": 0, "remote.prefs.recommended": true,
  // Nothing but this machine answers.
  "network.proxy.type": 1, "network.proxy.http": "127.0.0.1", "network.proxy.http_port": 9, "network.proxy.ssl": "127.0.0.1", "network.proxy.ssl_port": 9, "network.proxy.no_proxies_on": "127.0.0.1",
};

// Messages are `length:json`; [0, id, command, parameters] is answered by [1, id, problem, result].
async function marionette(port) {
  const socket = net.connect(port, "127.0.0.1");
  await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  let kept = Buffer.alloc(0), count = 0;
  const waiting = new Map();
  socket.on("data", (bytes) => {
    kept = Buffer.concat([kept, bytes]);
    for (;;) {
      const colon = kept.indexOf(":");
      const length = colon < 0 ? NaN : Number(kept.subarray(0, colon));
      if (!(kept.length >= colon + 1 + length)) return;
      const message = JSON.parse(kept.subarray(colon + 1, colon + 1 + length));
      kept = kept.subarray(colon + 1 + length);
      if (!Array.isArray(message)) continue; // its greeting
      const [, id, problem, result] = message;
      const { resolve, reject } = waiting.get(id);
      waiting.delete(id);
      if (problem) reject(new Error(`${problem.error}: ${problem.message}`));
      else resolve(result && "value" in result ? result.value : result);
    }
  });
  socket.on("close", () => waiting.forEach(({ reject }) => reject(new Error("Firefox is gone"))));
  const say = (command, parameters = {}) =>
    new Promise((resolve, reject) => {
      waiting.set(++count, { resolve, reject });
      const text = JSON.stringify([0, count, command, parameters]);
      socket.write(`${Buffer.byteLength(text)}:${text}`);
    });
  return { say, end: () => socket.destroy() };
}

async function startFirefox(display, preferences) {
  const profile = mkdtempSync(path.join(tmpdir(), "avocet-firefox-"));
  const lines = Object.entries({ ...PREFERENCES, ...preferences }).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`);
  writeFileSync(path.join(profile, "user.js"), lines.join("\n"));
  const words = ["--marionette", "--remote-allow-system-access", "--no-remote", "--profile", profile, "--width", `${WINDOW.width}`, "--height", `${WINDOW.height}`, "about:blank"];
  const browser = start(FIREFOX, words, { DISPLAY: display, MOZ_CRASHREPORTER_DISABLE: "1", HOME: profile });
  const forget = () => rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  const portFile = path.join(profile, "MarionetteActivePort");
  const port = await until("Firefox", () => (check(browser.exitCode === null, browser.said.slice(-1000)), existsSync(portFile) && Number(readFileSync(portFile, "utf8"))), 60);
  const { say, end } = await marionette(port);
  const { capabilities } = await say("WebDriver:NewSession", { capabilities: { alwaysMatch: { "moz:accessibilityChecks": false } } });
  const driven = new Driven((command, _, parameters) => say(command, parameters), [end, browser.end, forget]);
  driven.name = `Firefox ${capabilities.browserVersion}`;
  await say("WebDriver:SetWindowRect", WINDOW);
  // What the console has been told since it was last asked, of pages of this machine.
  driven.complaints = async () => {
    await say("Marionette:SetContext", { value: "chrome" });
    // Of warnings only what concerns the scripts: that this or that recording fails is what the trial itself looks at.
    const script = `const all = Services.console.getMessageArray().filter((m) => m instanceof Ci.nsIScriptError && /127\\.0\\.0\\.1/.test(m.sourceName + m.message) && !(m.flags & Ci.nsIScriptError.infoFlag)).map((m) => (m.flags & Ci.nsIScriptError.warningFlag ? "warning: " : "error: ") + m.errorMessage + " " + m.sourceName + ":" + m.lineNumber); Services.console.reset(); return all;`;
    const said = await say("WebDriver:ExecuteScript", { script, args: [] });
    await say("Marionette:SetContext", { value: "content" });
    return said.filter((one) => !/This error message will be blank|could not be decoded|OpaqueResponseBlocking|Load of media resource|No decoders for requested/.test(one));
  };
  return driven;
}

// ---- WebKitGTK

async function startWebKit(display) {
  const home = mkdtempSync(path.join(tmpdir(), "avocet-webkit-"));
  const port = await new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
  const environment = { DISPLAY: display, HOME: home, XDG_CACHE_HOME: home, GDK_BACKEND: "x11", WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1", http_proxy: "http://127.0.0.1:9", https_proxy: "http://127.0.0.1:9", no_proxy: "127.0.0.1", LIBGL_ALWAYS_SOFTWARE: "1" };
  const driver = start(WEBKIT_DRIVER, [`--port=${port}`, "--host=127.0.0.1"], environment);
  const call = async (way, parameters) => {
    const [method, rest] = way.split(" ");
    const answer = await fetch(`http://127.0.0.1:${port}${rest}`, { method, ...(method === "POST" && { body: JSON.stringify(parameters), headers: { "content-type": "application/json" } }) });
    const { value } = await answer.json();
    if (!answer.ok) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  await until("WebKitWebDriver", async () => (await call("GET /status")).ready, 20);
  const words = ["--automation", "--ignore-tls-errors", `--geometry=${WINDOW.width}x${WINDOW.height}`, "--enable-write-console-messages-to-stdout=true"];
  const { sessionId, capabilities } = await call("POST /session", { capabilities: { alwaysMatch: { "webkitgtk:browserOptions": { binary: MINI_BROWSERS.find((file) => existsSync(file)), args: words } } } });
  const send = (_, way, parameters) => call(way.replace(" ", ` /session/${sessionId}`), parameters);
  const driven = new Driven(send, [() => send("", "DELETE ").catch(() => {}), driver.end, () => rmSync(home, { recursive: true, force: true, maxRetries: 5 })]);
  driven.name = `WebKitGTK ${capabilities.browserVersion}`;
  await send("", "POST /window/rect", WINDOW).catch(() => {});
  let heard = 0;
  driven.complaints = async () => {
    await sleep(100);
    const lines = driver.said.slice(heard).split("\n").filter((line) => /CONSOLE.*(ERROR|WARN)/.test(line));
    heard = driver.said.length;
    return lines;
  };
  return driven;
}

export const startBrowser = (name, display, preferences = {}) => (name === "firefox" ? startFirefox(display, preferences) : startWebKit(display));
