// The access token service: a page in a hidden frame that posts a token to us, or why there is none.
// https://iiif.io/api/auth/2.0/#access-token-service
import { readWords } from "../iiif/described";
import { isObject, positive, text } from "../iiif/json";
import type { LanguageMap } from "../iiif/program";
import { make } from "../ui/dom";

const PATIENCE = 15_000; // milliseconds
const LONGEST = 8192; // characters
const LASTS = 3600; // seconds, where the server does not say

export interface Denied {
  readonly heading: LanguageMap;
  readonly note: LanguageMap;
  readonly detail: string; // profile of the error, status
}

interface Token {
  readonly value: string;
  readonly until: number; // performance.now()
}

const tokens = new Map<string, Token>(); // by the address of their service

export function tokenOf(service: string): string | undefined {
  const token = tokens.get(service);
  if (token && token.until > performance.now()) return token.value;
  tokens.delete(service);
  return undefined;
}

export const forget = (service: string): void => void tokens.delete(service);

// Undefined: there is one now, tokenOf() gives it.
export async function fetchToken(service: string): Promise<Denied | undefined> {
  const messageId = crypto.randomUUID?.() ?? String(Math.random());
  const address = new URL(service);
  address.searchParams.set("messageId", messageId);
  address.searchParams.set("origin", location.origin);
  const frame = make("iframe", { src: address.href, hidden: true, ariaHidden: "true" });
  const said = await new Promise<unknown>((resolve) => {
    const stop = new AbortController(), timer = setTimeout(() => done(undefined), PATIENCE);
    const done = (value: unknown): void => {
      clearTimeout(timer);
      stop.abort();
      frame.remove();
      resolve(value);
    };
    addEventListener("message", ({ origin, data }) => origin === address.origin && isObject(data) && data["messageId"] === messageId && done(data), stop);
    document.body.append(frame);
  });
  if (!isObject(said)) return { heading: {}, note: {}, detail: "no answer" };
  const value = text(said["accessToken"]);
  if (!/^[\x21-\x7e]+$/.test(value) || value.length > LONGEST) return { heading: readWords(said["heading"]), note: readWords(said["note"]), detail: text(said["profile"]).slice(0, 100) || "no token" };
  tokens.set(service, { value, until: performance.now() + (positive(said["expiresIn"]) || LASTS) * 1000 });
  return undefined;
}
