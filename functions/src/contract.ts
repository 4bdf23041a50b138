/**
 * The types of requests and answers, for web apps and other clients. This file contains only types, so that a client
 * can import it without the code of the service. Times are in ISO 8601, and amounts are in minor currency units.
 */
import type { CancelBookingAnswer, CancelBookingRequest } from "./bookings/cancelBooking.js";
import type { CreateBookingAnswer, CreateBookingRequest } from "./bookings/createBooking.js";
import type { QuoteRefundAnswer, QuoteRefundRequest } from "./bookings/quoteRefund.js";
import type { GetMyBookingsAnswer, GetMyBookingsRequest } from "./bookings/getMyBookings.js";
import type { GetLayoutAnswer } from "./layouts/getLayout.js";
import type { ListPerformancesAnswer } from "./performances/listPerformances.js";
import type { ExecutePaymentAnswer, ExecutePaymentRequest } from "./payments/executePayment.js";
import type { Issue } from "./request/errors.js";
import type { GetOccupiedSeatsAnswer, GetOccupiedSeatsRequest } from "./seatmap/getOccupiedSeats.js";
import type { GetPerformanceAnswer } from "./seatmap/getPerformance.js";
import type { GetSeatCountsAnswer, GetSeatMapAnswer } from "./seatmap/getSeatMap.js";
import type { RefusalDetails, RefusalReason } from "./shared/refusals.js";

export type {
  CancelBookingAnswer,
  CancelBookingRequest,
  CreateBookingAnswer,
  CreateBookingRequest,
  ExecutePaymentAnswer,
  ExecutePaymentRequest,
  GetLayoutAnswer,
  GetMyBookingsAnswer,
  GetMyBookingsRequest,
  GetOccupiedSeatsAnswer,
  GetOccupiedSeatsRequest,
  GetPerformanceAnswer,
  GetSeatCountsAnswer,
  GetSeatMapAnswer,
  Issue,
  ListPerformancesAnswer,
  QuoteRefundAnswer,
  QuoteRefundRequest,
  RefusalDetails,
  RefusalReason,
};

export interface Callables {
  createBooking: { request: CreateBookingRequest; answer: CreateBookingAnswer };
  executePayment: { request: ExecutePaymentRequest; answer: ExecutePaymentAnswer };
  cancelBooking: { request: CancelBookingRequest; answer: CancelBookingAnswer };
  quoteRefund: { request: QuoteRefundRequest; answer: QuoteRefundAnswer };
  getMyBookings: { request: GetMyBookingsRequest; answer: GetMyBookingsAnswer };
  getOccupiedSeats: { request: GetOccupiedSeatsRequest; answer: GetOccupiedSeatsAnswer };
}

/** The `details` of a refusal, or of an `invalid-argument` error about fields. Other errors have no details. */
export type ErrorDetails = RefusalDetails | { reason?: undefined; issues: Issue[] };
