import { everySeatOf, priceName, type Charge } from "./documents.js";
import { eachBooking, type Check } from "./states.js";

const oneChargeForABooking: Check = (books) =>
  eachBooking(books, (_booking, bookingId) => {
    const charges = books.chargesOf(bookingId);
    return charges.length > 1 ? `${bookingId} was charged ${charges.length} times` : null;
  });

/** Whether the gateway captured a charge whose key it closes as unpaid. */
const isCapturedLate = ({ fault, failure }: Charge): boolean =>
  fault === "tok_late_capture" && failure === null;

const chargedOnlyWhileClaimed: Check = (books) =>
  eachBooking(books, (_booking, bookingId, intent) => {
    const claimed = intent.status === "PROCESSING" || intent.status === "SUCCESS";
    const isOnTime = books.chargesOf(bookingId).some((charge) => !isCapturedLate(charge));
    return !claimed && isOnTime ? `${bookingId} was charged, and its payment is ${intent.status}` : null;
  });

const paidMeansChargedTheBookedAmount: Check = (books) =>
  eachBooking(books, (booking, bookingId, intent) => {
    const charges = books.chargesOf(bookingId);
    if (intent.status === "SUCCESS" && charges.length === 0 && intent.amount > 0)
      return `${bookingId} is paid, and nothing was charged`;
    const amounts = [intent, ...charges].map(({ amount, currency }) => `${amount} ${currency}`);
    const right = `${booking.totalAmount} ${booking.currency}`;
    const currency = books.lastPerformances.get(booking.performanceId)?.currency;
    return amounts.every((amount) => amount === right) && booking.currency === currency
      ? null
      : `${bookingId} costs ${right}, but its payment or charge is ${amounts.join(", ")}`;
  });

/** The ledger accounts of each kind of movement of money. */
const ACCOUNTS: Readonly<Record<string, { debit: string; credit: string }>> = {
  charge: { debit: "CUSTOMER_PAYABLE", credit: "MERCHANT_BALANCE" },
  refund: { debit: "MERCHANT_BALANCE", credit: "REFUND_PAYABLE" },
  fee: { debit: "MERCHANT_BALANCE", credit: "CANCELLATION_FEES" },
  refunded: { debit: "REFUND_PAYABLE", credit: "CUSTOMER_PAYABLE" },
  returned: { debit: "CUSTOMER_PAYABLE", credit: "REFUND_PAYABLE" },
};

/**
 * Each movement is a debit and a credit of the same amount, between the accounts of its kind. The balance of each
 * account follows from the payments and refunds.
 */
const ledgerMatchesPayments: Check = (books) =>
  eachBooking(books, (booking, bookingId, intent) => {
    const { paymentIntentId } = booking;
    const documents = [...books.tables.ledgerEntries].filter(([, entry]) => entry.bookingId === bookingId);
    const balances = new Map<string, number>();
    for (const [id, entry] of documents) {
      const { account, direction, amount, currency } = entry;
      const [, pair = "", kind = ""] =
        new RegExp(`^(${paymentIntentId}_([a-z]+)[0-9r]*)_(debit|credit)$`).exec(id) ?? [];
      const other = books.tables.ledgerEntries.get(`${pair}_${direction === "debit" ? "credit" : "debit"}`);
      const isRight =
        id === `${pair}_${direction}` &&
        entry.paymentIntentId === paymentIntentId &&
        currency === booking.currency &&
        amount > 0 &&
        other?.amount === amount &&
        account === ACCOUNTS[kind]?.[direction as "debit" | "credit"];
      if (!isRight) return `${id} is not of ${bookingId}: ${JSON.stringify(entry)}`;
      balances.set(account, (balances.get(account) ?? 0) + (direction === "debit" ? amount : -amount));
    }
    const refunds = [...books.tables.refunds.values()].filter((refund) => refund.bookingId === bookingId);
    const total = (some: typeof refunds) => some.reduce((sum, { amount }) => sum + amount, 0);
    const isLate = refunds.some(({ reason }) => reason === "LATE_CAPTURE");
    const captured = intent.status === "SUCCESS" || isLate ? booking.totalAmount : 0;
    const promised = total(refunds);
    const done = total(refunds.filter(({ status }) => status === "DONE"));
    const expected = {
      CUSTOMER_PAYABLE: captured - done,
      MERCHANT_BALANCE: promised + booking.feeKept - captured,
      REFUND_PAYABLE: done - promised,
      CANCELLATION_FEES: -booking.feeKept,
    };
    const wrong = Object.entries(expected).find(
      ([account, balance]) => (balances.get(account) ?? 0) !== balance,
    );
    return wrong === undefined
      ? null
      : `${bookingId} (payment ${intent.status}): ${wrong[0]} is ${balances.get(wrong[0]) ?? 0}, not ${wrong[1]}`;
  });

/** A payment's outcome agrees with the gateway's record. A free booking has none there. A late capture counts as failed. */
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
      (isCapturedLate(charge)
        ? status === "FAILURE" && failure?.code === "PG_TIMEOUT"
        : (status === "SUCCESS") === (charge.failure === null) && failure?.code === charge.failure?.code);
    return right
      ? null
      : `${bookingId} is paid with ${status} (${failure?.code}), and the gateway has ${JSON.stringify(charge)}`;
  });

const theBookedPriceIsOneThereWas: Check = (books) =>
  eachBooking(books, ({ seats: present, cancelledSeats, seatIds, totalAmount, performanceId }, bookingId) => {
    const seats = [...everySeatOf({ seats: present, cancelledSeats }).values()];
    const total = seats.reduce((sum, seat) => sum + seat.price, 0);
    const isKnown = ({ section, price }: (typeof seats)[number]) =>
      books.prices.has(priceName(performanceId, section, price));
    const right =
      total === totalAmount &&
      present.map(({ seatId }) => seatId).join() === seatIds.join() &&
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
