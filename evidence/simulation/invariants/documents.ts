/** A stored document with the service's field names, like those below. Times are in microseconds since 1970. */
export interface Booking {
  userId: string;
  performanceId: string;
  seatIds: string[];
  seats: { seatId: string; section: string; price: number }[];
  totalAmount: number;
  currency: string;
  paymentMethod: string;
  paymentIntentId: string;
  status: string;
  cancelReason: string | null;
  requestId: string | null;
  expiresAt: number;
  createdAt: number;
  confirmedAt: number | null;
  refundPolicy: RefundPolicy | null;
  timeZone: string;
  performanceStartsAt: number;
  cancelledSeats: { seatId: string; section: string; price: number; refundId: string | null }[];
  refundedAmount: number;
  feeKept: number;
}
export interface RefundPolicy {
  free: { withinHours: number; daysBefore: number }[];
  tiers: { daysBefore: number; feePercent: number; maxFeePerSeat?: number }[];
}
export interface Intent {
  bookingId: string;
  userId: string;
  performanceId: string;
  seatIds: string[];
  amount: number;
  currency: string;
  paymentMethod: string;
  status: string;
  attempt: { id: string; number: number } | null;
  failure: { code: string; message: string } | null;
  gateway: { provider: string; reference: string } | null;
  payBy: number;
  dueAt: number | null;
  cancelReason: string | null;
  shard: number;
  createdAt: number;
  updatedAt: number;
  closedAt: number | null;
  refunded: number;
  refunds: number;
}
export interface Seat {
  performanceId: string;
  seatId: string;
  bookingId: string;
  status: string;
  lockedUntil: number | null;
}
export interface Count {
  userId: string;
  performanceId: string;
  tickets: number;
  givenBack?: Record<string, number>;
}
export interface LedgerEntry {
  account: string;
  direction: string;
  amount: number;
  currency: string;
  bookingId: string;
  paymentIntentId: string;
  day: string;
}
export interface Refund {
  paymentIntentId: string;
  bookingId: string;
  userId: string;
  amount: number;
  currency: string;
  fee: number;
  seatIds: string[];
  reason: string;
  by: string;
  provider: string;
  paymentReference: string;
  status: string;
  attempt: { id: string; number: number } | null;
  round: number;
  roundSince: number | null;
  refundReference: string | null;
  failure: { code: string } | null;
  doneAt: number | null;
  dueAt: number | null;
  createdAt: number;
}
export interface Review {
  kind: string;
  subject: string;
  amount: number;
  currency: string;
  openSince: number;
  status: string;
  opened: number;
}
/** The gateway's record of the refunds of a payment. */
export interface RecordedRefunds {
  refunds: RecordedRefund[];
}
export interface RecordedRefund {
  key: string;
  refundId: string;
  round: number;
  amount: number;
  fault: string | null;
  at: number;
}
/** The gateway's record for an idempotency key. Without a failure and with an amount, it is a charge. */
export interface Charge {
  amount?: number;
  currency?: string;
  failure: { code: string } | null;
  /** The token, if it is one that makes the gateway misbehave later. */
  fault?: string;
}
export interface Performance {
  currency: string;
  startsAt: number;
  timeZone: string;
  refundPolicy: RefundPolicy | null;
  salesOpenAt: number;
  salesCloseAt: number;
  maxTicketsPerUser: number;
  sections: { section: string; price: number; rows: { row: string; lastSeat: number; block?: string }[] }[];
}
export interface SeatMap {
  performanceId: string;
  block: string;
  layout: string;
  base: number;
  rows: Record<string, string>;
  version: number;
}

interface Collections {
  bookings: Booking;
  paymentIntents: Intent;
  occupiedSeats: Seat;
  ticketCounts: Count;
  ledgerEntries: LedgerEntry;
  simulatedCharges: Charge;
  performances: Performance;
  refunds: Refund;
  reviews: Review;
  simulatedRefunds: RecordedRefunds;
  operatorActions: { command: string; subject: string };
  seatMaps: SeatMap;
}
export type CollectionId = keyof Collections;

/** One change of one document, typed by its collection. */
export type Entry = {
  [C in CollectionId]: {
    collection: C;
    id: string;
    before: Collections[C] | null;
    after: Collections[C] | null;
  };
}[CollectionId];

export type Tables = { readonly [C in CollectionId]: Map<string, Collections[C]> };

/** The name of a seat. It does not depend on which document holds the seat. */
export const placeOf = ({ performanceId, seatId }: Pick<Seat, "performanceId" | "seatId">): string =>
  `${performanceId}/${seatId}`;

/** All seats that a booking ever had, by id. */
export const everySeatOf = ({ seats, cancelledSeats }: Pick<Booking, "seats" | "cancelledSeats">) =>
  new Map([...seats, ...cancelledSeats].map((seat) => [seat.seatId, seat]));

/** Whether a seat is one of those that a booking has now. */
export const isFor = (booking: Booking, seat: Seat): boolean =>
  booking.performanceId === seat.performanceId && booking.seatIds.includes(seat.seatId);

/** The ids of all seats of a performance. In the simulation, every row begins with seat 1. */
export const seatIdsOf = ({ sections }: Performance): string[] =>
  sections.flatMap(({ rows }) =>
    rows.flatMap(({ row, lastSeat }) => Array.from({ length: lastSeat }, (_, index) => `${row}${index + 1}`)),
  );

/** A key for one section of a performance at one price. */
export const priceName = (performanceId: string, section: string, price: number): string =>
  `${performanceId}/${section}/${price}`;
