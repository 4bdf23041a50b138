import "../../src/setup.js";
import type { DocumentData, QuerySnapshot } from "firebase-admin/firestore";
import type { Booking } from "../../src/bookings/domain/booking.js";
import { paymentIntentIdOf, seatKey, ticketCountKey } from "../../src/shared/ids.js";
import { ledgerEntriesOf, type LedgerEntry } from "../../src/payments/domain/ledger.js";
import { isDue, isFinished, type PaymentIntent } from "../../src/payments/domain/paymentIntent.js";
import type { Refund } from "../../src/payments/domain/refund.js";
import type { Review } from "../../src/payments/domain/review.js";
import type { OccupiedSeat } from "../../src/bookings/domain/seat.js";
import type { TicketCount } from "../../src/bookings/domain/ticketCount.js";
import { bookings, occupiedSeats, ticketCounts } from "../../src/bookings/store/collections.js";
import { db } from "../../src/firestore/database.js";
import { ledgerEntries, paymentIntents, refunds, reviews } from "../../src/payments/store/collections.js";
import { refundsLeftUndone, wrongRefunds, type RecordedRefund } from "./refundInvariants.js";

/** The simulated gateway's record of a charge. If `failure` is null, money moved. */
interface Charge {
  failure: { code: string } | null;
  amount?: number;
  currency?: string;
  /** The token of the charge, if it injects a fault that acts later. */
  fault?: string;
}

/** The documents of bookings, payments and refunds at one moment, by document id. */
export interface Database {
  bookings: Map<string, Booking>;
  intents: Map<string, PaymentIntent>;
  seats: Map<string, OccupiedSeat>;
  ticketCounts: Map<string, TicketCount>;
  ledger: Map<string, LedgerEntry>;
  charges: Map<string, Charge>;
  refunds: Map<string, Refund>;
  reviews: Map<string, Review>;
  /** The refunds in the simulated gateway's record, by payment. */
  recordedRefunds: Map<string, RecordedRefund[]>;
  readAt: Date;
}

export function readDatabase(): Promise<Database> {
  return db.runTransaction(
    async (tx) => {
      const found = await Promise.all([
        tx.get(bookings),
        tx.get(paymentIntents),
        tx.get(occupiedSeats),
        tx.get(ticketCounts),
        tx.get(ledgerEntries),
        tx.get(db.collection("simulatedCharges")),
        tx.get(refunds),
        tx.get(reviews),
        tx.get(db.collection("simulatedRefunds")),
      ]);
      return {
        bookings: byId(found[0]),
        intents: byId(found[1]),
        seats: byId(found[2]),
        ticketCounts: byId(found[3]),
        ledger: byId(found[4]),
        charges: byId(found[5]) as Map<string, Charge>,
        refunds: byId(found[6]),
        reviews: byId(found[7]),
        recordedRefunds: new Map(
          found[8].docs.map((record) => [record.id, record.get("refunds") as RecordedRefund[]]),
        ),
        readAt: found[0].readTime.toDate(),
      };
    },
    { readOnly: true },
  );
}

function byId<T extends DocumentData>(found: QuerySnapshot<T>): Map<string, T> {
  return new Map(found.docs.map((snapshot) => [snapshot.id, snapshot.data()]));
}

/** Lists the broken invariants of a database. They must hold after every commit. */
export function violations(database: Database): string[] {
  return [
    ...wrongSeats(database),
    ...wrongBookings(database),
    ...wrongCounts(database),
    ...wrongMoney(database),
    ...wrongRefunds(database),
  ];
}

/** Lists the payments and refunds that still need work. */
export function leftUndone(database: Database): string[] {
  const { bookings, intents, readAt } = database;
  const payments = [...intents].flatMap(([id, intent]) => {
    const booking = bookings.get(intent.bookingId);
    const undone = [
      intent.status === "PROCESSING" && "is still being charged",
      isDue(intent, readAt) && "is due for the sweep",
      isFinished(intent) && booking?.status === "pending" && "is not settled",
    ];
    return undone.filter((what) => what !== false).map((what) => `payment intent ${id} ${what}`);
  });
  return [...payments, ...refundsLeftUndone(database)];
}

/** @throws Error if the database breaks an invariant. */
export async function assertSound(): Promise<void> {
  complain(violations(await readDatabase()));
}

/** @throws Error if the database breaks an invariant, or a payment or refund still needs work. */
export async function assertSettled(): Promise<void> {
  const database = await readDatabase();
  complain([...violations(database), ...leftUndone(database)]);
}

function complain(problems: string[]): void {
  if (problems.length > 0) throw new Error(`the database is not sound:\n${problems.join("\n")}`);
}

/** An occupied seat agrees with the booking that owns it, in performance, status and lock. */
function wrongSeats({ seats, bookings }: Database): string[] {
  return [...seats].flatMap(([key, seat]) => {
    const booking = bookings.get(seat.bookingId);
    if (booking === undefined) return [`seat ${key} belongs to no booking`];
    const { status } = booking;
    const problems = [
      key !== seatKey(seat.performanceId, seat.seatId) && "has another seat's key",
      status === "cancelled" && `belongs to the cancelled booking ${seat.bookingId}`,
      !booking.seatIds.includes(seat.seatId) && `is not listed by its booking ${seat.bookingId}`,
      booking.performanceId !== seat.performanceId && "is of another performance than its booking",
      (seat.status === "booked") !== (status === "confirmed") && `is ${seat.status}, its booking ${status}`,
      seat.lockedUntil?.getTime() !== (status === "pending" ? booking.expiresAt.getTime() : undefined) &&
        `is locked to another time than its booking ${seat.bookingId}`,
    ];
    return problems.filter((problem) => problem !== false).map((problem) => `seat ${key} ${problem}`);
  });
}

/**
 * A booking owns its seats unless it is cancelled, and agrees with its price, its cancelled seats and its payment
 * intent. Each payment intent has a booking.
 */
function wrongBookings({ seats, bookings, intents }: Database): string[] {
  const orphans = [...intents].filter(([, { bookingId }]) => !bookings.has(bookingId));
  const problems = [...bookings].flatMap(([bookingId, booking]) => {
    const intent = intents.get(paymentIntentIdOf(bookingId));
    if (intent === undefined) return [`booking ${bookingId} has no payment intent`];
    const missing = booking.seatIds.filter(
      (seatId) => seats.get(seatKey(booking.performanceId, seatId))?.bookingId !== bookingId,
    );
    const broken = [
      booking.status !== "cancelled" &&
        missing.length > 0 &&
        `is ${booking.status} without ${missing.join()}`,
      !allowed(booking).includes(intent.status) &&
        `is ${booking.status} (${booking.cancelReason}), its payment ${intent.status}`,
      booking.totalAmount !== priceOf(booking) && "is priced wrong",
      booking.status === "confirmed" &&
        booking.cancelledSeats.some(({ seatId }) => booking.seatIds.includes(seatId)) &&
        "has a seat that was cancelled",
      booking.status === "cancelled" &&
        booking.confirmedAt !== null &&
        booking.cancelledSeats.length < booking.seatIds.length &&
        "was cancelled without naming all its seats",
      (intent.amount !== booking.totalAmount || intent.currency !== booking.currency) &&
        "is to be paid with another amount",
      intent.bookingId !== bookingId && "has another booking's payment intent",
    ];
    return broken.filter((problem) => problem !== false).map((problem) => `booking ${bookingId} ${problem}`);
  });
  return [...orphans.map(([id]) => `payment intent ${id} belongs to no booking`), ...problems];
}

/** Returns the price of all seats that a booking has or had. A seat in `seats` and `cancelledSeats` counts once. */
function priceOf({ seats, cancelledSeats }: Booking): number {
  const prices = new Map([...seats, ...cancelledSeats].map(({ seatId, price }) => [seatId, price]));
  return [...prices.values()].reduce((total, price) => total + price, 0);
}

/** Returns the statuses that the payment of a booking may have, independently of the transitions. */
function allowed({ status, cancelReason, confirmedAt }: Booking): PaymentIntent["status"][] {
  if (confirmedAt !== null) return ["SUCCESS"];
  if (status === "pending") return ["PENDING", "PROCESSING", "SUCCESS", "FAILURE"];
  if (status === "confirmed") return ["SUCCESS"];
  if (cancelReason === "PAYMENT_FAILED") return ["FAILURE"];
  // FAILURE if the payment had been claimed, and was closed for the cancel.
  return cancelReason === "USER" ? ["CANCELLED", "FAILURE"] : ["CANCELLED"];
}

/** A user's ticket count of a performance is the number of seats in the user's bookings that are not cancelled. */
function wrongCounts({ bookings, ticketCounts }: Database): string[] {
  const held = new Map<string, number>([...ticketCounts.keys()].map((key) => [key, 0]));
  for (const { status, performanceId, userId, seatIds } of bookings.values()) {
    const key = ticketCountKey(performanceId, userId);
    held.set(key, (held.get(key) ?? 0) + (status === "cancelled" ? 0 : seatIds.length));
  }
  return [...held].flatMap(([key, seats]) => {
    const counted = ticketCounts.get(key)?.tickets;
    return counted === seats ? [] : [`ticket count ${key} is ${counted}, but ${seats} seats are held`];
  });
}

/**
 * A successful payment was charged its amount, unless that is zero. The ledger has the charges of successful and
 * refunded payments, and no others.
 */
function wrongMoney({ intents, charges, ledger }: Database): string[] {
  const expected = new Map(
    [...intents.values()]
      .filter(({ status, refunded }) => status === "SUCCESS" || refunded > 0)
      .flatMap((intent) => ledgerEntriesOf(intent, { kind: "charge" }, intent.updatedAt))
      .map(({ id, entry }) => [id, entry]),
  );
  const stray = [...ledger]
    .filter(([id, { kind }]) => kind === "charge" && !expected.has(id))
    .map(([id]) => `ledger entry ${id} is too many`);
  const wrong = [...expected].flatMap(([id, entry]) => {
    const written = ledger.get(id);
    if (written === undefined) return [`ledger entry ${id} is missing`];
    const fields = (Object.keys(entry) as (keyof typeof entry)[]).filter((field) => field !== "day");
    return fields
      .filter((field) => written[field] !== entry[field])
      .map((field) => `ledger entry ${id} has ${field} ${written[field]}`);
  });
  const unknown = [...charges.keys()]
    .filter((key) => !intents.has(key))
    .map((key) => `charge ${key} is for nothing`);
  return [
    ...stray,
    ...wrong,
    ...unknown,
    ...[...intents].flatMap(([id, intent]) => wrongCharge(id, intent, charges.get(id))),
  ];
}

function wrongCharge(id: string, intent: PaymentIntent, charge: Charge | undefined): string[] {
  const { status, amount, currency } = intent;
  // No gateway is called for a payment with nothing to charge.
  if (amount === 0)
    return charge === undefined ? [] : [`payment intent ${id} is over nothing, but was charged`];
  const charged = charge?.failure === null;
  const problems = [
    charge !== undefined &&
      (status === "PENDING" || status === "CANCELLED") &&
      `is ${status}, but was charged`,
    isFinished(intent) && charge === undefined && `is ${status}, but the gateway knows nothing of it`,
    status === "SUCCESS" && !charged && "is SUCCESS, but no money moved",
    status === "FAILURE" && charged && charge.fault !== "tok_late_capture" && "is FAILURE, but money moved",
    charged && (charge.amount !== amount || charge.currency !== currency) && `was charged ${charge.amount}`,
  ];
  return problems.filter((problem) => problem !== false).map((problem) => `payment intent ${id} ${problem}`);
}
