// Why something does not load or play, found out by asking for it once more in ways that tell causes apart. A file of
// its own (avocet-viewer.diagnose.js): it is loaded when there is something to find out.
import { faultIn } from "../iiif/json_fault";
import type { Trouble } from "../session";
import { abilities } from "./ladder";
import { access, isGuarded } from "./streams";
import type { Failure } from "./voice";

type Finding = Pick<Trouble, "kind" | "what" | "whose" | "detail">;

// An answer that is not a success.
export function diagnoseAnswer(address: string, { status, statusText }: Pick<Response, "status" | "statusText">): Trouble {
  return { address, fatal: true, ...ofStatus(status, `${status} ${statusText}`.trim()) };
}

// No answer at all: with CORS nothing more is said, so it is asked for without.
export async function diagnoseSilence(address: string, detail: string): Promise<Trouble> {
  return { address, fatal: true, ...(await ofSilence(address, detail)) };
}

// What was fetched as a document and is no JSON.
export function diagnoseJson(address: string, words: string, type: string): Trouble {
  const isPage = /^\s*<(!doctype|html)/i.test(words);
  const what = isPage ? "This is the address of a web page, not of a IIIF document." : "The document is broken: it is not JSON.";
  return { kind: "manifest", address, what, whose: "publisher", detail: isPage ? type || "HTML" : faultIn(words), fatal: true };
}

export async function diagnose({ body, detail, pictureOnly }: Failure): Promise<Trouble> {
  const address = body.id;
  if (!URL.canParse(address)) return { kind: "manifest", address, what: "The address of a body is missing or is not of the web.", whose: "publisher", detail, fatal: true };
  const denied = isGuarded(body) && (await access().then((file) => file.lastLeave(body)?.denied).catch(() => undefined));
  if (denied) return { address, fatal: true, ...ofStatus(403, denied.detail), guarded: body };
  if (pictureOnly) {
    const what = "This browser plays the sound of this recording but cannot decode its picture.";
    return { kind: "codec", address, what, whose: "browser", detail: `${body.format} (${detail})`, fatal: false };
  }
  return { address, fatal: true, ...(await findOut(address, body.format, detail)) };
}

async function findOut(address: string, format: string, detail: string): Promise<Finding> {
  const stop = new AbortController();
  try {
    const answer = await fetch(address, { headers: { range: "bytes=0-1" }, signal: stop.signal });
    stop.abort();
    if (!answer.ok) return ofStatus(answer.status, `${answer.status} ${answer.statusText}`.trim());
    return ofBytes(format || answer.headers.get("content-type") || "", answer, detail);
  } catch {
    return ofSilence(address, detail);
  }
}

function ofStatus(status: number, detail: string): Finding {
  if (status === 401 || status === 403) return { kind: "access", what: "This recording is not open to everyone: its server asks for permission.", whose: "server", detail };
  if (status === 404 || status === 410) return { kind: "missing", what: "There is nothing at this address any more.", whose: "publisher", detail };
  return { kind: "network", what: "The server answers with an error.", whose: "server", detail };
}

async function ofSilence(address: string, detail: string): Promise<Finding> {
  const reachable = await fetch(address, { mode: "no-cors", method: "HEAD" }).then(() => true, () => false);
  if (reachable) return { kind: "cors", what: "The server does not allow other sites to use this (it sends no CORS headers).", whose: "server", detail: "no Access-Control-Allow-Origin" };
  if (location.protocol === "https:" && address.startsWith("http:")) return { kind: "network", what: "This page is secure and the address is not (http), so the browser refuses it.", whose: "publisher", detail: "mixed content" };
  return { kind: "network", what: "The server cannot be reached.", whose: "network", detail };
}

// The bytes are there: it is the browser that cannot use them.
function ofBytes(format: string, answer: Response, detail: string): Finding {
  const type = format.replace(/;.*$/, "").trim();
  if (type && !/mpegurl|dash|^image\//i.test(type) && !abilities.canPlay(type)) return { kind: "format", what: "This browser does not know the format of this recording.", whose: "browser", detail: `${type} (${detail})` };
  const served = answer.headers.get("content-type") ?? "";
  if (/^text\/html/.test(served)) return { kind: "missing", what: "At this address there is a web page, not a recording.", whose: "publisher", detail: served };
  // Firefox, where the machine has nothing to hear sound by.
  if (/MediaSink/.test(detail)) return { kind: "codec", what: "This browser cannot decode this recording.", whose: "browser", detail: `no sound output (${detail})` };
  if (!/COULD_NOT_OPEN|COULD_NOT_PARSE/i.test(detail) && /codec|decode|no_supported_streams|not.?support/i.test(detail)) return { kind: "codec", what: "This browser cannot decode this recording.", whose: "browser", detail: `${format} (${detail})` };
  return { kind: "decode", what: "The recording is damaged or is not what it says it is.", whose: "publisher", detail };
}
