// STYLE blocks of WebVTT: the few declarations that change how words look and nothing else. A file from elsewhere must
// not be able to load anything, hide the controls or make captions unreadable, so sizes are bounded and a rule that
// this does not know is as if it were not there. https://www.w3.org/TR/webvtt1/#the-cue-pseudo-element
import type { CueStyle } from "../session";

const COLOUR = /^(#[\da-f]{3,8}|[a-z]{3,24}|rgba?\([\d.,%\s/]{1,40}\)|hsla?\([\d.,%\s/a-z]{1,40}\))$/i;
const SAFE: Readonly<Record<string, RegExp>> = {
  color: COLOUR,
  "background-color": COLOUR,
  "font-style": /^(normal|italic|oblique)$/,
  "font-weight": /^(normal|bold|[1-9]00)$/,
  "font-family": /^(serif|sans-serif|monospace|cursive|system-ui)$/,
  "font-size": /^(([5-9]\d|1\d\d|200)%|(0\.[5-9]\d?|1(\.\d{1,2})?|2)em)$/,
  "text-decoration": /^(none|underline|line-through|overline)$/,
  "text-shadow": /^[\d.\sa-z#(),%-]{1,80}$/i,
  "font-variant": /^(normal|small-caps)$/,
  "text-transform": /^(none|uppercase|lowercase|capitalize)$/,
  opacity: /^(1|0?\.[5-9]\d?)$/,
};
const MAX_RULES = 200;

// A selector inside ::cue(...) becomes a key: ".loud", "i", "b.loud", "v[voice=Mary]", "#id" is left out.
const SIMPLE = /^(?:([a-z]+)?((?:\.[\w-]+)*))?(?:\[voice\s*=\s*["']?([^\]"']+)["']?\])?$/;

export function readStyles(sheets: readonly string[]): CueStyle {
  const rules = new Map<string, Record<string, string>>();
  const text = sheets.join("\n").replace(/\/\*[\s\S]*?\*\//g, "");
  for (const [, selectors = "", body = ""] of text.matchAll(/([^{}]{1,400})\{([^{}]{0,2000})\}/g)) {
    const declared = declarations(body);
    for (const [, inner = ""] of selectors.matchAll(/::cue(?:\(([^)]*)\))?(?=\s*(?:,|$))/g)) {
      const key = inner.trim();
      if (!SIMPLE.test(key) || rules.size >= MAX_RULES) continue;
      const plain = key.replace(/\[voice\s*=\s*["']?([^\]"']+)["']?\]/, "[voice=$1]");
      rules.set(plain, { ...rules.get(plain), ...declared });
    }
  }
  return rules;
}

function declarations(body: string): Record<string, string> {
  const safe: Record<string, string> = {};
  for (const one of body.split(";")) {
    const colon = one.indexOf(":");
    let name = one.slice(0, colon).trim().toLowerCase();
    const value = one.slice(colon + 1).trim();
    if (name === "background") name = "background-color";
    if (Object.hasOwn(SAFE, name) && SAFE[name]!.test(value)) safe[name] = value;
  }
  return safe;
}

// What applies to an element of a cue, the most special last.
export function styleOf(style: CueStyle, tag: string, classes: readonly string[], voice = ""): Record<string, string> {
  const keys = [tag, ...classes.map((name) => `.${name}`), ...classes.map((name) => `${tag}.${name}`), ...(voice ? [`[voice=${voice}]`, `${tag}[voice=${voice}]`] : [])];
  return Object.assign({}, ...keys.map((key) => style.get(key) ?? {}));
}
