import type { CreateBookingRequest, GetMyBookingsRequest } from "../../../functions/src/contract.js";
import type { Entry } from "./documents.js";

/**
 * What an operation runs, and what it was asked for. `userId` is the signed-in user. `claims` is the optional `userId`
 * that a client may send in the request.
 */
export type Call =
  | {
      name: "createBooking";
      userId: string;
      performanceId: string;
      seatIds: string[];
      paymentMethod: CreateBookingRequest["paymentMethod"];
      requestId: string | null;
      claims?: string;
    }
  | {
      name: "executePayment";
      userId: string;
      paymentIntentId: string;
      paymentMethodToken: string;
      cvv: string;
      claims?: string;
    }
  | {
      name: "cancelBooking";
      userId: string;
      bookingId: string;
      seatIds: string[] | null;
      expectedRefund: number | null;
      claims?: string;
    }
  | { name: "quoteRefund"; userId: string; bookingId: string; seatIds: string[] | null; claims?: string }
  | {
      name: "getMyBookings";
      userId: string;
      pageSize: number | null;
      cursor: string | null;
      status: NonNullable<GetMyBookingsRequest["status"]> | null;
      claims?: string;
    }
  | { name: "getOccupiedSeats"; performanceId: string; seatIds: string[] | null }
  | { name: "getSeatMap"; performanceId: string; block: string }
  /** `outcome`: SUCCESS or FAILURE if the event changes the payment's status to it, otherwise null. */
  | { name: "onPaymentIntentUpdated"; paymentIntentId: string; event: number; outcome: string | null }
  | { name: "onBookingWritten"; bookingId: string; event: number }
  | { name: "sweepExpiredLocks" }
  | { name: "sweepRefunds" }
  /** An operator answers an open review, as the command `reviews` does. */
  | { name: "answerReview"; reviewId: string; command: "retry" | "paid-by-hand" | "look again" };

/** One run of a handler, or of an operator's command. */
export interface Operation {
  id: number;
  call: Call;
  instance: number;
  /** "stopped": it never goes on, as after a crash. Requests that it sent before may still arrive. */
  state: "running" | "answered" | "refused" | "stopped";
  /**
   * When the operation began. `time`: the database's time, in microseconds. `known`: the earliest value
   * that its instance may have taken for the database's time, in microseconds. `commits`: how many
   * commits the world had before.
   */
  begun: { time: number; known: number; commits: number };
  /**
   * The database's time of the last read on which the operation bases its decisions, in microseconds. Reads of only
   * seats, and those to draw a map, do not count.
   */
  readAt: number;
  /**
   * The database's time of the last read of seats, in microseconds. If the read was cut off and continued, the time of
   * its first part.
   */
  seatsReadAt: number;
  /** The database's times of its last reads of a purchase and of a performance, by which it computes a refund. */
  refundReads: RefundReads;
  /** Whether the last read of seats was cut off, so that the SDK will read the rest. */
  isReadInPart: boolean;
  /** Whether the operation is paused. Its requests, answers and timers wait until the pause ends. */
  delayed: boolean;
  /**
   * Whether its instance stood still during the operation, or during work that it shares. The instance then does not
   * know how much time has passed. For a map, it may also have stood still before, and kept an old map.
   */
  stoodStill: boolean;
  /** Whether it may wait for a map that another call on its instance builds or writes. */
  sharesDrawing: boolean;
  /** How many commits it has sent that could get a fault. */
  commits: number;
  /**
   * After how many commits the operation gets many faults. They affect its next commits (`FAULTY_COMMITS` in
   * `faults.ts`) and the reads between them.
   */
  faultyAfter: number;
  /**
   * Whether one of its own requests got a fault, or failed because the gateway was down. Then it may fail, or leave work
   * undone, where that is otherwise a violation.
   */
  disturbed: boolean;
  /** Whether a fault hit a read that it made or shares, or the gateway was down. So it may not know what is stored. */
  misread: boolean;
  /** Whether one of its commits got a fault, or failed because the gateway was down. */
  disturbedCommit: boolean;
  /** Whether a fault was injected into one of its reads or commits of a review. */
  disturbedReview: boolean;
  /** The payments for which it logged that the gateway did not close them. */
  notClosed: string[];
  /** Its commits whose answers had not arrived when it ended, as text. */
  unheard: string[];
  /** How many of its requests failed. */
  failures: number;
  /** The document changes of its commits. */
  wrote: Entry[];
  /** The versions of maps that it read, as text: see `versionName`. */
  mapsRead: Set<string>;
}

/** The database's times of reads, in microseconds. */
export interface RefundReads {
  purchase: number;
  performance: number;
}

export const newOperation = (begins: Pick<Operation, "id" | "call" | "instance" | "begun">): Operation => ({
  ...begins,
  state: "running",
  readAt: 0,
  seatsReadAt: 0,
  refundReads: { purchase: 0, performance: 0 },
  isReadInPart: false,
  delayed: false,
  stoodStill: false,
  sharesDrawing: false,
  commits: 0,
  faultyAfter: Infinity,
  disturbed: false,
  misread: false,
  disturbedCommit: false,
  disturbedReview: false,
  notClosed: [],
  unheard: [],
  failures: 0,
  wrote: [],
  mapsRead: new Set(),
});

/** What calls share with others on the same instance: a read, or a map that they build or write. */
const SHARED: Partial<Record<Call["name"], "seats" | "building" | "gathering">> = {
  getOccupiedSeats: "seats",
  getSeatMap: "building",
  onBookingWritten: "gathering",
  onPaymentIntentUpdated: "gathering",
};

/** Whether two operations may share work. */
export const sharesWork = (one: Operation, other: Operation): boolean =>
  one.instance === other.instance &&
  SHARED[one.call.name] !== undefined &&
  SHARED[one.call.name] === SHARED[other.call.name];
