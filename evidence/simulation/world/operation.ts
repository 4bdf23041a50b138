import type { Exchange } from "../runtime/transport.js";
import type { Message } from "local-firestore/engine";
import type { Entry } from "../invariants/books.js";

/** What an operation asks for, as far as the invariants judge by it. Users may also say who they are: `claims`. */
export type Call =
  | {
      name: "createBooking";
      userId: string;
      performanceId: string;
      seatIds: string[];
      paymentMethod: string;
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
  | { name: "cancelBooking"; userId: string; bookingId: string; claims?: string }
  | {
      name: "getMyBookings";
      userId: string;
      pageSize: number | null;
      cursor: string | null;
      status: string | null;
      claims?: string;
    }
  | { name: "getOccupiedSeats"; performanceId: string; seatIds: string[] | null }
  /** `outcome`: how the payment ended, where that is what the event tells. */
  | { name: "onPaymentIntentUpdated"; paymentIntentId: string; event: number; outcome: string | null }
  | { name: "sweepExpiredLocks" };

/** One run of a handler. */
export interface Operation {
  id: number;
  call: Call;
  instance: number;
  /** "stopped": its process died, or its answer will never be waited for. What it sent may still arrive. */
  state: "running" | "answered" | "refused" | "stopped";
  /**
   * When it began: by the database's time and by the earliest that its instance could take that for, in microseconds,
   * and after how many commits.
   */
  begun: { time: number; known: number; commits: number };
  /** When what it decides by was read last, by the database's time in microseconds: all but a booking's own seats. */
  readAt: number;
  /** The same of seats; of a reading that broke half way, its beginning. */
  seatsReadAt: number;
  /** A reading of seats broke half way, and its rest is to be read. */
  isReadInPart: boolean;
  /** What it waits for does not come yet, however long. */
  delayed: boolean;
  /** Its instance stood still meanwhile, or during a reading that it joined: it does not know how much time has passed. */
  stoodStill: boolean;
  /** How many commits it has sent. */
  commits: number;
  /** After so many commits its luck is out: some in a row go wrong, and what it reads in between may, too. */
  luckyCommits: number;
  /** Something it ran into went wrong by chance, so that it may fail in ways it otherwise may not. */
  disturbed: boolean;
  /** One of its reads went wrong by chance: then it may not even know what there is. */
  misread: boolean;
  /** One of its commits went wrong by chance. */
  disturbedCommit: boolean;
  /** Its commits that were under way when it ended, in words. */
  unheard: string[];
  /** How many of its requests failed, by chance or because others were first. */
  failures: number;
  /** What its commits changed. */
  wrote: Entry[];
}

/** What the server answered: of a stream that broke half way, the first messages and an error. */
export type Answered = { messages: Message[] } | { error: Error; before?: Message[] };

/** Something an operation waits for. */
export type Pending = { id: number; operation: Operation } &
  /** `readAt`: when what its operation had read last was read, by the time it was sent. */
  (
    | { kind: "request"; exchange: Exchange; readAt: number }
    /** The server is at work on it. Only a lock could hold it up. */
    | { kind: "executing"; exchange: Exchange }
    | { kind: "answer"; exchange: Exchange; outcome: Answered; at: number }
    | { kind: "timer"; due: number; fire: () => void }
  );

/** An operation that has just begun, and to which nothing happened yet. */
export const newOperation = (begins: Pick<Operation, "id" | "call" | "instance" | "begun">): Operation => ({
  ...begins,
  state: "running",
  readAt: 0,
  seatsReadAt: 0,
  isReadInPart: false,
  delayed: false,
  stoodStill: false,
  commits: 0,
  luckyCommits: Infinity,
  disturbed: false,
  misread: false,
  disturbedCommit: false,
  unheard: [],
  failures: 0,
  wrote: [],
});

/** Whether two operations may share what is read: those who ask an instance for seats at the same moment. */
export const sharesReadings = (one: Operation, other: Operation): boolean =>
  one.call.name === "getOccupiedSeats" &&
  other.call.name === "getOccupiedSeats" &&
  one.instance === other.instance;
