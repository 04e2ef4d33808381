// In which order the ways to play a body are tried. Pure: what the browser can do is told to it.
//   file     the media element itself, on a file
//   hls.js   an HLS playlist through Media Source Extensions
//   native   an HLS playlist by the browser itself: where there are no such extensions (older iPhones), or they fail
//   dash.js  a DASH presentation; only when nothing else is offered, for it costs a large script
import type { Body } from "../iiif/program";

export type Way = "file" | "hls.js" | "native" | "dash.js";

export interface Step {
  readonly way: Way;
  readonly choice: number; // index in the Choice
  readonly body: Body;
}

export interface Abilities {
  readonly mediaSource: boolean;
  canPlay(format: string): boolean;
}

// Of the browser we are in.
export const abilities: Abilities = {
  mediaSource: typeof window !== "undefined" && ("MediaSource" in window || "ManagedMediaSource" in window),
  canPlay: (format) => document.createElement("video").canPlayType(format) !== "",
};

const LONG = 20 * 60; // seconds
const LARGE = 200 * 1024 * 1024; // bytes

export const isHls = ({ format, id }: Pick<Body, "format" | "id">): boolean => /mpegurl/i.test(format) || (format === "" && /\.m3u8(?:$|\?)/i.test(id));
export const isDash = ({ format, id }: Pick<Body, "format" | "id">): boolean => /dash\+xml/i.test(format) || (format === "" && /\.mpd(?:$|\?)/i.test(id));
const isFile = (body: Body): boolean => !isHls(body) && !isDash(body);
// A long or large recording comes better as a stream, if there is one.
const isHeavy = (body: Body): boolean => body.duration > LONG || body.fileSize > LARGE;

// `preferred`: the member of the Choice that the reader asked for; without one the publisher's order holds.
export function plan(choices: readonly Body[], abilities: Abilities, preferred?: number): Step[] {
  const steps: Step[] = [];
  const lastResorts: Step[] = [];
  choices.forEach((body, choice) => {
    if (isHls(body)) {
      if (abilities.mediaSource) steps.push({ way: "hls.js", choice, body });
      if (!abilities.mediaSource || abilities.canPlay(body.format || "application/vnd.apple.mpegurl")) (abilities.mediaSource ? lastResorts : steps).push({ way: "native", choice, body });
    } else if (isDash(body)) {
      if (abilities.mediaSource) lastResorts.push({ way: "dash.js", choice, body });
    } else if (body.format === "" || abilities.canPlay(body.format)) steps.push({ way: "file", choice, body });
    // Formats are often written wrongly: what the browser does not know by name is tried in the end.
    else lastResorts.push({ way: "file", choice, body });
  });
  return [...ordered(steps, choices, preferred), ...lastResorts];
}

function ordered(steps: readonly Step[], choices: readonly Body[], preferred: number | undefined): Step[] {
  const wanted = preferred ?? steps[0]?.choice;
  const body = wanted === undefined ? undefined : choices[wanted];
  const rank = (step: Step): number => {
    if (preferred === undefined && body && isFile(body) && isHeavy(body) && step.way === "hls.js" && step.body.language === body.language) return -1;
    return step.choice === wanted ? 0 : step.body.language === body?.language ? 1 : 2;
  };
  return [...steps].sort((a, b) => rank(a) - rank(b));
}

// In words that tell the members of a Choice apart.
export function nameOf(body: Body, label: string): string {
  if (label) return label;
  const format = isHls(body) ? "HLS" : isDash(body) ? "DASH" : body.format.replace(/^\w+\/(x-)?|;.*$/g, "").toUpperCase();
  return [body.language, body.height ? `${body.height}p` : "", format].filter(Boolean).join(" ");
}
