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
    left: (count) => `${count} left`,
    soldOut: "Sold out",
    filter: "Price",
    allPrices: "All prices",
    organiser: "Figures for organisers",
    tickets: (limit) => (limit === 1 ? "1 ticket per person" : `Up to ${limit} tickets per person`),
  },

  seats: {
    map: (block) => `Seats of ${block}`,
    row: (row) => `Row ${row}`,
    seat: ({ row, number }) => `${row}${number}`,
    cell: ({ row, number, isAccessible }, section, price, state) =>
      `Row ${row}, seat ${number}, ${isAccessible ? "wheelchair place, " : ""}${section}, ${price}, ${state}`,
    states: { free: "free", locked: "on hold", sold: "sold", chosen: "chosen" },
    zoomIn: "Larger",
    zoomOut: "Smaller",
    allBlocks: "All blocks",
    tooMany: (limit) => (limit === 1 ? "You can choose one seat." : `You can choose up to ${limit} seats.`),
    taken: (seat) => `Seat ${seat} is not free.`,
  },

  troubles: {
    PERFORMANCE_NOT_FOUND: () => "There is no such performance.",
    BLOCK_NOT_FOUND: () => "This performance has no such block.",
    CONTENDED: () => "Very many people want tickets at this moment. Nothing was changed.",
    OUTCOME_UNKNOWN: () => "We do not know yet whether this was done.",
    LOST: () => "The service cannot be reached. Check your connection.",
    MALFORMED: () => "The service did not understand this request.",
  },
  actions: {
    again: "Try again",
    seats: "Choose seats",
    performances: "See all performances",
    bookings: "See my bookings",
  },
};
