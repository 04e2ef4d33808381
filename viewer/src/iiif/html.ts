// HTML in values (Presentation 3.0, 4.2): only the elements and attributes that the specification lets through, well
// formed whatever came in. Written without the DOM, so that it is the same in every place and in tests.
// https://iiif.io/api/presentation/3.0/#45-html-markup-in-property-values
const ALLOWED = new Set(["a", "b", "br", "i", "img", "p", "small", "span", "sub", "sup"]);
const VOID = new Set(["br", "img"]);
const DROPPED_WHOLE = new Set(["script", "style", "object", "form", "input", "iframe", "template", "svg", "math", "noscript", "textarea", "select", "title", "xmp"]);
const LONGEST = 200_000; // characters
const DEEPEST = 64;

const TOKEN = /<!--[^]*?(?:-->|$)|<!\[CDATA\[[^]*?(?:\]\]>|$)|<[!?][^>]*>?|<(\/?)([a-zA-Z][\w:-]*)((?:"[^"]*"|'[^']*'|[^'">])*)>|[^<]+|</g;
const ATTRIBUTE = /([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/g;

// A value is HTML if it begins and ends as an element does; anything else is text and must be shown as text.
export const isHtml = (value: string): boolean => value.startsWith("<") && value.endsWith(">");

export function cleanHtml(value: string): string {
  const open: string[] = [];
  let out = "", dropping = "";
  for (const [token, slash, tag, attributes = ""] of value.slice(0, LONGEST).matchAll(TOKEN)) {
    if (tag === undefined) {
      if (!dropping && (token === "<" || !token.startsWith("<"))) out += escapeText(token);
      continue;
    }
    const name = tag.toLowerCase();
    if (dropping) {
      if (slash && name === dropping) dropping = "";
    } else if (DROPPED_WHOLE.has(name)) {
      if (!slash && name !== "input" && !attributes.endsWith("/")) dropping = name;
    } else if (ALLOWED.has(name)) out += slash ? closing(open, name) : opening(open, name, attributes);
  }
  return out + open.reverse().map((name) => `</${name}>`).join("");
}

// The words of a piece of HTML, for places where only text can be shown.
export function plainText(value: string): string {
  return unescape(cleanHtml(value).replace(/<(?:br|\/p)[^>]*>/g, "\n").replace(/<[^>]*>/g, "")).trim();
}

function opening(open: string[], name: string, attributes: string): string {
  if (VOID.has(name)) return name === "br" ? "<br>" : picture(attributes);
  if (open.length >= DEEPEST) return "";
  open.push(name);
  const href = name === "a" ? address(attributes, "href", /^(https?:|mailto:)/i) : "";
  return href ? `<a href="${escapeAttribute(href)}" rel="noopener nofollow">` : `<${name}>`;
}

function closing(open: string[], name: string): string {
  const at = open.lastIndexOf(name);
  return at < 0 ? "" : open.splice(at).reverse().map((one) => `</${one}>`).join("");
}

function picture(attributes: string): string {
  const source = address(attributes, "src", /^https?:/i);
  return source ? `<img src="${escapeAttribute(source)}" alt="${escapeAttribute(attribute(attributes, "alt"))}">` : "";
}

// Read as a browser would read it, entities and control characters included, before its scheme is judged.
function address(attributes: string, name: string, scheme: RegExp): string {
  const value = attribute(attributes, name).replace(/[\u0000-\u0020]+/g, "");
  return scheme.test(value) ? value : "";
}

function attribute(attributes: string, name: string): string {
  for (const match of attributes.matchAll(ATTRIBUTE)) if (match[1]!.toLowerCase() === name) return unescape(match[2] ?? match[3] ?? match[4] ?? "");
  return "";
}

const NAMED: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0", colon: ":", tab: "", newline: "" };

function unescape(value: string): string {
  return value.replace(/&(?:#x([\da-f]{1,6})|#(\d{1,7})|(\w{2,8}));?/gi, (whole, hex, decimal, name) => {
    if (name) return NAMED[name.toLowerCase()] ?? whole;
    const code = hex ? parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "";
  });
}

export const escapeText = (value: string): string => value.replace(/&(?!(?:#\d{1,7}|#x[\da-f]{1,6}|\w{2,31});)/gi, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const escapeAttribute = (value: string): string => value.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
