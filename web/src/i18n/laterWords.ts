import type { QuoteRefundAnswer } from "../../../functions/src/contract.js";
import type { Reason } from "../calls/trouble.js";
import type { EarlyReason, Sentences } from "./words.js";

/** What the shop says to those who buy, and to organisers. It is loaded with their pages. */
export interface LaterWords {
  /** What the shapes of seats mean. */
  legend: { title: string; accessible: string };

  booking: {
    hint: (limit: number) => string;
    chosen: (count: number) => string;
    remove: (seat: string) => string;
    takeInstead: (seats: string) => string;
    justTaken: (seats: string, count: number) => string;
    alone: (seats: string, count: number) => string;
    book: string;
    booking: string;
    stillBooking: string;
    /** Seats that the user chose before, and that are chosen again without a press. */
    again: (seats: string, count: number) => string;
    /** Seats that the user chose before, and that are taken now. */
    gone: (seats: string, count: number) => string;
    /** Names the seats that are chosen already, in all blocks. */
    kept: (seats: string) => string;
    /** The link to the block of the first chosen seat. */
    goOn: string;
    /** Seats that the user has locked, and has not paid. */
    held: (seats: string) => string;
    /** Seats for which a payment was sent. */
    sent: (seats: string) => string;
  };

  pay: {
    title: string;
    booked: string;
    total: string;
    timeLeft: string;
    /** Announced at 3 minutes, at 1 minute and at 30 seconds. */
    left: (seconds: number) => string;
    method: string;
    card: string;
    testCard: string;
    cards: Record<TestCard, string>;
    cvv: string;
    cvvHint: string;
    cvvWrong: string;
    noCardNumber: string;
    pay: (sum: string) => string;
    confirmFree: string;
    paying: string;
    findingOut: { title: string; text: string };
    unfinished: string;
    paid: { title: string; text: (sum: string) => string };
    /** `chargedLater` is said where a charge may still come. */
    declined: { title: string; uncharged: string; chargedLater: string; free: string };
    /** A sentence for each code that the page knows. For other codes there is `otherDecline`. */
    declines: Record<DeclineCode, string>;
    otherDecline: (code: string) => string;
    over: string;
    expiring: string;
    cancelled: string;
    chooseOthers: string;
    toBookings: string;
  };

  cancel: { cancel: string; cancelling: string; unknown: string; sure: string; yes: string; keep: string };

  bookings: {
    title: string;
    none: string;
    more: string;
    status: { pending: string; confirming: string; confirmed: string; expired: string } & Record<
      CancelReason,
      string
    >;
    bookedAt: (time: string) => string;
    number: (bookingId: string) => string;
    givenBack: (seats: string) => string;
    /** What comes back, or has come back already. */
    refunded: (sum: string) => string;
    /** Of a payment that counted as not charged, and was charged after that. */
    lateCharge: (sum: string) => string;
    feeKept: (sum: string) => string;
    goOn: string;
    toPayment: string;
    refund: string;
  };

  refund: {
    title: string;
    which: string;
    seat: string;
    price: string;
    fee: string;
    back: string;
    total: string;
    /** Why there is a fee: "7 to 9 days before: 10%". `isLimited`: the fee of a seat is less than this percentage. */
    reason: (rule: QuoteRefundAnswer["feeRule"], isLimited: boolean) => string;
    free: string;
    validUntil: (time: string) => string;
    agree: (sum: string) => string;
    keep: string;
    working: string;
    changed: (sum: string) => string;
    done: (sum: string) => string;
    doneWithout: string;
    quoting: string;
    /** Said while no seat is chosen to be given back. */
    choose: string;
    terms: string;
    noTerms: string;
    /** Ends the list of terms if nothing comes back on the last days before the performance. */
    thenNone: string;
    freeWithin: (hours: number, daysBefore: number) => string;
    atMost: (sum: string) => string;
  };

  house: {
    title: (performance: string) => string;
    text: string;
    place: string;
    seats: string;
    sold: string;
    locked: string;
    free: string;
    total: string;
    share: (percent: string) => string;
    counting: (missing: number) => string;
  };

  troubles: Sentences<Exclude<Reason, EarlyReason>>;
}

/** The tokens of the simulated gateway's cards. */
export const TEST_CARDS = [
  "tok_visa",
  "tok_slow",
  "tok_timeout_before_charge",
  "tok_timeout_after_charge",
  "tok_late_capture",
  "tok_refund_pending",
  "tok_refund_fails",
  "tok_refund_timeout",
  "tok_refund_returned",
] as const;
export type TestCard = (typeof TEST_CARDS)[number];

export type DeclineCode =
  "INSUFFICIENT_FUNDS" | "INVALID_CVV" | "CARD_EXPIRED" | "SERVER_ERROR" | "PG_TIMEOUT" | "GENERIC_DECLINE";

export type CancelReason = "USER" | "EXPIRED" | "PAYMENT_FAILED" | "ORGANISER";
