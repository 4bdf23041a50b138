/** A part of the product, and the tests that should find a mistake there. */
export interface Room {
  name: string;
  /** Files that are mutated, below `functions/src`. */
  mutate: string[];
  /** Patterns of tests, below `functions/test`, without `.test.ts`. Braces work only in a pattern with a star. */
  tests: string[];
}

export const rooms: readonly Room[] = [
  {
    name: "shared",
    mutate: ["shared/{ids,money,refusals}.ts"],
    tests: ["shared/*", "{bookings,payments,seatmap}/domain/**/*"],
  },
  {
    name: "firestore",
    mutate: ["firestore/*.ts"],
    tests: ["firestore/*", "performances/*", "bookings/store/**/*"],
  },
  {
    name: "performances",
    mutate: ["performances/*.ts"],
    tests: ["performances/*", "seatmap/domain/**/*", "bookings/createBooking", "shared/refusals"],
  },
  {
    name: "bookings-domain",
    mutate: ["bookings/domain/*.ts"],
    // `koreanRows` is left out. While it runs, it loads these files a second time, and Stryker takes that for a use of
    // all that they define.
    tests: [
      "bookings/domain/**/*",
      "bookings/{cancel*,createBooking,getMyBookings,quoteRefund}",
      "shared/refusals",
    ],
  },
  {
    name: "bookings-store",
    mutate: ["bookings/store/*.ts"],
    tests: [
      "bookings/**/*",
      "*",
      "hazards/strayedSeats",
      "hazards/takeOver",
      "payments/store/operatorActions",
      "payments/store/resolveReview",
    ],
  },
  {
    name: "payments-domain",
    mutate: ["payments/domain/*.ts"],
    tests: ["payments/domain/**/*", "payments/*", "bookings/createBooking", "shared/refusals"],
  },
  {
    name: "payments-store",
    mutate: ["payments/store/*.ts"],
    tests: ["payments/**/*", "*", "bookings/cancelPaid", "bookings/store/cancelConfirmed"],
  },
  {
    name: "seatmap",
    mutate: ["seatmap/{domain,store}/*.ts", "seatmap/listOccupiedSeats.ts"],
    tests: ["seatmap/**/*", "seatMapBudgets"],
  },
];
