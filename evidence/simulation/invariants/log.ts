import type { Books } from "./books.js";

/** What a booking is when the log says what became of it. */
const STATUSES: Readonly<Record<string, string | null>> = {
  "booking.created": null,
  "booking.confirmed": "confirmed",
  "booking.released": "cancelled",
  "booking.cancelled": "cancelled",
};

/** The lines of a world's log: each change of a booking is one of them, at most, and is true. */
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
}

function parsed(line: string): { message?: string; bookingId?: string } {
  try {
    return JSON.parse(line) as object;
  } catch {
    return {};
  }
}
