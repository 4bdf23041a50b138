import type { Document } from "local-firestore/engine";
import { versionName } from "../invariants/maps.js";
import type { Exchange } from "../runtime/transport.js";
import type { Pending } from "./queue.js";
import { requestText, shortName } from "./words.js";

type Answer = Pending & { kind: "answer" };

/** Whether an answer is a stream that was cut off, perhaps before its first message. */
export const isCutOff = ({ outcome }: Answer): boolean => "error" in outcome && outcome.before !== undefined;

/** Notes when an operation read the documents that are in this answer, and which versions of maps it read. */
export function noteReads(answer: Answer): void {
  const { operation, exchange, outcome, at } = answer;
  const isRead = exchange.method !== "commit" && "messages" in outcome;
  if (isRead && !readsSeatsAlone(exchange) && !drawsAMap(exchange)) operation.readAt = at * 1000;
  if (isRead) noteRefundReads(answer);
  if (isRead || isCutOff(answer)) noteSeatsRead(answer);
  if (drawsAMap(exchange)) noteMapsRead(answer);
}

/** Whether the service certainly reads the database's time from the answer to this request. */
export function tellsTheTime(exchange: Exchange): boolean {
  const text = requestText(exchange);
  // An operation that draws a map reads the time from the answer to its commit, but perhaps from no other answer.
  if (drawsAMap(exchange)) return exchange.method === "commit";
  if (exchange.method === "commit") return !/simulated(Charges|Refunds)\//.test(text);
  return /performances\/|ticketCounts\/.*occupiedSeats\//.test(text);
}

/** Whether a request reads only seats. Its time does not count as the operation's `readAt`. */
function readsSeatsAlone({ request }: Exchange): boolean {
  const documents = (request["documents"] ?? []) as string[];
  return documents.length > 0 && documents.every((name) => shortName(name).startsWith("occupiedSeats/"));
}

/** Whether a request reads or writes seat maps, or reads a performance together with seats. */
export function drawsAMap(exchange: Exchange): boolean {
  return / seatMaps\/| performances\/.* occupiedSeats\//.test(requestText(exchange));
}

/** Notes which versions of maps were read, also where the rest of the answer was cut off. */
function noteMapsRead({ operation, outcome }: Answer): void {
  const messages = "error" in outcome ? (outcome.before ?? []) : outcome.messages;
  for (const { found, missing } of messages as { found?: Document; missing?: string }[]) {
    const name = found?.name ?? missing ?? "";
    if (name.includes("/seatMaps/"))
      operation.mapsRead.add(versionName(name.split("/").at(-1)!, found?.fields["version"]?.integerValue));
  }
}

/** Notes when a purchase or a performance was read. */
function noteRefundReads({ operation, exchange, at }: Answer): void {
  const text = requestText(exchange);
  const { refundReads } = operation;
  if (/ bookings\/.* paymentIntents\/| paymentIntents\/[^,]*$/.test(text))
    operation.refundReads = { ...refundReads, purchase: at * 1000 };
  if (text.includes(" performances/")) operation.refundReads = { ...refundReads, performance: at * 1000 };
}

/** Notes when seats were read. If a read was cut off and continued, the time of its first part counts. */
function noteSeatsRead(answer: Answer): void {
  const { operation, exchange, at } = answer;
  if (!requestText(exchange).includes(" occupiedSeats/")) return;
  if (!operation.isReadInPart) operation.seatsReadAt = at * 1000;
  operation.isReadInPart = isCutOff(answer);
}
