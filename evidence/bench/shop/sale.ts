import { setTimeout } from "node:timers/promises";
import { signIn, signOutAll } from "../../../suite/client.js";

const BUYERS = 2;
const SEATS = 4;

/** How long a buyer waits after a booking before the next one, in milliseconds. */
const PAUSE_MS = 300;

/** A sale that is running. */
export interface Sale {
  /** How many seats were booked so far. */
  booked: () => number;
  /** Stops the buyers after their current booking, and signs them out. */
  end: () => Promise<void>;
}

/** Two buyers book four seats at a time, in the order given. The sale ends with `end`, or when the seats run out. */
export function sell(performanceId: string, seatIds: readonly string[]): Sale {
  let next = 0;
  let booked = 0;
  let isOver = false;
  async function buy(): Promise<void> {
    while (!isOver && next + SEATS <= seatIds.length) {
      const wanted = seatIds.slice(next, (next += SEATS));
      // A buyer signs in as a new user for each booking, because a user has a ticket limit.
      const buyer = await signIn();
      await buyer.call("createBooking", {
        performanceId,
        seatIds: wanted,
        paymentMethod: "CREDIT_CARD",
      });
      booked += SEATS;
      await setTimeout(PAUSE_MS);
    }
  }
  const buyers = Promise.all(Array.from({ length: BUYERS }, buy));
  return {
    booked: () => booked,
    async end() {
      isOver = true;
      await buyers;
      await signOutAll();
    },
  };
}
