import type { Words } from "./words.js";

export const en: Words = {
  shop: "Tickets",
  skip: "Skip to the content",
  loading: "Loading …",
  notUpToDate: "Not up to date. Trying to reach the service …",
  notFound: { title: "There is no such page", text: "The address may be mistyped." },
  nav: { performances: "Performances", bookings: "My bookings", language: "한국어" },

  performances: {
    title: "Performances",
    none: "Nothing is announced at the moment.",
    from: (price) => `from ${price}`,
    more: "Show more",
    sale: { open: "On sale", notOpen: (time) => `On sale from ${time}`, closed: "Sale has ended" },
  },

  venue: {
    stage: "Stage",
    blocks: "Choose a block",
    opensIn: "Sale opens in",
    opensAt: (time) => `Sale opens ${time}`,
    closed: "The sale has ended.",
    left: (count) => `${count} left`,
    soldOut: "Sold out",
    notCounted: "Counting …",
    filter: "Price",
    allPrices: "All prices",
    organiser: "Figures for organisers",
    tickets: (limit) => (limit === 1 ? "1 ticket per person" : `Up to ${limit} tickets per person`),
  },

  seats: {
    map: (block) => `Seats of ${block}`,
    row: (row) => `Row ${row}`,
    seat: ({ row, number }) => `${row}${number}`,
    accessible: "wheelchair place",
    cell: ({ row, number, isAccessible }, section, price, state) =>
      `Row ${row}, seat ${number}, ${isAccessible ? "wheelchair place, " : ""}${section}, ${price}, ${state}`,
    states: { free: "free", locked: "on hold", sold: "sold", chosen: "chosen" },
    legend: "What the shapes mean",
    zoomIn: "Larger",
    zoomOut: "Smaller",
    allBlocks: "All blocks",
    tooMany: (limit) => (limit === 1 ? "One seat is the most." : `${limit} seats are the most.`),
    taken: (seat) => `Seat ${seat} is not free.`,
    justTaken: (seats, count) =>
      count === 1 ? `Seat ${seats} was just taken` : `Seats ${seats} were just taken`,
  },

  troubles: {
    USER_MISMATCH: () => "This belongs to another account.",
    PERFORMANCE_NOT_FOUND: () => "There is no such performance.",
    BLOCK_NOT_FOUND: () => "This performance has no such block.",
    LAYOUT_NOT_FOUND: () => "There is no such drawing.",
    SEAT_NOT_FOUND: ({ seatIds }, format) => `There is no seat ${format.list(seatIds)} here.`,
    BOOKING_NOT_FOUND: () => "You have no such booking.",
    PAYMENT_INTENT_NOT_FOUND: () => "You have no such payment.",
    SEAT_TAKEN: ({ seatIds }, format) => `Someone was faster: ${format.list(seatIds)}.`,
    SALES_NOT_OPEN: ({ salesOpenAt }, format) =>
      `The sale opens ${format.time(salesOpenAt, "Asia/Seoul")} (Seoul).`,
    SALES_CLOSED: () => "The sale has ended.",
    BOOKING_EXPIRED: () => "The time to pay is over. The seats can be booked again.",
    BOOKING_NOT_PENDING: ({ status }) =>
      status === "confirmed" ? "This booking is paid already." : "This booking is cancelled already.",
    NOT_REFUNDABLE: () => "These seats cannot be given back for a refund on this day.",
    REFUND_CHANGED: () => "Another amount comes back by now.",
    REQUEST_ID_REUSED: () => "This purchase was made before, with other seats.",
    TICKET_LIMIT: ({ limit, held }) =>
      `You may have ${limit} tickets of this performance, and hold ${held} already.`,
    TOO_MANY_ATTEMPTS: ({ retryAt }, format) =>
      `You held too many seats without paying. You can book again from ${format.time(retryAt, "Asia/Seoul")} (Seoul).`,
    CONTENDED: () => "Very many people want tickets at this moment. Nothing was changed.",
    PAYMENT_IN_PROGRESS: () => "A payment for this booking is under way.",
    GATEWAY_UNAVAILABLE: () => "Payments do not get through at the moment. Nothing was charged.",
    PAYMENT_OUTCOME_UNKNOWN: () => "We do not know yet whether you were charged, and are finding out.",
    OUTCOME_UNKNOWN: () => "We do not know yet whether this was done.",
    LOST: () => "The service cannot be reached. Check your connection.",
    SIGNED_OUT: () => "You could not be signed in.",
    MALFORMED: () => "The service did not understand this request.",
  },
  actions: {
    again: "Try again",
    seats: "Choose seats",
    performances: "See all performances",
    bookings: "See my bookings",
  },
};
