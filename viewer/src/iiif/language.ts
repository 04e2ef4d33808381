// Language maps (Presentation 3.0, section 4.1): the values in the language the reader likes best.
export function pick(map: unknown, wanted: readonly string[] = languages()): string {
  if (typeof map !== "object" || map === null) return typeof map === "string" ? map : "";
  const entries = Object.entries(map).filter((entry): entry is [string, string[]] => Array.isArray(entry[1]));
  const speaks = (have: string, want: string) => have.toLowerCase().split("-")[0] === want.toLowerCase().split("-")[0];
  for (const want of wanted) {
    const found = entries.find(([have]) => have.toLowerCase() === want.toLowerCase()) ?? entries.find(([have]) => speaks(have, want));
    if (found) return found[1].join("; ");
  }
  const rest = entries.find(([have]) => have === "none") ?? entries[0];
  return rest ? rest[1].join("; ") : "";
}

const languages = (): readonly string[] => (typeof navigator === "undefined" ? [] : navigator.languages);
