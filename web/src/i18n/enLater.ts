import type { LaterWords } from "./laterWords.js";

const minutes = (seconds: number) =>
  seconds < 60 ? `${seconds} seconds` : seconds === 60 ? "1 minute" : `${seconds / 60} minutes`;
const days = (count: number) => (count === 1 ? "1 day" : `${count} days`);

/**
 * The days for which a term of refunds holds, such as "7 to 9 days before". `to` is null if the term holds for all
 * earlier days, too.
 */
function daysBefore(from: number, to: number | null): string {
  if (to === null) return from === 0 ? "Until the performance" : `At least ${days(from)} before`;
  if (to === 0) return "On the day of the performance";
  if (from === to) return `${days(to)} before`;
  return from === 0 ? `From ${days(to)} before to the day` : `${from} to ${days(to)} before`;
}

export const enLater: LaterWords = {
  legend: { title: "What the shapes mean", accessible: "wheelchair place" },

  booking: {
    hint: (limit) => (limit === 1 ? "Choose a seat" : `Choose up to ${limit} seats`),
    chosen: (count) => (count === 1 ? "1 seat" : `${count} seats`),
    remove: (seat) => `Remove seat ${seat}`,
    takeInstead: (seats) => `Take ${seats} instead`,
    justTaken: (seats, count) =>
      count === 1 ? `Seat ${seats} was just taken` : `Seats ${seats} were just taken`,
    alone: (seats, count) =>
      count === 1
        ? `Seat ${seats} would be left alone between two taken seats.`
        : `Seats ${seats} would each be left alone between two taken seats.`,
    book: "Book",
    booking: "Booking …",
    stillBooking:
      "No answer yet. We are asking again whether your seats are yours. If this takes long, check your connection.",
    again: (seats, count) => `${seats} ${count === 1 ? "is" : "are"} chosen again, as before.`,
    gone: (seats, count) => `${seats} ${count === 1 ? "is" : "are"} no longer free.`,
    kept: (seats) => `Chosen so far: ${seats}`,
    goOn: "Go on with these seats",
    held: (seats) => `${seats}: yours for now, and not paid yet.`,
    sent: (seats) => `${seats}: a payment was sent.`,
  },

  pay: {
    title: "Pay",
    booked: "Your seats",
    total: "Total",
    timeLeft: "Time left to pay",
    left: (seconds) => `${minutes(seconds)} left to pay`,
    method: "Payment method",
    card: "Card",
    testCard: "Test card",
    cards: {
      tok_visa: "An ordinary card",
      tok_slow: "A card whose payment takes three seconds",
      tok_timeout_before_charge: "Not charged, the answer is lost",
      tok_timeout_after_charge: "Charged, the answer is lost",
      tok_late_capture: "Charged late, the answer is lost",
      tok_refund_pending: "A refund takes ten seconds",
      tok_refund_fails: "A refund is refused",
      tok_refund_timeout: "A refund's answer is lost",
      tok_refund_returned: "A refund comes back",
    },
    cvv: "Security code (CVV)",
    cvvHint:
      "Three or four digits. The last one decides: 0, 1 or 9 is paid; 2 no funds; 3 wrong code; 4 expired; 5 or 6 a fault; 7 or 8 declined.",
    cvvWrong: "Enter three or four digits.",
    noCardNumber: "This shop has no real payments. It never asks for a card number.",
    pay: (sum) => `Pay ${sum}`,
    confirmFree: "Confirm",
    paying: "Paying …",
    findingOut: {
      title: "We are finding out",
      text: "We do not know yet whether your card was charged. You are charged once at most. Please keep this page open. If this takes long, check your connection.",
    },
    unfinished: "Your payment was not finished. You can pay again: you are charged once at most.",
    paid: { title: "Paid. The seats are yours.", text: (sum) => `${sum} was charged.` },
    declined: {
      title: "The payment was declined",
      uncharged: "Nothing was charged.",
      chargedLater: "If your card is charged nevertheless, the money comes back.",
      free: "The seats are free again.",
    },
    declines: {
      INSUFFICIENT_FUNDS: "The card has too little money.",
      INVALID_CVV: "The security code is wrong.",
      CARD_EXPIRED: "The card has expired.",
      SERVER_ERROR: "The payment company had a fault.",
      PG_TIMEOUT: "The payment company did not answer in time.",
      GENERIC_DECLINE: "The bank declined the card.",
    },
    otherDecline: (code) => `The payment company says: ${code}.`,
    over: "The seats can be booked again.",
    expiring: "We are asking whether you paid elsewhere. If this takes long, check your connection.",
    cancelled: "This booking is cancelled.",
    chooseOthers: "Choose seats again",
    toBookings: "See my bookings",
  },

  cancel: {
    cancel: "Cancel the booking",
    cancelling: "Cancelling …",
    unknown:
      "We do not know yet whether it is cancelled, and are asking again. If this takes long, check your connection.",
    sure: "The seats become free for others at once.",
    yes: "Yes, cancel",
    keep: "Keep it",
  },

  bookings: {
    title: "My bookings",
    none: "You have no bookings yet.",
    more: "Show older ones",
    status: {
      pending: "Not paid yet",
      confirming: "Payment sent",
      confirmed: "Paid",
      expired: "Time to pay is over",
      USER: "Cancelled",
      EXPIRED: "Not paid in time",
      PAYMENT_FAILED: "Payment declined",
      ORGANISER: "Cancelled by the organiser",
    },
    bookedAt: (time) => `Booked ${time}`,
    number: (id) => `Booking ${id}`,
    givenBack: (seats) => `Given back: ${seats}`,
    refunded: (sum) => `Refund: ${sum}`,
    lateCharge: (sum) => `Your card was charged later. Refund: ${sum}`,
    feeKept: (sum) => `Fee kept: ${sum}`,
    goOn: "Go on to pay",
    toPayment: "See what became of it",
    refund: "Give back for a refund",
  },

  refund: {
    title: "Give back seats",
    which: "Which seats?",
    seat: "Seat",
    price: "Price",
    fee: "Fee",
    back: "Refund",
    total: "Total",
    reason: ({ fromDays: from, toDays: to, feePercent }, isLimited) =>
      `${daysBefore(from ?? 0, to)}: ${feePercent}%${isLimited ? ", limited" : ""}`,
    free: "No fee",
    validUntil: (time) => `These amounts are good until ${time}.`,
    agree: (sum) => `Give back for ${sum}`,
    keep: "Keep the seats",
    working: "Giving back …",
    changed: (sum) => `The amount has changed in the meantime. ${sum} comes back now. Nothing was done yet.`,
    done: (sum) => `Done. ${sum} will be refunded.`,
    doneWithout: "Done. The seats are given back.",
    quoting: "Asking what comes back …",
    choose: "Choose the seats to give back.",
    terms: "Terms of a refund",
    noTerms: "A paid booking of this performance cannot be given back for a refund.",
    thenNone: "Later there is no refund.",
    freeWithin: (hours, days) =>
      `Within ${hours} hours of payment${days === 0 ? "" : `, ${daysBefore(days, null).toLowerCase()}`}: no fee`,
    atMost: (sum) => `, at most ${sum} a seat`,
  },

  house: {
    title: (performance) => `${performance}: the house now`,
    text: "The public numbers, which follow the bookings by a few seconds.",
    place: "Section and block",
    seats: "Seats",
    sold: "Sold",
    locked: "On hold",
    free: "Free",
    total: "The whole house",
    share: (percent) => `${percent} sold`,
    counting: (missing) =>
      missing === 1 ? "One block is not counted yet." : `${missing} blocks are not counted yet.`,
  },

  troubles: {
    USER_MISMATCH: () => "This belongs to another account.",
    LAYOUT_NOT_FOUND: () => "There is no such drawing.",
    SEAT_NOT_FOUND: ({ seatIds }, format) => `There is no seat ${format.list(seatIds)} here.`,
    BOOKING_NOT_FOUND: () => "You have no such booking.",
    PAYMENT_INTENT_NOT_FOUND: () => "You have no such payment.",
    SEAT_TAKEN: ({ seatIds }, format) => `Someone was faster: ${format.list(seatIds)}.`,
    SALES_NOT_OPEN: ({ salesOpenAt }, format) => `The sale opens ${format.time(salesOpenAt, "Asia/Seoul")}.`,
    SALES_CLOSED: () => "The sale has ended.",
    BOOKING_EXPIRED: () => "The time to pay is over. The seats can be booked again.",
    BOOKING_NOT_PENDING: ({ status }) =>
      status === "confirmed" ? "This booking is paid already." : "This booking is cancelled already.",
    NOT_REFUNDABLE: () => "These seats cannot be given back for a refund now.",
    REFUND_CHANGED: () => "Another amount comes back by now.",
    REQUEST_ID_REUSED: () => "This purchase was made before, with other seats.",
    TICKET_LIMIT: ({ limit, held }) =>
      `You may have ${limit} tickets of this performance, and hold ${held} already.`,
    TOO_MANY_ATTEMPTS: ({ retryAt }, format) =>
      `You held too many seats without paying. You can book again from ${format.time(retryAt, "Asia/Seoul")}.`,
    PAYMENT_IN_PROGRESS: () => "A payment for this booking is under way.",
    GATEWAY_UNAVAILABLE: () => "Payments do not get through at the moment. Nothing was charged.",
    PAYMENT_OUTCOME_UNKNOWN: () => "We do not know yet whether you were charged, and are finding out.",
    SIGNED_OUT: () => "You could not be signed in.",
    UNANSWERED: () => "There was no answer for five minutes. The seats are not booked.",
  },
};
