import "../../functions/src/setup.js";
import type { z } from "zod";
import { CancelBookingAnswer, CancelBookingRequest } from "../../functions/src/bookings/cancelBooking.js";
import { CreateBookingAnswer, CreateBookingRequest } from "../../functions/src/bookings/createBooking.js";
import { GetMyBookingsAnswer, GetMyBookingsRequest } from "../../functions/src/bookings/getMyBookings.js";
import { QuoteRefundAnswer, QuoteRefundRequest } from "../../functions/src/bookings/quoteRefund.js";
import { ExecutePaymentAnswer, ExecutePaymentRequest } from "../../functions/src/payments/executePayment.js";
import {
  GetOccupiedSeatsAnswer,
  GetOccupiedSeatsRequest,
} from "../../functions/src/seatmap/getOccupiedSeats.js";
import type { RefusalReason } from "../../functions/src/shared/refusals.js";

/** The description of a callable or a read. docs/api.md and docs/openapi.json are made from it. */
export interface Described {
  does: string;
  request: z.ZodType;
  answer: z.ZodType;
  /** Whether callers need not sign in. */
  isPublic: boolean;
  /** The reasons for which it may refuse, beside the errors that every callable may give. */
  reasons: readonly RefusalReason[];
  example: { request: object; answer: object };
}

const expiresAt = "2027-05-01T10:35:00.000Z";
const serverTime = "2027-05-01T10:30:00.000Z";
const bookingId = "bk_abcdefghijklmnopqrstuvwx";
const paymentIntentId = "pi_abcdefghijklmnopqrstuvwx";
const refundId = "rf_abcdefghijklmnopqrstuvwx_1";
const seats = [
  { seatId: "A1", section: "VIP", price: 150_000 },
  { seatId: "A2", section: "VIP", price: 150_000 },
];

/** The callables, by name. */
export const callables = {
  createBooking: {
    does: "Locks one to ten seats for five minutes and opens a payment for them.",
    request: CreateBookingRequest,
    answer: CreateBookingAnswer,
    isPublic: false,
    reasons: [
      "USER_MISMATCH",
      "PERFORMANCE_NOT_FOUND",
      "SEAT_NOT_FOUND",
      "SEAT_TAKEN",
      "SALES_NOT_OPEN",
      "SALES_CLOSED",
      "REQUEST_ID_REUSED",
      "TICKET_LIMIT",
      "TOO_MANY_ATTEMPTS",
      "CONTENDED",
      "OUTCOME_UNKNOWN",
    ],
    example: {
      request: {
        performanceId: "perf_001",
        seatIds: ["A1", "A2"],
        paymentMethod: "CREDIT_CARD",
        requestId: "7d9f3c52-6a1e-4c0b-9b52-0f4de1a2b3c4",
      },
      answer: {
        bookingId,
        paymentIntentId,
        status: "pending",
        seats,
        totalAmount: 300_000,
        currency: "KRW",
        expiresAt,
        serverTime,
      },
    },
  },
  executePayment: {
    does: "Charges the payment of a booking. The booking is confirmed, or its seats are released, a moment later.",
    request: ExecutePaymentRequest,
    answer: ExecutePaymentAnswer,
    isPublic: false,
    reasons: [
      "USER_MISMATCH",
      "PAYMENT_INTENT_NOT_FOUND",
      "BOOKING_EXPIRED",
      "BOOKING_NOT_PENDING",
      "CONTENDED",
      "PAYMENT_IN_PROGRESS",
      "GATEWAY_UNAVAILABLE",
      "PAYMENT_OUTCOME_UNKNOWN",
    ],
    example: {
      request: { paymentIntentId, paymentMethodToken: "tok_visa", cvv: "121" },
      answer: {
        paymentIntentId,
        bookingId,
        status: "SUCCESS",
        failure: null,
        amount: 300_000,
        currency: "KRW",
      },
    },
  },
  cancelBooking: {
    does: "Cancels a booking of the caller and releases its seats: a pending one, or a paid one, whole or by seat, for the refund that was quoted.",
    request: CancelBookingRequest,
    answer: CancelBookingAnswer,
    isPublic: false,
    reasons: [
      "USER_MISMATCH",
      "BOOKING_NOT_FOUND",
      "BOOKING_EXPIRED",
      "BOOKING_NOT_PENDING",
      "SEAT_NOT_FOUND",
      "NOT_REFUNDABLE",
      "REFUND_CHANGED",
      "CONTENDED",
      "PAYMENT_IN_PROGRESS",
      "PAYMENT_OUTCOME_UNKNOWN",
      "OUTCOME_UNKNOWN",
    ],
    example: {
      request: { bookingId, seatIds: ["A2"], expectedRefund: 105_000 },
      answer: {
        bookingId,
        status: "confirmed",
        cancelReason: null,
        cancelledSeats: [{ ...seats[1]!, refundId }],
        refund: { refundId, amount: 105_000, fee: 45_000, currency: "KRW", status: "REQUIRED" },
      },
    },
  },
  quoteRefund: {
    does: "Tells what comes back if seats of a paid booking of the caller are cancelled now. It changes nothing.",
    request: QuoteRefundRequest,
    answer: QuoteRefundAnswer,
    isPublic: false,
    reasons: ["USER_MISMATCH", "BOOKING_NOT_FOUND", "SEAT_NOT_FOUND", "NOT_REFUNDABLE", "CONTENDED"],
    example: {
      request: { bookingId, seatIds: ["A2"] },
      answer: {
        bookingId,
        seats: [{ seatId: "A2", price: 150_000, fee: 45_000, refund: 105_000 }],
        refundAmount: 105_000,
        fee: 45_000,
        feeRule: { kind: "TIER", feePercent: 30, fromDays: 1, toDays: 2 },
        currency: "KRW",
        validUntil: "2027-05-02T15:00:00.000Z",
        serverTime,
      },
    },
  },
  getMyBookings: {
    does: "Lists the caller's bookings, page by page.",
    request: GetMyBookingsRequest,
    answer: GetMyBookingsAnswer,
    isPublic: false,
    reasons: ["USER_MISMATCH", "CONTENDED"],
    example: {
      request: { pageSize: 20, status: "confirmed" },
      answer: {
        bookings: [
          {
            bookingId,
            performanceId: "perf_001",
            seatIds: ["A1", "A2"],
            seats,
            totalAmount: 300_000,
            currency: "KRW",
            status: "confirmed",
            cancelReason: null,
            paymentIntentId,
            cancelledSeats: [],
            refundedAmount: 0,
            feeKept: 0,
            createdAt: serverTime,
            expiresAt,
            confirmedAt: "2027-05-01T10:31:20.000Z",
          },
        ],
        nextCursor: null,
      },
    },
  },
  getOccupiedSeats: {
    does: "Lists the seats of a performance that cannot be booked now, at most a thousand in one answer. It is exact; a crowd looks at the seat maps.",
    request: GetOccupiedSeatsRequest,
    answer: GetOccupiedSeatsAnswer,
    isPublic: true,
    reasons: ["USER_MISMATCH", "PERFORMANCE_NOT_FOUND", "SEAT_NOT_FOUND", "CONTENDED"],
    example: {
      request: { performanceId: "perf_001", seatIds: ["A1", "A3"] },
      answer: {
        performanceId: "perf_001",
        seats: [{ seatId: "A1", status: "booked", lockedUntil: null }],
        nextCursor: null,
        serverTime,
      },
    },
  },
} as const satisfies Record<string, Described>;

export type CallableName = keyof typeof callables;
