import "./setup.js";

export { createBooking } from "./callables/createBooking.js";
export { executePayment } from "./callables/executePayment.js";
export { cancelBooking } from "./callables/cancelBooking.js";
export { getMyBookings } from "./callables/getMyBookings.js";
export { getOccupiedSeats } from "./callables/getOccupiedSeats.js";
export { api, publicApi } from "./http/api.js";
export { onPaymentIntentUpdated } from "./triggers/onPaymentIntentUpdated.js";
export { sweepExpiredLocks } from "./triggers/sweepExpiredLocks.js";
