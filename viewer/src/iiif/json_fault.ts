// Where JSON is broken, as line and column: browsers tell that each in their own way, or not at all.
const TOKEN = /[\s]+|"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[[\]{},:]/y;

// What may come next: a value, a name, or what closes or continues.
type Expect = "value" | "first value" | "name" | "first name" | "colon" | "comma" | "end";

export function faultIn(json: string): string {
  const open: string[] = [];
  let expect: Expect = "value";
  TOKEN.lastIndex = 0;
  for (let at = 0; at < json.length; at = TOKEN.lastIndex) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(json)?.[0];
    if (token === undefined) return place(json, at, "this is no JSON");
    if (!token.trim()) continue;
    const next = follow(expect, token, open);
    if (!next) return place(json, at, `unexpected ${token.slice(0, 20)}`);
    expect = next;
  }
  return place(json, json.length, "it ends too early");
}

function follow(expect: Expect, token: string, open: string[]): Expect | undefined {
  const after = (): Expect => (open.length ? "comma" : "end");
  const isText = token.startsWith('"');
  if ((expect === "first name" && token === "}") || (expect === "first value" && token === "]") || (expect === "comma" && token === open.at(-1))) return open.pop(), after();
  if (expect === "name" || expect === "first name") return isText ? "colon" : undefined;
  if (expect === "colon") return token === ":" ? "value" : undefined;
  if (expect === "comma") return token === "," ? (open.at(-1) === "}" ? "name" : "value") : undefined;
  if (expect === "end" || /[\]},:]/.test(token[0]!)) return undefined;
  if (token === "{") return open.push("}"), "first name";
  if (token === "[") return open.push("]"), "first value";
  return after();
}

function place(json: string, at: number, what: string): string {
  const before = json.slice(0, at).split("\n");
  return `line ${before.length}, column ${before.at(-1)!.length + 1}: ${what}`;
}
