type Fail = (offset: number, expected: string) => never;

const SIMPLE_ESCAPES: Record<string, string> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "`": "`",
  "?": "?",
  "/": "/",
};

/** Reads `'…'`, `"…"`, `b'…'` or `r'…'` at an offset. Returns undefined if there is none. */
export function readQuoted(
  source: string,
  offset: number,
  fail: Fail,
):
  | { kind: "string"; value: string; end: number }
  | { kind: "bytes"; value: Uint8Array; end: number }
  | undefined {
  const prefix = /[bBrR]?(?=['"])/y;
  prefix.lastIndex = offset;
  const letter = prefix.exec(source)?.[0].toLowerCase();
  if (letter === undefined) return undefined;
  const { value, end } = readText(source, offset + letter.length, letter === "r", fail);
  return letter === "b"
    ? { kind: "bytes", value: new TextEncoder().encode(value), end }
    : { kind: "string", value, end };
}

function readText(source: string, start: number, raw: boolean, fail: Fail): { value: string; end: number } {
  const quote = source.charAt(start);
  let value = "";
  let at = start + 1;
  for (;;) {
    const char = source.charAt(at);
    if (char === "" || char === "\n") fail(at, `${quote} at the end of the string`);
    if (char === quote) return { value, end: at + 1 };
    if (char !== "\\" || raw) {
      value += char;
      at += 1;
      continue;
    }
    const escape = readEscape(source, at + 1) ?? fail(at, "a known escape such as \\n, \\\\ or \\u00e9");
    value += escape.text;
    at += 1 + escape.length;
  }
}

function readEscape(source: string, at: number): { text: string; length: number } | undefined {
  const simple = SIMPLE_ESCAPES[source.charAt(at)];
  if (simple !== undefined) return { text: simple, length: 1 };
  const coded = /x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})/y;
  coded.lastIndex = at;
  const found = coded.exec(source);
  if (!found) return undefined;
  const code =
    found[4] !== undefined ? parseInt(found[4], 8) : parseInt(found[1] ?? found[2] ?? found[3] ?? "", 16);
  return code <= 0x10ffff ? { text: String.fromCodePoint(code), length: found[0].length } : undefined;
}
