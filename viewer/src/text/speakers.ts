// Who speaks, in the order in which they begin, each with one of the four hues that speakers are told apart by.
import type { Cue } from "../session";

export const HUES = 4;

export function speakersOf(cues: readonly Cue[]): ReadonlyMap<string, number> {
  const speakers = new Map<string, number>();
  for (const { speaker } of cues) if (speaker && !speakers.has(speaker)) speakers.set(speaker, speakers.size % HUES);
  return speakers;
}

export interface Turn {
  readonly start: number;
  readonly end: number;
  readonly speaker: string;
}

// Cues one after the other of the same speaker, as one.
export function turnsOf(cues: readonly Cue[]): readonly Turn[] {
  const turns: Turn[] = [];
  for (const { start, end, speaker } of cues) {
    const last = turns[turns.length - 1];
    if (!speaker || !(end > start)) continue;
    if (last && last.speaker === speaker && start - last.end < 2) turns[turns.length - 1] = { ...last, end: Math.max(last.end, end) };
    else turns.push({ start, end, speaker });
  }
  return turns;
}
