// Which member of a Choice the reader took last: by its language and form, so that the next recording begins likewise.
import type { Body } from "./iiif/program";
import type { Part } from "./media/parts";

const REMEMBERED = "avocet.choice";

export function rememberChoice(body: Body | undefined): void {
  if (!body) return;
  try {
    localStorage.setItem(REMEMBERED, JSON.stringify({ language: body.language, format: formOf(body), height: body.height }));
  } catch {} // Storage may be forbidden; the publisher's order then holds every time.
}

export function preferenceOf({ choices }: Part): number | undefined {
  if (choices.length < 2) return undefined;
  const wanted = remembered();
  if (!wanted) return undefined;
  const alike = choices.findIndex((body) => body.language === wanted.language && formOf(body) === wanted.format && body.height === wanted.height);
  const found = alike >= 0 ? alike : wanted.language ? choices.findIndex((body) => body.language === wanted.language) : -1;
  return found >= 0 ? found : undefined;
}

const formOf = (body: Body): string => body.format.replace(/;.*$/, "").trim();

function remembered(): { language: string; format: string; height: number } | undefined {
  try {
    const value = JSON.parse(localStorage.getItem(REMEMBERED) ?? "null") as { language?: unknown; format?: unknown; height?: unknown } | null;
    return value && typeof value.language === "string" && typeof value.format === "string" ? { language: value.language, format: value.format, height: Number(value.height) || 0 } : undefined;
  } catch {
    return undefined;
  }
}
