import type {
  CreateBookingAnswer,
  CreateBookingRequest,
  ExecutePaymentAnswer,
} from "../../functions/src/contract.js";
import { reasonOf, refusal } from "../client.js";
import { runSweeps } from "../sweeping.js";
import type { Customer } from "./customer.js";
import { claim, clock, money, say, seen } from "./telling.js";
import { windBack, windForward } from "./windBack.js";

const performanceId = "perf_001";

/** The demo's scenarios by title. Each one makes a purchase and checks what the customers can see. */
export const scenarios: Record<string, (ann: Customer, ben: Customer) => Promise<void>> = {
  async Bought(ann, ben) {
    const booked = await book(ann, ["A1", "A2"]);
    claim("her booking is pending", booked.status, "pending");
    await ben.seesSeats(performanceId, ["A1", "A2"], "locked");
    seen(`${ben.name} sees the seats locked, without asking again`);
    const paid = await pay(ann, booked, "120");
    claim("the gateway has charged her", paid.status, "SUCCESS");
    await ann.seesBooking(booked.bookingId, "confirmed");
    seen("the trigger has confirmed the booking, and she sees it");
    await ben.seesSeats(performanceId, ["A1", "A2"], "booked");
    seen("the seats are booked");
    claim("paying once more answers the same and charges nothing", await pay(ann, booked, "120"), paid);
  },

  async Declined(ann, ben) {
    const booked = await book(ann, ["F1", "F2", "F3"]);
    const paid = await pay(ann, booked, "122");
    claim("her card is declined", paid.failure?.code, "INSUFFICIENT_FUNDS");
    const booking = await ann.seesBooking(booked.bookingId, "cancelled");
    claim("the trigger has cancelled the booking", booking.cancelReason, "PAYMENT_FAILED");
    await ben.seesSeats(performanceId, ["F1", "F2", "F3"], "available");
    seen(`${ben.name} sees the seats free again`);
  },

  async Cancelled(ann, ben) {
    const booked = await book(ann, ["N7"]);
    say(`${ann.name} thinks better of it, and cancels.`);
    await ann.call("cancelBooking", { bookingId: booked.bookingId });
    const booking = await ann.seesBooking(booked.bookingId, "cancelled");
    claim("the booking is cancelled, at her wish", booking.cancelReason, "USER");
    await ben.seesSeats(performanceId, ["N7"], "available");
    seen(`${ben.name} sees the seat free again`);
    claim("paying for it now is refused", await refusal(pay(ann, booked, "120")), "BOOKING_NOT_PENDING");
  },

  async "Lost the race"(ann, ben) {
    say(`${ann.name} and ${ben.name} both want seat C10, at the same moment.`);
    const rivals = [ann, ben];
    const attempts = await Promise.allSettled(
      rivals.map((rival) => rival.call("createBooking", wish(["C10"]))),
    );
    const lost = attempts.flatMap((attempt) => (attempt.status === "rejected" ? [attempt.reason] : []));
    claim("exactly one of them gets it; the other is told", lost.map(reasonOf), ["SEAT_TAKEN"]);
    const loser = rivals[attempts.findIndex((attempt) => attempt.status === "rejected")]!;
    const { bookings } = await loser.call("getMyBookings", {});
    const traces = bookings.filter(({ seatIds }) => seatIds.includes("C10"));
    claim(`${loser.name}'s attempt has left no trace`, traces, []);
  },

  async Expired(ann, ben) {
    const booked = await book(ann, ["T20"]);
    say("Then her phone rings, and five minutes go by. To spare us the wait, the demo moves the end of the");
    say("lock into the past, by the Admin SDK, and runs the sweep, which else runs every minute.");
    await windBack({ ...booked, performanceId, seatIds: ["T20"] });
    await runSweeps();
    const booking = await ann.seesBooking(booked.bookingId, "cancelled");
    claim("the sweep has cancelled the booking", booking.cancelReason, "EXPIRED");
    await ben.seesSeats(performanceId, ["T20"], "available");
    seen(`${ben.name} sees the seat free again`);
    claim("paying for it now is refused", await refusal(pay(ann, booked, "120")), "BOOKING_EXPIRED");
  },

  async Refunded(ann, ben) {
    const booked = await book(ann, ["D1", "D2"]);
    await pay(ann, booked, "120");
    await ann.seesBooking(booked.bookingId, "confirmed");
    say(
      "Weeks later, two days before the performance, one of the two cannot come. To spare us the wait, the demo",
    );
    say("moves the day on the ticket and in the program, by the Admin SDK.");
    await windForward(booked.bookingId, performanceId);
    const { bookingId } = booked;
    const quote = await ann.call("quoteRefund", { bookingId, seatIds: ["D2"] });
    const { refundAmount, fee, currency } = quote;
    claim("the terms of the ticket keep 30 percent, on the last days", fee, 45_000);
    say(
      `${ann.name} would get ${money(refundAmount, currency)} back for D2, and ${money(fee, currency)} are kept. She agrees.`,
    );
    const order = { bookingId, seatIds: ["D2"], expectedRefund: refundAmount };
    const cancelled = await ann.call("cancelBooking", order);
    claim("the booking goes on with the other seat", cancelled.status, "confirmed");
    await ben.seesSeats(performanceId, ["D2"], "available");
    seen(`${ben.name} sees seat D2 free again`);
    claim("the refund is promised: what she agreed to", cancelled.refund!.amount, refundAmount);
    claim("cancelling once more answers the same", await ann.call("cancelBooking", order), cancelled);
    await runSweeps();
    const refund = await ann.seesRefund(cancelled.refund!.refundId, "DONE");
    claim(`the sweep has paid it: ${money(refundAmount, currency)} came back`, refund.amount, refundAmount);
  },
};

function wish(seatIds: string[]): CreateBookingRequest {
  return { performanceId, seatIds, paymentMethod: "CREDIT_CARD", requestId: crypto.randomUUID() };
}

async function book(customer: Customer, seatIds: string[]): Promise<CreateBookingAnswer> {
  const booked = await customer.call("createBooking", wish(seatIds));
  const total = money(booked.totalAmount, booked.currency);
  say(`${customer.name} locks ${seatIds.join(", ")}: ${total}, to be paid by ${clock(booked.expiresAt)}.`);
  return booked;
}

function pay(
  customer: Customer,
  { paymentIntentId }: CreateBookingAnswer,
  cvv: string,
): Promise<ExecutePaymentAnswer> {
  say(`${customer.name} pays, with a CVV that ends in ${cvv.at(-1)}.`);
  return customer.call("executePayment", { paymentIntentId, paymentMethodToken: "tok_visa", cvv });
}
