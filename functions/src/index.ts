import "./setup.js";

export { createBooking } from "./bookings/createBooking.js";
export { executePayment } from "./payments/executePayment.js";
export { cancelBooking } from "./bookings/cancelBooking.js";
export { quoteRefund } from "./bookings/quoteRefund.js";
export { getMyBookings } from "./bookings/getMyBookings.js";
export { getOccupiedSeats } from "./seatmap/getOccupiedSeats.js";
export { api, publicApi } from "./http/api.js";
export { onBookingWritten } from "./triggers/onBookingWritten.js";
export { onPaymentIntentUpdated } from "./triggers/onPaymentIntentUpdated.js";
export { sweepExpiredLocks } from "./triggers/sweepExpiredLocks.js";
export { sweepRefunds } from "./triggers/sweepRefunds.js";
