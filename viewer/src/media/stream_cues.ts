// Cues that come with a stream, piece by piece and some of them twice, as the viewer draws them.
import type { Cue } from "../session";
import { readCueText } from "../text/cue_text";

export class StreamCues {
  #cues: Cue[] = [];
  #known = new Set<string>();

  get all(): readonly Cue[] {
    return this.#cues;
  }

  // Whether there was anything new among them.
  add(cues: readonly VTTCue[]): boolean {
    const fresh = cues.map(cueOf).filter((cue) => {
      const key = `${cue.start.toFixed(2)} ${cue.end.toFixed(2)} ${cue.markup}`;
      return !this.#known.has(key) && this.#known.add(key);
    });
    if (fresh.length) this.#cues = [...this.#cues, ...fresh].sort((a, b) => a.start - b.start);
    return fresh.length > 0;
  }
}

function cueOf({ startTime: start, endTime: end, text = "", vertical, line, lineAlign, snapToLines, align, position, positionAlign, size }: VTTCue): Cue {
  const settings: Record<string, string> = {};
  if (vertical) settings["vertical"] = vertical;
  if (typeof line === "number") settings["line"] = `${line}${snapToLines ? "" : "%"}${lineAlign && lineAlign !== "start" ? `,${lineAlign}` : ""}`;
  if (typeof position === "number") settings["position"] = `${position}%${positionAlign && positionAlign !== "auto" ? `,${positionAlign}` : ""}`;
  if (typeof size === "number" && size < 100) settings["size"] = `${size}%`;
  if (align && align !== "center") settings["align"] = align;
  return { start, end, ...readCueText(text, start), settings, markup: text };
}
