// IIIF Authorization Flow 2.0: whether a recording may be had, from where, and by which services permission is got.
// https://iiif.io/api/auth/2.0/
import { readWords } from "../iiif/described";
import { idOf, isObject, list, objects, text, typeOf, webAddress, type Json } from "../iiif/json";
import type { Body, LanguageMap } from "../iiif/program";
import { fetchToken, forget, tokenOf, type Denied } from "./token";

export interface Access {
  readonly profile: "external" | "kiosk" | "active";
  readonly id: string; // the page to open, "" for an external one
  readonly heading: LanguageMap;
  readonly note: LanguageMap;
  readonly label: LanguageMap;
  readonly confirm: LanguageMap; // on the button
  readonly token: string; // address of the token service
  readonly logout: { readonly id: string; readonly label: LanguageMap } | undefined;
}

export interface Leave {
  readonly address: string; // what may be had; "": nothing
  readonly credentials: boolean; // cookies decide about that address
  readonly instead: boolean; // a substitute
  readonly held: boolean; // by a token
  readonly denied: Denied | undefined;
}

const PROFILES = ["external", "kiosk", "active"] as const; // in the order in which they are to be tried

const probeOf = (body: Body): Json | undefined => body.services.find(({ type }) => type === "AuthProbeService2")?.given;

export function accessesOf(body: Body): readonly Access[] {
  const all = objects(probeOf(body)?.["service"]).flatMap((service): Access[] => {
    const profile = PROFILES.find((one) => one === text(service["profile"]));
    const within = objects(service["service"]), named = (type: string) => within.find((one) => typeOf(one) === type);
    const token = webAddress(idOf(named("AuthAccessTokenService2") ?? {})), logout = named("AuthLogoutService2");
    const id = webAddress(idOf(service)), out = webAddress(idOf(logout ?? {}));
    if (typeOf(service) !== "AuthAccessService2" || !profile || !token || (!id && profile !== "external")) return [];
    return [{ profile, id, heading: readWords(service["heading"]), note: readWords(service["note"]), label: readWords(service["label"]), confirm: readWords(service["confirmLabel"]), token, logout: out ? { id: out, label: readWords(logout!["label"]) } : undefined }];
  });
  return PROFILES.flatMap((profile) => all.filter((one) => one.profile === profile));
}

const leaves = new WeakMap<Body, Leave>();
export const lastLeave = (body: Body): Leave | undefined => leaves.get(body);

// Asks the probe service; where it says no, whether the reader is known already: then nobody has to press anything.
export async function admit(body: Body): Promise<Leave> {
  const leave = await ask(body);
  leaves.set(body, leave);
  return leave;
}

async function ask(body: Body): Promise<Leave> {
  const own: Leave = { address: body.id, credentials: true, instead: false, held: false, denied: undefined };
  const probe = webAddress(idOf(probeOf(body) ?? {}));
  if (!probe) return own;
  const accesses = accessesOf(body);
  const kept = accesses.map(({ token }) => tokenOf(token)).find(Boolean);
  let result = await askProbe(probe, kept), held = kept !== undefined, why: Denied | undefined;
  for (const { token } of accesses) {
    if (!result || !isDenied(result)) break;
    forget(token); // did not help, or is of before
    why = (await fetchToken(token)) ?? why;
    const value = tokenOf(token);
    if (!value) continue;
    result = await askProbe(probe, value);
    held = true;
  }
  if (!result) return own; // there is no answer from the probe: the recording itself may answer
  const status = Number(result["status"]);
  if (status >= 200 && status < 300) return { ...own, held };
  const moved = isObject(result["location"]) ? webAddress(idOf(result["location"])) : "";
  if (moved && status >= 300 && status < 400) return { ...own, address: moved, credentials: false, held };
  return { ...own, address: substituteOf(result, body), instead: true, credentials: false, held, denied: reason(result, probeOf(body)!, status, why) };
}

const isDenied = (result: Json): boolean => Number(result["status"]) === 401 || Number(result["status"]) === 403;

// Undefined: it does not answer.
async function askProbe(address: string, token: string | undefined): Promise<Json | undefined> {
  try {
    const answer = await fetch(address, { headers: { accept: "application/json", ...(token && { authorization: `Bearer ${token}` }) }, cache: "no-store" });
    if (!answer.ok) return { status: answer.status };
    const result: unknown = await answer.json();
    return isObject(result) ? result : undefined;
  } catch {
    return undefined;
  }
}

// Another of the same form that is open to this reader. One that asks for permission itself is passed over.
function substituteOf(result: Json, body: Body): string {
  const stream = (format: string) => /mpegurl|dash/i.exec(format)?.[0] ?? "";
  const found = objects(result["substitute"]).find((one) => list(one["service"]).length === 0 && webAddress(idOf(one)) && stream(text(one["format"])) === stream(body.format));
  return found ? webAddress(idOf(found)) : "";
}

// The probe knows most of this reader, then the token service, then what the probe service says of everybody.
function reason(result: Json, probe: Json, status: number, why: Denied | undefined): Denied {
  const [heading, note] = [readWords(result["heading"]), readWords(result["note"])];
  const said = Object.keys(heading).length ? { heading, note } : why && Object.keys(why.heading).length ? why : { heading: readWords(probe["errorHeading"]), note: readWords(probe["errorNote"]) };
  return { heading: said.heading, note: said.note, detail: [status, why?.detail].filter(Boolean).join(" ") };
}
