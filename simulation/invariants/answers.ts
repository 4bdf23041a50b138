import type { Operation } from "../world/operation.js";
import { placeOf, type Books } from "./books.js";

/** What an operation ended with. */
export type Ending = { answer: unknown } | { error: unknown };

interface Answer {
  bookingId?: string;
  paymentIntentId?: string;
  status?: string;
  cancelReason?: string;
  amount?: number;
  totalAmount?: number;
  seats?: { seatId: string; status?: string }[];
  bookings?: { bookingId: string; createdAt: string }[];
}

/** What was answered so far, which later answers must not contradict. */
export class Answers {
  private readonly byRequest = new Map<string, string>();

  /** The answer to a repeated request is the first one, but for what time changes. */
  sameRequestSameAnswer({ call }: Operation, answer: Answer): string | null {
    if (call.name !== "createBooking" || call.requestId === null) return null;
    const { status: _status, serverTime: _serverTime, ...lasting } = answer as Record<string, unknown>;
    const text = JSON.stringify(lasting);
    const request = `${call.userId} ${call.requestId}`;
    const first = this.byRequest.get(request) ?? text;
    this.byRequest.set(request, first);
    return first === text ? null : `request ${call.requestId} was answered ${first} and ${text}`;
  }
}

/** An answer says what is stored. */
export function answersTellWhatIsStored({ call }: Operation, answer: Answer, books: Books): string | null {
  const booking = books.tables.bookings.get(answer.bookingId ?? "");
  const told = `${call.name} answered ${JSON.stringify(answer)}`;
  switch (call.name) {
    case "createBooking": {
      const right =
        booking?.userId === call.userId &&
        booking.performanceId === call.performanceId &&
        booking.totalAmount === answer.totalAmount &&
        [...call.seatIds].sort().join() === [...booking.seatIds].sort().join();
      return right ? null : told;
    }
    case "executePayment": {
      const intent = books.tables.paymentIntents.get(call.paymentIntentId);
      const right =
        intent?.status === answer.status &&
        (intent?.status === "SUCCESS" || intent?.status === "FAILURE") &&
        intent.amount === answer.amount &&
        intent.userId === call.userId;
      return right ? null : told;
    }
    case "cancelBooking": {
      const right =
        booking?.userId === call.userId && booking.status === "cancelled" && booking.cancelReason === "USER";
      return right ? null : told;
    }
    case "getMyBookings": {
      const listed = answer.bookings ?? [];
      const own = listed.every(
        ({ bookingId }) => books.tables.bookings.get(bookingId)?.userId === call.userId,
      );
      const ordered = listed.every(
        ({ createdAt }, index) => index === 0 || createdAt <= listed[index - 1]!.createdAt,
      );
      return own && ordered ? null : told;
    }
    case "getOccupiedSeats": {
      const booked = (answer.seats ?? []).filter((seat) => seat.status === "booked");
      const right = booked.every(({ seatId }) => books.soldTo.has(placeOf({ ...call, seatId })));
      return right ? null : told;
    }
    case "onPaymentIntentUpdated":
    case "sweepExpiredLocks":
      return null;
  }
}

/** The error codes of the contract; `internal` only where something went wrong by chance. */
export function refusalsAreDocumented(operation: Operation, error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? error.code : "none";
  const isOurs = typeof code === "string" && code !== "none" && code !== "internal";
  if (isOurs || operation.disturbed) return null;
  return `${operation.call.name} failed with ${String(error)}`;
}

/** What was refused has booked nothing. An answer that nobody knows (`unavailable`, `internal`) may have. */
export function refusedMeansNotBooked(operation: Operation, error: unknown): string | null {
  const reason =
    error instanceof Error && "details" in error ? (error.details as { reason?: string })?.reason : null;
  return reason && operation.created.length > 0
    ? `${operation.call.name} was refused with ${reason}, and made ${operation.created.join(", ")}`
    : null;
}
