import type { OwnBooking } from "../../src/booking/ownBookings.js";

/** A booking as `createBooking` answers it, without the server's time. It expires long after the test. */
export const booked = {
  bookingId: "bk_1",
  paymentIntentId: "pi_1",
  status: "pending" as const,
  seats: [{ seatId: "A1", section: "VIP", price: 1 }],
  totalAmount: 1,
  currency: "KRW",
  expiresAt: "2100-05-01T10:35:00.000Z",
};

/** The same booking as the browser keeps it, and as the list has it. */
export const own: OwnBooking = { ...booked, performanceId: "perf", wasSent: false };
export const listed = { ...booked, performanceId: "perf", seatIds: ["A1"] };
