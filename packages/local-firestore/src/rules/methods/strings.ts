import { regularExpression } from "./regularExpressions.js";
import { type Builtins, taking } from "./signature.js";

/** Methods of `string` (https://firebase.google.com/docs/reference/rules/rules.String). */
export const stringMethods: Builtins = {
  lower: taking(["string"], (text) => text.toLowerCase()),
  upper: taking(["string"], (text) => text.toUpperCase()),
  trim: taking(["string"], (text) => text.trim()),
  size: taking(["string"], (text) => BigInt([...text].length)),
  matches: taking(["string", "string"], (text, pattern) => regularExpression(pattern).matches(text)),
  replace: taking(["string", "string", "string"], (text, pattern, replacement) =>
    regularExpression(pattern).matcher(text).replaceAll(replacement, true),
  ),
  split: taking(["string", "string"], (text, pattern) => regularExpression(pattern).split(text)),
  toUtf8: taking(["string"], (text) => new TextEncoder().encode(text)),
};

/** Methods of `bytes` (https://firebase.google.com/docs/reference/rules/rules.Bytes). */
export const bytesMethods: Builtins = {
  size: taking(["bytes"], (bytes) => BigInt(bytes.length)),
  // The letters are those of base64url. The padding is kept, as deployed rules do.
  toBase64: taking(["bytes"], (bytes) =>
    Buffer.from(bytes).toString("base64").replaceAll("+", "-").replaceAll("/", "_"),
  ),
  toHexString: taking(["bytes"], (bytes) => Buffer.from(bytes).toString("hex").toUpperCase()),
};
