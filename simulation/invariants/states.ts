import { placeOf, priceName, type Booking, type Books, type Intent } from "./books.js";

/** Says what is wrong with what is stored, or null. */
type Check = (books: Books) => string | null;

const isLive = ({ status }: Booking): boolean => status === "pending" || status === "confirmed";

function eachBooking(
  books: Books,
  problem: (booking: Booking, bookingId: string, intent: Intent) => string | null,
) {
  for (const [bookingId, booking] of books.tables.bookings) {
    const intent = books.intentOf(booking);
    if (intent === undefined) return `${bookingId} has no payment intent`;
    const found = problem(booking, bookingId, intent);
    if (found !== null) return found;
  }
  return null;
}

const everySeatBelongsToALiveBooking: Check = (books) => {
  for (const [key, seat] of books.tables.occupiedSeats) {
    const booking = books.tables.bookings.get(seat.bookingId);
    if (booking === undefined || !isLive(booking)) {
      return `${key} is ${seat.status} for ${seat.bookingId}, which is ${booking?.status ?? "not there"}`;
    }
    if (booking.performanceId !== seat.performanceId || !booking.seatIds.includes(seat.seatId)) {
      return `${key} is ${seat.status} for ${seat.bookingId}, which is for other seats`;
    }
  }
  return null;
};

const aSeatHasOneDocument: Check = (books) => {
  const places = [...books.tables.occupiedSeats.values()].map(placeOf);
  return new Set(places).size < places.length ? `two documents hold one of ${places.join(", ")}` : null;
};

const aBookingOwnsItsSeats: Check = (books) =>
  eachBooking(books, (booking, bookingId) => {
    if (!isLive(booking)) return null;
    const status = booking.status === "confirmed" ? "booked" : "locked";
    for (const seatId of booking.seatIds) {
      const seat = books.holders(placeOf({ ...booking, seatId }))[0]?.[1];
      if (seat?.bookingId !== bookingId || seat.status !== status) {
        return `${bookingId} is ${booking.status}, but ${seatId} is ${seat ? `${seat.status} for ${seat.bookingId}` : "free"}`;
      }
    }
    return null;
  });

const bookedOnlyWherePaid: Check = (books) => {
  for (const [key, seat] of books.tables.occupiedSeats) {
    if (seat.status !== "booked") continue;
    const booking = books.tables.bookings.get(seat.bookingId);
    const paid = booking && books.intentOf(booking)?.status === "SUCCESS";
    if (!paid) return `${key} is booked for ${seat.bookingId}, which is not paid`;
  }
  return null;
};

/** What a booking may be, by what its payment is. */
const AGREEMENT: Readonly<Record<string, readonly string[]>> = {
  PENDING: ["pending"],
  PROCESSING: ["pending"],
  SUCCESS: ["pending", "confirmed"],
  FAILURE: ["pending", "cancelled"],
  CANCELLED: ["cancelled"],
};

const bookingAndPaymentAgree: Check = (books) =>
  eachBooking(books, (booking, bookingId, intent) =>
    AGREEMENT[intent.status]?.includes(booking.status)
      ? null
      : `${bookingId} is ${booking.status}, but its payment is ${intent.status}`,
  );

const aSeatIsSoldOnce: Check = (books) =>
  eachBooking(books, (booking, bookingId) => {
    if (booking.status !== "confirmed") return null;
    for (const seatId of booking.seatIds) {
      const place = placeOf({ ...booking, seatId });
      const first = books.soldTo.get(place) ?? bookingId;
      books.soldTo.set(place, first);
      if (first !== bookingId) return `${place} is sold to ${first} and to ${bookingId}`;
    }
    return null;
  });

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
    if (intent.status === "SUCCESS" && charges.length === 0)
      return `${bookingId} is paid, and nothing was charged`;
    const amounts = [intent.amount, ...charges.map((charge) => charge.amount)];
    return amounts.every((amount) => amount === booking.totalAmount)
      ? null
      : `${bookingId} costs ${booking.totalAmount}, but its payment or charge is ${amounts.join(", ")}`;
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

const ledgerMatchesPayments: Check = (books) =>
  eachBooking(books, (booking, bookingId, intent) => {
    const entries = [...books.tables.ledgerEntries.values()].filter((entry) => entry.bookingId === bookingId);
    const total = (direction: string, account: string) =>
      entries
        .filter((entry) => entry.direction === direction && entry.account === account)
        .reduce((sum, entry) => sum + entry.amount, 0);
    const expected = intent.status === "SUCCESS" ? booking.totalAmount : 0;
    const debits = total("debit", "CUSTOMER_PAYABLE");
    const credits = total("credit", "MERCHANT_BALANCE");
    const count = intent.status === "SUCCESS" ? 2 : 0;
    return debits === expected && credits === expected && entries.length === count
      ? null
      : `${bookingId} (payment ${intent.status}) has ${entries.length} entries, debits ${debits}, credits ${credits}`;
  });

function heldBy(books: Books, userId: string, performanceId: string): number {
  let held = 0;
  for (const booking of books.tables.bookings.values()) {
    const counts = booking.userId === userId && booking.performanceId === performanceId && isLive(booking);
    if (counts) held += booking.seatIds.length;
  }
  return held;
}

const countsAreOfTheSeatsHeld: Check = (books) => {
  const owners = new Map<string, { userId: string; performanceId: string }>();
  const name = ({ userId, performanceId }: { userId: string; performanceId: string }) =>
    `${userId} of ${performanceId}`;
  for (const booking of books.tables.bookings.values()) owners.set(name(booking), booking);
  const counts = new Map<string, number>();
  for (const count of books.tables.ticketCounts.values()) {
    owners.set(name(count), count);
    counts.set(name(count), (counts.get(name(count)) ?? 0) + count.tickets);
  }
  for (const [owner, { userId, performanceId }] of owners) {
    const held = heldBy(books, userId, performanceId);
    if ((counts.get(owner) ?? 0) !== held)
      return `${owner} holds ${held}, and ${counts.get(owner) ?? 0} are counted`;
  }
  return null;
};

const nobodyIsAboveTheLimit: Check = (books) => {
  for (const { userId, performanceId } of books.tables.bookings.values()) {
    const limit = books.tables.performances.get(performanceId)?.maxTicketsPerUser ?? 0;
    const held = heldBy(books, userId, performanceId);
    if (held > limit) return `${userId} holds ${held} of ${performanceId}, and may hold ${limit}`;
  }
  return null;
};

const aRequestIdMakesOneBooking: Check = (books) => {
  const seen = new Map<string, string>();
  return eachBooking(books, ({ userId, requestId }, bookingId) => {
    if (requestId === null) return null;
    const first = seen.get(`${userId} ${requestId}`) ?? bookingId;
    seen.set(`${userId} ${requestId}`, first);
    return first === bookingId ? null : `request ${requestId} made ${first} and ${bookingId}`;
  });
};

/** What must hold after every commit. */
export const STATES: Readonly<Record<string, Check>> = {
  "a seat has one document": aSeatHasOneDocument,
  "a seat is sold once": aSeatIsSoldOnce,
  "every seat belongs to a live booking": everySeatBelongsToALiveBooking,
  "a booking owns all its seats": aBookingOwnsItsSeats,
  "booked only where the payment succeeded": bookedOnlyWherePaid,
  "booking and payment agree": bookingAndPaymentAgree,
  "one charge for a booking": oneChargeForABooking,
  "charged only while claimed": chargedOnlyWhileClaimed,
  "paid means charged, the booked amount": paidMeansChargedTheBookedAmount,
  "the booked price is one there was": theBookedPriceIsOneThereWas,
  "ledger debits equal credits equal charges": ledgerMatchesPayments,
  "the ticket count equals the seats": countsAreOfTheSeatsHeld,
  "nobody is above the limit": nobodyIsAboveTheLimit,
  "a requestId makes one booking": aRequestIdMakesOneBooking,
};
