import type { Action } from "../calls/actions.js";
import type { Reason, Trouble } from "../calls/trouble.js";
import type { State } from "../map/seatMap.js";
import type { Format } from "./format.js";

/** A seat as its name is spoken. */
export interface NamedSeat {
  row: string;
  number: number | string;
}

type TroubleOf<R extends Reason> = Extract<Trouble, { reason: R }>;

/** Everything that the shop says, in one language. A language in which something is missing does not compile. */
export interface Words {
  shop: string;
  skip: string;
  loading: string;
  notUpToDate: string;
  notFound: { title: string; text: string };
  nav: { performances: string; bookings: string; language: string };

  performances: {
    title: string;
    none: string;
    from: (price: string) => string;
    more: string;
    sale: { open: string; notOpen: (time: string) => string; closed: string };
  };

  venue: {
    stage: string;
    blocks: string;
    opensIn: string;
    opensAt: (time: string) => string;
    closed: string;
    left: (count: string) => string;
    soldOut: string;
    notCounted: string;
    filter: string;
    allPrices: string;
    organiser: string;
    tickets: (limit: number) => string;
  };

  seats: {
    title: (block: string) => string;
    map: (block: string) => string;
    row: (row: string) => string;
    seat: (seat: NamedSeat) => string;
    /** A cell's whole name: "Row F, seat 12, Royal, ₩100,000, free". */
    cell: (seat: NamedSeat, section: string, price: string, state: string) => string;
    states: Record<State | "chosen", string>;
    legend: string;
    zoomIn: string;
    zoomOut: string;
    allBlocks: string;
    hint: (limit: number) => string;
    chosen: (count: number) => string;
    giveBack: (seat: string) => string;
    tooMany: (limit: number) => string;
    taken: (seat: string) => string;
    justTaken: (seats: string, count: number) => string;
    takeInstead: (seats: string) => string;
    alone: (seats: string, count: number) => string;
    book: string;
    booking: string;
    stillBooking: string;
  };

  pay: {
    title: string;
    booked: string;
    total: string;
    timeLeft: string;
    /** Spoken at 3, 1 and half a minute. */
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
    declined: { title: string; text: string };
    /** The gateway's codes. */
    declines: Record<DeclineCode, string>;
    otherDecline: (code: string) => string;
    over: string;
    cancelled: string;
    cancel: string;
    cancelling: string;
    chooseOthers: string;
    toBookings: string;
  };

  bookings: {
    title: string;
    none: string;
    more: string;
    status: { pending: string; confirmed: string; expired: string } & Record<CancelReason, string>;
    bookedAt: (time: string) => string;
    givenBack: (seats: string) => string;
    refunded: (sum: string) => string;
    feeKept: (sum: string) => string;
    goOn: string;
    cancel: string;
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
    /** Why there is a fee: "9 days before: 10%". `percent` is null where the fee is a fixed sum. */
    reason: (daysBefore: number, percent: number | null) => string;
    free: string;
    validUntil: (time: string) => string;
    agree: (sum: string) => string;
    keep: string;
    working: string;
    changed: (sum: string) => string;
    done: (sum: string) => string;
    doneWithout: string;
    quoting: string;
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

  troubles: { [R in Reason]: (trouble: TroubleOf<R>, format: Format) => string };
  actions: Record<Action, string>;
}

/** The cards of the simulated gateway, by their tokens. */
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

/** Says a trouble in words. */
export function sayTrouble(words: Words, format: Format, trouble: Trouble): string {
  // The compiler cannot see that a reason's sentence takes the details of that reason.
  const say = words.troubles[trouble.reason] as (trouble: Trouble, format: Format) => string;
  return say(trouble, format);
}

/** Splits a seat's id into its row and its number, as in `1F-A12`. A row never ends in a digit. */
export function namedSeat(seatId: string): NamedSeat {
  const [, row = seatId, number = ""] = /^(.*\D)(\d+)$/.exec(seatId) ?? [];
  return { row, number };
}

/** Names seats by their ids, as one text. */
export function nameSeats(words: Words, format: Format, seatIds: readonly string[]): string {
  return format.list(seatIds.map((seatId) => words.seats.seat(namedSeat(seatId))));
}
