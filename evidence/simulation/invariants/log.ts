import type { Operation } from "./operation.js";
import type { Books } from "./books.js";
import type { Entry } from "./documents.js";
import type { Told } from "./told.js";

/**
 * An operation that took less than this, in microseconds, did not give up waiting for a commit. A sweep gives up
 * after 13 s, and a call later.
 */
const PROMPT_MICROS = 10 * 1e6;

/**
 * The log line for a change of a document, with the id and sometimes the status, or null if the change is not
 * logged.
 */
function lineFor({ collection, id, before, after }: Entry, author: Operation | null): string | null {
  if (after === null) return null;
  switch (collection) {
    case "bookings":
      if (before === null) return `booking.created ${id}`;
      if (before.status !== after.status) return `booking.${after.status} ${id}`;
      return after.cancelledSeats.length > before.cancelledSeats.length
        ? `booking.seats-cancelled ${id}`
        : null;
    case "refunds":
      // An operator's change of a refund is not logged, because `operatorActions` records it.
      if (author?.call.name === "answerReview") return null;
      if (before === null) return `refund.promised ${id}`;
      // The beginning of an attempt is not logged, only a result that changes the status.
      return before.status !== after.status && after.status !== "SENDING"
        ? `refund.changed ${id} ${after.status}`
        : null;
    case "reviews":
      return after.status === "open" ? `review.opened ${id}` : `review.closed ${id}`;
    default:
      return null;
  }
}

const MESSAGES =
  /^(booking\.(created|confirmed|cancelled|seats-cancelled)|refund\.(promised|changed)|review\.(opened|closed))$/;

/** Checks the lines of a world's log against the changes that were made, and for personal data. */
export class Log {
  /** How often each line was logged. */
  private readonly told = new Map<string, number>();
  /** How often the changes allow each line to be logged. */
  private readonly made = new Map<string, number>();

  /** Notes those changes of a commit that have a line. */
  note(entries: readonly Entry[], author: Operation | null): void {
    for (const entry of entries) {
      const line = lineFor(entry, author);
      if (line !== null) add(this.made, line);
    }
  }

  problem(line: string, { meddledWith }: Books): string | null {
    const personal = /user\d|[\w.]+@[\w.]+\.\w|\b\d{1,3}(\.\d{1,3}){3}\b/.exec(line);
    if (personal !== null) return `${personal[0]} is in the log: ${line}`;
    const parsed = parse(line);
    if (parsed === null || meddledWith.has(parsed.id)) return null;
    add(this.told, parsed.text);
    const [told, made] = [this.told.get(parsed.text) ?? 0, this.made.get(parsed.text) ?? 0];
    return told <= made ? null : `${line}, for the ${told}. time after ${made} such changes`;
  }

  /**
   * The first change of an operation that should be in the log and is not, or null. An operation that may not know
   * whether its commits were applied is not judged.
   */
  untold(told: Told): string | null {
    const { wrote, disturbedCommit } = told.operation;
    const { meddledWith } = told.books;
    if (disturbedCommit || told.now - told.operation.begun.time >= PROMPT_MICROS) return null;
    for (const entry of wrote) {
      const line = lineFor(entry, told.operation);
      if (line === null || meddledWith.has(entry.id)) continue;
      if (!this.told.has(line)) return `${line} is not in the log`;
    }
    return null;
  }
}

const add = (counts: Map<string, number>, line: string) => void counts.set(line, (counts.get(line) ?? 0) + 1);

/** A line of the log in the form of `lineFor`, and the id that it is about, or null for other lines. */
function parse(line: string): { text: string; id: string } | null {
  let fields: Record<string, string>;
  try {
    fields = JSON.parse(line) as Record<string, string>;
  } catch {
    return null;
  }
  const message = String(fields["message"]);
  // An opened review is logged as an error. The error's text is in the second line of the message.
  const opened = /review\.opened.*?\b([A-Z_]+_(?:pi|rf|bk)_\w+)/s.exec(line);
  if (opened) return { text: `review.opened ${opened[1]}`, id: opened[1]! };
  if (!MESSAGES.test(message)) return null;
  const id = fields["refundId"] ?? fields["bookingId"] ?? fields["reviewId"] ?? "";
  const status = message === "refund.changed" ? ` ${fields["status"]}` : "";
  return { text: `${message} ${id}${status}`, id };
}
