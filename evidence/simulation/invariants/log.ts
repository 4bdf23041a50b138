import type { Books } from "./books.js";
import type { Told } from "./told.js";

/** A step of a sweep gives up waiting for its commit after thirteen seconds, and a call after more. */
const PROMPT_MICROS = 10 * 1e6;

/** The status that a booking must have when the log carries each message, or null for any status. */
const STATUSES: Readonly<Record<string, string | null>> = {
  "booking.created": null,
  "booking.confirmed": "confirmed",
  "booking.cancelled": "cancelled",
};

/**
 * Checks the lines of a world's log. Each change of a booking is logged exactly once, the log agrees with the stored
 * booking, and no line holds personal data.
 */
export class Log {
  private readonly told = new Set<string>();

  problem(line: string, { tables, meddledWith }: Books): string | null {
    const personal = /user\d|[\w.]+@[\w.]+\.\w|\b\d{1,3}(\.\d{1,3}){3}\b/.exec(line);
    if (personal !== null) return `${personal[0]} is in the log: ${line}`;
    const { message, bookingId } = parsed(line);
    if (message === undefined || bookingId === undefined || STATUSES[message] === undefined) return null;
    if (meddledWith.has(bookingId)) return null;
    const booking = tables.bookings.get(bookingId);
    const status = STATUSES[message] ?? booking?.status;
    if (booking === undefined || booking.status !== status) return `${line}, and it is ${booking?.status}`;
    if (this.told.has(message + bookingId)) return `${line}, for the second time`;
    this.told.add(message + bookingId);
    return null;
  }

  /** A change that a call made and did not tell, though it heard that its commits were applied. */
  untold(told: Told): string | null {
    const { wrote, disturbedCommit } = told.operation;
    const { meddledWith } = told.books;
    if (disturbedCommit || told.now - told.operation.begun.time >= PROMPT_MICROS) return null;
    for (const entry of wrote) {
      if (entry.collection !== "bookings" || entry.after === null || meddledWith.has(entry.id)) continue;
      if (entry.before?.status === entry.after.status) continue;
      const message = entry.before === null ? "booking.created" : `booking.${entry.after.status}`;
      if (!this.told.has(message + entry.id)) return `${message} of ${entry.id} is not in the log`;
    }
    return null;
  }
}

function parsed(line: string): { message?: string; bookingId?: string } {
  try {
    return JSON.parse(line) as object;
  } catch {
    return {};
  }
}
