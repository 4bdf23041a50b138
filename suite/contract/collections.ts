import type { z } from "zod";
import { Booking } from "../../functions/src/bookings/domain/booking.js";
import { OccupiedSeat } from "../../functions/src/bookings/domain/seat.js";
import { TicketCount } from "../../functions/src/bookings/domain/ticketCount.js";
import { LedgerEntry } from "../../functions/src/payments/domain/ledger.js";
import { PaymentIntent } from "../../functions/src/payments/domain/paymentIntent.js";
import { Refund } from "../../functions/src/payments/domain/refund.js";
import { OperatorAction, Review } from "../../functions/src/payments/domain/review.js";
import { Layout } from "../../functions/src/layouts/layout.js";
import { Performance } from "../../functions/src/performances/performance.js";
import { SeatMap } from "../../functions/src/seatmap/domain/seatMap.js";

/** A collection as docs/data.md describes it. */
interface Collection {
  schema: z.ZodType;
  /** The field that holds the document's id when the service reads it. It is not stored. */
  idField?: string;
}

/** The collections, in the order of docs/data.md. */
export const collections: Readonly<Record<string, Collection>> = {
  performances: { schema: Performance },
  layouts: { schema: Layout },
  occupiedSeats: { schema: OccupiedSeat },
  seatMaps: { schema: SeatMap },
  bookings: { schema: Booking, idField: "bookingId" },
  paymentIntents: { schema: PaymentIntent, idField: "paymentIntentId" },
  ticketCounts: { schema: TicketCount },
  refunds: { schema: Refund, idField: "refundId" },
  reviews: { schema: Review },
  operatorActions: { schema: OperatorAction },
  ledgerEntries: { schema: LedgerEntry },
};
