import type { CallContext, Message } from "../../src/service.js";

/** The context of a call by the Admin SDK. */
export const ADMIN: CallContext = { caller: { kind: "admin" }, signal: new AbortController().signal };

/** Collects what a stream sends. */
export function collector(): { sent: Message[]; send: (message: Message) => void; take: () => Message[] } {
  const sent: Message[] = [];
  return { sent, send: (message) => sent.push(message), take: () => sent.splice(0) };
}
