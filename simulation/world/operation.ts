import type { Exchange } from "../runtime/transport.js";
import type { Message } from "../../local/firestore/service.js";

/** What an operation asks for, as far as the invariants judge by it. */
export type Call =
  | {
      name: "createBooking";
      userId: string;
      performanceId: string;
      seatIds: string[];
      requestId: string | null;
    }
  | {
      name: "executePayment";
      userId: string;
      paymentIntentId: string;
      paymentMethodToken: string;
      cvv: string;
    }
  | { name: "cancelBooking"; userId: string; bookingId: string }
  | { name: "getMyBookings"; userId: string }
  | { name: "getOccupiedSeats"; performanceId: string }
  | { name: "onPaymentIntentUpdated"; paymentIntentId: string; event: number }
  | { name: "sweepExpiredLocks" };

/** One run of a handler. */
export interface Operation {
  id: number;
  call: Call;
  instance: number;
  /** "stopped": its process died, or its answer will never be waited for. What it sent may still arrive. */
  state: "running" | "answered" | "refused" | "stopped";
  /** When it began: by the database's time in microseconds, and after how many commits. */
  begun: { time: number; commits: number };
  /** When what it read last was read, by the database's time in microseconds. */
  readAt: number;
  /** What it waits for does not come yet, however long. */
  delayed: boolean;
  /** Something it ran into went wrong by chance, so that it may fail in ways it otherwise may not. */
  disturbed: boolean;
  /** Bookings that its commits created. */
  created: string[];
}

/** Something an operation waits for. */
export type Pending = { id: number; operation: Operation } & (
  | { kind: "request"; exchange: Exchange }
  /** The server is at work on it. Only a lock could hold it up. */
  | { kind: "executing"; exchange: Exchange }
  | { kind: "answer"; exchange: Exchange; outcome: { messages: Message[] } | { error: Error }; at: number }
  | { kind: "timer"; due: number; fire: () => void }
);
