import { createHash } from "node:crypto";
import { type Builtins, taking } from "./signature.js";

/**
 * The functions of `hashing` (https://firebase.google.com/docs/reference/rules/rules.hashing). A string is hashed as
 * UTF-8. The bytes of a CRC are in little-endian order.
 */
export const hashing: Builtins = {
  crc32: taking(["text"], (text) => crc(bytesOf(text), 0xedb88320)),
  crc32c: taking(["text"], (text) => crc(bytesOf(text), 0x82f63b78)),
  md5: taking(["text"], (text) => new Uint8Array(createHash("md5").update(bytesOf(text)).digest())),
  sha256: taking(["text"], (text) => new Uint8Array(createHash("sha256").update(bytesOf(text)).digest())),
};

function bytesOf(text: string | Uint8Array): Uint8Array {
  return typeof text === "string" ? new TextEncoder().encode(text) : text;
}

/** Computes a reflected 32-bit CRC. Bit by bit is fast enough, because rules hash short texts. */
function crc(bytes: Uint8Array, polynomial: number): Uint8Array {
  let remainder = 0xffffffff;
  for (const byte of bytes) {
    remainder ^= byte;
    for (let bit = 0; bit < 8; bit += 1) remainder = (remainder >>> 1) ^ (remainder & 1 ? polynomial : 0);
  }
  const result = new Uint8Array(4);
  new DataView(result.buffer).setUint32(0, ~remainder >>> 0, true);
  return result;
}
