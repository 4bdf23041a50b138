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

/**
 * Reads a text in `'…'` or `"…"` at an offset, also with the prefix `b` or `r`. Returns undefined if there is none.
 * Calls `fail` if the text does not end or has an unknown escape.
 */
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
  const { pieces, end } = readText(source, offset + letter.length, letter === "r", fail);
  if (letter === "b") return { kind: "bytes", value: Buffer.concat(pieces.map(bytesOf)), end };
  const value = pieces.map((piece) => (typeof piece === "string" ? piece : String.fromCodePoint(piece)));
  return { kind: "string", value: value.join(""), end };
}

/**
 * A part of a literal: text, or the number of an escape `\xFF` or `\377`. In bytes, text stands for its UTF-8 bytes,
 * and a number is one byte. In a string, a number is one character.
 */
type Piece = string | number;

const bytesOf = (piece: Piece): Uint8Array =>
  typeof piece === "string" ? Buffer.from(piece, "utf8") : Uint8Array.of(piece);

function readText(source: string, start: number, raw: boolean, fail: Fail): { pieces: Piece[]; end: number } {
  const quote = source.charAt(start);
  const pieces: Piece[] = [];
  let value = "";
  let at = start + 1;
  for (;;) {
    const char = source.charAt(at);
    if (char === "" || char === "\n") fail(at, `${quote} at the end of the string`);
    if (char === quote) return { pieces: [...pieces, value], end: at + 1 };
    if (char !== "\\" || raw) {
      value += char;
      at += 1;
      continue;
    }
    const escape = readEscape(source, at + 1) ?? fail(at, "a known escape such as \\n, \\\\ or \\u00e9");
    if (typeof escape.piece === "string") value += escape.piece;
    else {
      pieces.push(value, escape.piece);
      value = "";
    }
    at += 1 + escape.length;
  }
}

function readEscape(source: string, at: number): { piece: Piece; length: number } | undefined {
  const simple = SIMPLE_ESCAPES[source.charAt(at)];
  if (simple !== undefined) return { piece: simple, length: 1 };
  const coded = /x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})/y;
  coded.lastIndex = at;
  const found = coded.exec(source);
  if (!found) return undefined;
  const { length } = found[0];
  const [, hex, short, long, octal] = found;
  if (hex !== undefined) return { piece: parseInt(hex, 16), length };
  if (octal !== undefined) return { piece: parseInt(octal, 8), length };
  const code = parseInt(short ?? long ?? "", 16);
  return code <= 0x10ffff ? { piece: String.fromCodePoint(code), length } : undefined;
}
