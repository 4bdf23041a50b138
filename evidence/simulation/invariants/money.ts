import { priceName } from "./documents.js";
import { eachBooking, type Check } from "./states.js";

const oneChargeForABooking: Check = (books) =>
  eachBooking(books, (_booking, bookingId) => {
    const charges = books.chargesOf(bookingId);
    return charges.length > 1 ? `${bookingId} was charged ${charges.length} times` : null;
  });

const chargedOnlyWhileClaimed: Check = (books) =>
  eachBooking(books, (_booking, bookingId, intent) => {
    const claimed = intent.status === "PROCESSING" || intent.status === "SUCCESS";
    return !claimed && books.chargesOf(bookingId).length > 0
      ? `${bookingId} was charged, and its payment is ${intent.status}`
      : null;
  });

const paidMeansChargedTheBookedAmount: Check = (books) =>
  eachBooking(books, (booking, bookingId, intent) => {
    const charges = books.chargesOf(bookingId);
    if (intent.status === "SUCCESS" && charges.length === 0 && intent.amount > 0)
      return `${bookingId} is paid, and nothing was charged`;
    const amounts = [intent, ...charges].map(({ amount, currency }) => `${amount} ${currency}`);
    const right = `${booking.totalAmount} ${booking.currency}`;
    const currency = books.tables.performances.get(booking.performanceId)?.currency;
    return amounts.every((amount) => amount === right) && booking.currency === currency
      ? null
      : `${bookingId} costs ${right}, but its payment or charge is ${amounts.join(", ")}`;
  });

const ledgerMatchesPayments: Check = (books) =>
  eachBooking(books, (booking, bookingId, intent) => {
    const documents = [...books.tables.ledgerEntries].filter(([, entry]) => entry.bookingId === bookingId);
    const entries = documents.map(([, entry]) => entry);
    const stranger = documents.find(
      ([id, { currency, direction, paymentIntentId }]) =>
        id !== `${booking.paymentIntentId}_charge_${direction}` ||
        paymentIntentId !== booking.paymentIntentId ||
        currency !== booking.currency,
    );
    if (stranger) return `${stranger[0]} is not of ${bookingId}: ${JSON.stringify(stranger[1])}`;
    const total = (direction: string, account: string) =>
      entries
        .filter((entry) => entry.direction === direction && entry.account === account)
        .reduce((sum, entry) => sum + entry.amount, 0);
    const expected = intent.status === "SUCCESS" ? booking.totalAmount : 0;
    const debits = total("debit", "CUSTOMER_PAYABLE");
    const credits = total("credit", "MERCHANT_BALANCE");
    const count = intent.status === "SUCCESS" && intent.amount > 0 ? 2 : 0;
    return debits === expected && credits === expected && entries.length === count
      ? null
      : `${bookingId} (payment ${intent.status}) has ${entries.length} entries, debits ${debits}, credits ${credits}`;
  });

/** A payment's outcome agrees with the gateway's record. A free booking has no record there. */
const anOutcomeIsTheGateways: Check = (books) =>
  eachBooking(books, ({ paymentIntentId }, bookingId, { status, failure, gateway, amount }) => {
    if (status !== "SUCCESS" && status !== "FAILURE")
      return failure === null ? null : `${bookingId} has a failure`;
    const charge = books.tables.simulatedCharges.get(paymentIntentId);
    if (amount === 0) {
      const isFree = charge === undefined && gateway?.provider === "none" && gateway.reference === "free";
      return isFree && status === "SUCCESS" ? null : `${bookingId} costs nothing, and ended in ${status}`;
    }
    const right =
      charge !== undefined &&
      gateway?.provider === "simulated" &&
      gateway.reference === `sim_${paymentIntentId}` &&
      (status === "SUCCESS") === (charge.failure === null) &&
      failure?.code === charge.failure?.code;
    return right
      ? null
      : `${bookingId} is paid with ${status} (${failure?.code}), and the gateway has ${JSON.stringify(charge)}`;
  });

const theBookedPriceIsOneThereWas: Check = (books) =>
  eachBooking(books, ({ seats, seatIds, totalAmount, performanceId }, bookingId) => {
    const total = seats.reduce((sum, seat) => sum + seat.price, 0);
    const isKnown = ({ section, price }: (typeof seats)[number]) =>
      books.prices.has(priceName(performanceId, section, price));
    const right =
      total === totalAmount &&
      seats.length === seatIds.length &&
      seats.every((seat) => isKnown(seat) && seat.seatId.startsWith(seat.section));
    return right ? null : `${bookingId} costs ${totalAmount} for ${JSON.stringify(seats)}`;
  });

/** What must hold for the money after every commit. */
export const MONEY: Readonly<Record<string, Check>> = {
  "one charge for a booking": oneChargeForABooking,
  "charged only while claimed": chargedOnlyWhileClaimed,
  "paid means charged, the booked amount": paidMeansChargedTheBookedAmount,
  "ledger debits equal credits equal charges": ledgerMatchesPayments,
  "an outcome is the gateway's": anOutcomeIsTheGateways,
  "the booked price is one there was": theBookedPriceIsOneThereWas,
};
