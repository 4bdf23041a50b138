/**
 * The functions' own code for the changes that operators make to bookings, payments and seat maps. Import this file
 * only after the environment names the project (see `asOperator`), because it opens the functions' database.
 */
import "../functions/src/setup.js";

export { readPurchase } from "../functions/src/bookings/store/purchase.js";
export { cancelConfirmed } from "../functions/src/bookings/store/cancelConfirmed.js";
export { refundPaid } from "../functions/src/bookings/store/refundPaid.js";
export { settleBooking } from "../functions/src/bookings/store/settleBooking.js";
export { beginRound } from "../functions/src/payments/store/beginRound.js";
export { paymentIntents, refunds, reviews } from "../functions/src/payments/store/collections.js";
export { seatMaps } from "../functions/src/seatmap/store/collections.js";
export { lookAgain } from "../functions/src/payments/store/lookAgain.js";
export { newAction, wasMade, writeAction } from "../functions/src/payments/store/operatorActions.js";
export { payByHand } from "../functions/src/payments/store/payByHand.js";
export {
  drawBlock,
  findPlan,
  look,
  mapRef,
  readSeats,
  standing,
} from "../functions/src/seatmap/store/drawBlock.js";
export { resolveReview } from "../functions/src/payments/store/resolveReview.js";
