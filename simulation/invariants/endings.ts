import type { Books } from "./books.js";

/** Says what is wrong in a world where everything has been delivered, time has passed and sweeps found nothing to do. */
type Check = (books: Books) => string | null;

const chargedMeansConfirmed: Check = ({ tables, chargedFor }) => {
  for (const [key, charge] of tables.simulatedCharges) {
    if (charge.failure !== null) continue;
    const booking = tables.bookings.get(chargedFor.get(key) ?? "");
    if (booking?.status !== "confirmed") return `${key} is charged, and its booking is ${booking?.status}`;
  }
  return null;
};

const noPaymentIsLeftOpen: Check = ({ tables }) => {
  for (const [id, { status, expiresAt }] of tables.paymentIntents) {
    if (status === "PENDING" || status === "PROCESSING") return `${id} is still ${status}`;
    if (expiresAt !== null) return `${id} is ${status}, and every sweep reads it again`;
  }
  return null;
};

const nothingIsLockedForNothing: Check = ({ tables }) => {
  for (const [id, { status }] of tables.bookings) if (status === "pending") return `${id} is still pending`;
  for (const [key, { status }] of tables.occupiedSeats)
    if (status === "locked") return `${key} is still locked`;
  return null;
};

/** What must hold at the end of each world. */
export const ENDINGS: Readonly<Record<string, Check>> = {
  "charged means confirmed": chargedMeansConfirmed,
  "no payment is left open": noPaymentIsLeftOpen,
  "nothing is locked for nothing": nothingIsLockedForNothing,
};
