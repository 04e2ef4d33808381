// The two faces of the viewer. A shadow root cannot declare faces, the document can; they lie beside the script, and
// where they do not the system's own are good enough.
const FACES = [["Inter", "inter.woff2", "100 900"], ["Source Serif 4", "source-serif-4.woff2", "200 900"]] as const;

export function useFonts(base = import.meta.url): void {
  const declared = new Set([...document.fonts].map((face) => face.family.replace(/["']/g, "")));
  for (const [family, file, weight] of FACES) {
    if (!declared.has(family)) document.fonts.add(new FontFace(family, `url(${JSON.stringify(new URL(file, base).href)}) format("woff2")`, { weight, display: "swap" }));
  }
}
