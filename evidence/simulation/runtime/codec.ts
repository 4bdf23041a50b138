import type { Message } from "local-firestore/engine";
import type { Method } from "./transport.js";

/** Converts messages between the SDK and the server. */
export interface Codec {
  request: (method: Method, message: Message) => Message;
  response: (method: Method, message: Message) => Message;
}

/**
 * Converts a request as protocol buffers do, but without encoding it to bytes: 64-bit integers become decimal strings,
 * and absent fields are removed. Answers are not copied, because the server replaces documents and never modifies them.
 */
export const direct: Codec = {
  request: (_method, message) => canonical(message) as Message,
  response: (_method, message) => message,
};

const INT64: ReadonlySet<string> = new Set(["integerValue", "seconds"]);

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== "object" || Buffer.isBuffer(value)) return value;
  const result: Message = {};
  for (const key in value) {
    const inner = (value as Message)[key];
    if (inner === undefined || inner === null) continue;
    result[key] = INT64.has(key) ? String(inner) : canonical(inner);
  }
  return result;
}
