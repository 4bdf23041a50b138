import type { Entry } from "../invariants/documents.js";
import type { Operation } from "../invariants/operation.js";
import type { Exchange } from "../runtime/transport.js";
import type { Pending } from "./queue.js";

/** An operation as text: its id and the name of its call. */
export const nameOf = ({ id, call }: Operation): string => `#${id} ${call.name}`;

/** A request as text: its method and the documents that it reads, writes or deletes. */
export function requestText({ method, request }: Exchange): string {
  const writes = (request["writes"] ?? []) as { update?: { name: string }; delete?: string }[];
  const names = writes.map(({ update, delete: deleted }) =>
    update ? shortName(update.name) : `delete ${shortName(deleted!)}`,
  );
  const documents = (request["documents"] ?? []) as string[];
  return `${method} ${[...names, ...documents.map(shortName)].join(", ")}`;
}

const shortName = (name: string): string => name.slice(name.indexOf("/documents/") + "/documents/".length);

/** A call's error as text, with its details. */
export function errorText(error: unknown): string {
  const details = error instanceof Error && "details" in error ? ` ${JSON.stringify(error.details)}` : "";
  return `${String(error)}${details}`;
}

/** A document's change as text: its new field values. */
export function entryText({ collection, id, before, after }: Entry): string {
  const was = (before ?? {}) as Record<string, unknown>;
  const is = (after ?? {}) as Record<string, unknown>;
  if (after === null) return `${collection}/${id} deleted`;
  const changed = Object.keys({ ...was, ...is }).filter(
    (field) => !FIELDS_LEFT_OUT.has(field) && JSON.stringify(was[field]) !== JSON.stringify(is[field]),
  );
  const fields =
    before === null && collection !== "occupiedSeats"
      ? changed.filter(
          (field) => field === "status" || field === "tickets" || field === "amount" || field === "failure",
        )
      : changed;
  return `${collection}/${id} ${before === null ? "created " : ""}${fields.map((field) => `${field} ${valueText(field, is[field])}`).join(", ")}`;
}

const FIELDS_LEFT_OUT = new Set(["updatedAt", "createdAt", "gateway"]);

const valueText = (field: string, value: unknown): string =>
  typeof value === "number" && /At$|Until$/.test(field) ? inWords(value / 1000) : JSON.stringify(value);

/** A time of the world as text: the day of the month and the time of day. */
export const inWords = (millis: number): string =>
  new Date(Math.floor(millis)).toISOString().slice(8, 23).replace("T", " ");

/** Whether the service certainly reads the database's time from the answer to this request. */
export function tellsTheTime(exchange: Exchange): boolean {
  const text = requestText(exchange);
  if (exchange.method === "commit") return !/simulated(Charges|Refunds)\//.test(text);
  return /performances\/|ticketCounts\/.*occupiedSeats\//.test(text);
}

/** Whether a request reads only seats. The service does so for a booking whose outcome it has already decided. */
export function readsSeatsAlone({ request }: Exchange): boolean {
  const documents = (request["documents"] ?? []) as string[];
  return documents.length > 0 && documents.every((name) => shortName(name).startsWith("occupiedSeats/"));
}

/** Notes when a purchase or a performance was read. */
export function noteRefundReads({ operation, exchange, at }: Pending & { kind: "answer" }): void {
  const text = requestText(exchange);
  const { refundReads } = operation;
  if (/ bookings\/.* paymentIntents\/| paymentIntents\/[^,]*$/.test(text))
    operation.refundReads = { ...refundReads, purchase: at * 1000 };
  if (text.includes(" performances/")) operation.refundReads = { ...refundReads, performance: at * 1000 };
}

/** Notes when seats were read. If a read was cut off and continued, the time of its first part counts. */
export function noteSeatsRead(
  { operation, exchange, at }: Pending & { kind: "answer" },
  isBroken: boolean,
): void {
  if (!requestText(exchange).includes(" occupiedSeats/")) return;
  if (!operation.isReadInPart) operation.seatsReadAt = at * 1000;
  operation.isReadInPart = isBroken;
}
