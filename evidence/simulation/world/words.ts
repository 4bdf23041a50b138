import type { Entry } from "../invariants/documents.js";
import type { Operation } from "../invariants/operation.js";
import type { Exchange } from "../runtime/transport.js";

/** An operation as text: its id and the name of its call. */
export const nameOf = ({ id, call }: Operation): string => `#${id} ${call.name}`;

/** A request as text: its method and the documents that it names. A query names none. */
export function requestText({ method, request }: Exchange): string {
  const writes = (request["writes"] ?? []) as { update?: { name: string }; delete?: string }[];
  const names = writes.map(({ update, delete: deleted }) =>
    update ? shortName(update.name) : `delete ${shortName(deleted!)}`,
  );
  const documents = (request["documents"] ?? []) as string[];
  return `${method} ${[...names, ...documents.map(shortName)].join(", ")}`;
}

export const shortName = (name: string): string =>
  name.slice(name.indexOf("/documents/") + "/documents/".length);

/** A call's error as text, with its details. */
export function errorText(error: unknown): string {
  const details = error instanceof Error && "details" in error ? ` ${JSON.stringify(error.details)}` : "";
  return `${String(error)}${details}`;
}

/**
 * A document's change as text: its path, and most of the fields that changed, with their new values. Of a new document,
 * other than a seat, only the main fields are named. Of a deleted one, none.
 */
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
