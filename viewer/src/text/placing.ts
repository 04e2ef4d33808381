// Where a cue stands over the picture: WebVTT's settings (1.0, section 7.2) as boxes of percent. Pure.
import type { Cue } from "../session";
import { percent } from "./webvtt";

export interface Placing {
  readonly vertical: "" | "rl" | "lr";
  readonly align: "start" | "center" | "end" | "left" | "right";
  readonly from: number; // hundredths along the lines' direction
  readonly size: number;
  readonly across: { readonly kind: "stack" } | { readonly kind: "lines"; readonly n: number } | { readonly kind: "percent"; readonly at: number; readonly side: "start" | "center" | "end" };
}

export function placing({ settings }: Cue): Placing {
  const align = (settings["align"] ?? "center") as Placing["align"];
  const [place = "", side] = (settings["position"] ?? "").split(",");
  const leading = align === "start" || align === "left";
  const trailing = align === "end" || align === "right";
  const position = percent(place) ?? (leading ? 0 : trailing ? 100 : 50);
  const anchor = side ?? (leading ? "line-left" : trailing ? "line-right" : "center");
  const room = anchor === "line-left" ? 100 - position : anchor === "line-right" ? position : 2 * Math.min(position, 100 - position);
  const size = Math.min(percent(settings["size"] ?? "") ?? 100, room);
  const from = anchor === "line-left" ? position : anchor === "line-right" ? position - size : position - size / 2;
  return { vertical: (settings["vertical"] ?? "") as Placing["vertical"], align, from, size, across: acrossOf(settings["line"]) };
}

function acrossOf(line: string | undefined): Placing["across"] {
  if (line === undefined) return { kind: "stack" };
  const [place = "", side = "start"] = line.split(",");
  const at = percent(place);
  if (at !== undefined) return { kind: "percent", at, side: side as "start" | "center" | "end" };
  return { kind: "lines", n: Number(place) };
}
