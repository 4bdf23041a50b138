/** A part of the product, and the tests that are tried first on a mistake there, because they find nearly all of them. */
export interface Room {
  name: string;
  /** Files that are mutated, below `functions/src`. */
  mutate: string[];
  /** Tests, below `functions/test`. */
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
    tests: ["performances/*", "seatmap/domain/**/*", "bookings/createBooking"],
  },
  { name: "payments", mutate: ["payments/{domain,store}/*.ts"], tests: ["payments/**/*", "*"] },
  { name: "bookings", mutate: ["bookings/{domain,store}/*.ts"], tests: ["bookings/**/*", "*"] },
  {
    name: "seatmap",
    mutate: ["seatmap/{domain,store}/*.ts", "seatmap/listOccupiedSeats.ts"],
    tests: ["seatmap/**/*", "seatMapBudgets"],
  },
];
