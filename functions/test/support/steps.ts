/**
 * What a request to Firestore does in the life of a purchase. A read is named by the collections that it reads, and a
 * commit that is not in this list by those that it writes.
 * - "lock": a booking is written as pending.
 * - "claim": a payment intent is written as PROCESSING.
 * - "charge": the simulated gateway's record of a charge is written.
 * - "record": a payment intent gets its outcome.
 * - "give back": a claim is ended without an outcome.
 * - "settle": a booking is confirmed or cancelled, and its payment intent stays as it is.
 * - "release": a booking is confirmed or cancelled, and its payment intent changes too.
 * - "acknowledge": another change of payment intents, such as of `dueAt`.
 * - "promise refund": a refund and its payment intent are written.
 * - "claim refund": a refund is written as SENDING.
 * - "send refund": the simulated gateway's record of refunds is written.
 * - "record refund": another change of a refund, but not an operator's.
 */
export type Step =
  | "lock"
  | "claim"
  | "charge"
  | "record"
  | "give back"
  | "settle"
  | "release"
  | "acknowledge"
  | "promise refund"
  | "claim refund"
  | "send refund"
  | "record refund"
  | `write ${string}`
  | `read ${string}`;

/** One request of a call: its step, followed by a number where the call takes this step once more. */
export type Place = Step | `${Step} ${number}`;

/** The fields of a request's message that the functions below read. */
export interface RequestMessage {
  documents?: string[];
  writes?: Write[];
  structuredQuery?: { from?: { collectionId?: string }[] };
}

interface Write {
  update?: { name?: string; fields?: Record<string, { stringValue?: string }> };
  updateMask?: { fieldPaths?: string[] };
  delete?: string;
}

const pathOf = (write: Write) => write.update?.name ?? write.delete ?? "";
export const collectionOf = (path: string) => path.split("/").at(-2) ?? "";

/** Returns the collections that a request reads or writes. */
export function collectionsOf({ documents = [], writes = [], structuredQuery }: RequestMessage): Set<string> {
  const queried = structuredQuery?.from?.map((from) => from.collectionId ?? "") ?? [];
  return new Set([...[...documents, ...writes.map(pathOf)].map(collectionOf), ...queried]);
}

/** Names the step of a commit. */
export function commitStep(message: RequestMessage): Step {
  const { writes = [] } = message;
  const collections = collectionsOf(message);
  const statuses = (collection: string) =>
    writes
      .filter((write) => collectionOf(pathOf(write)) === collection)
      .map((write) => write.update?.fields?.["status"]?.stringValue);
  const [booking, intent, refund] = [statuses("bookings"), statuses("paymentIntents"), statuses("refunds")];
  if (collections.has("simulatedCharges")) return "charge";
  if (collections.has("simulatedRefunds")) return "send refund";
  if (refund.length > 0 && intent.length > 0) return "promise refund";
  if (refund.length > 0 && !collections.has("operatorActions"))
    return refund.includes("SENDING") ? "claim refund" : "record refund";
  if (booking.includes("pending")) return "lock";
  if (booking.some((status) => status === "confirmed" || status === "cancelled"))
    return intent.length > 0 ? "release" : "settle";
  if (intent.includes("PROCESSING")) return "claim";
  if (intent.some((status) => status === "SUCCESS" || status === "FAILURE")) return "record";
  if (intent.length === 0) return `write ${[...collections].join("+")}`;
  const endsAttempt = writes.some((write) => write.updateMask?.fieldPaths?.includes("attempt"));
  return endsAttempt ? "give back" : "acknowledge";
}
