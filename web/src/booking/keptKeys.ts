import { browserStore, tabStore } from "../parts/storage.js";

/** The key of the seats that a tab keeps as chosen. */
export const choiceKey = (performanceId: string) => `choice ${performanceId}`;

/** The key of this browser's bookings. */
export const BOOKINGS_KEY = "bookings";

/** Tells whether there may be chosen seats, or bookings, to remind the user of. */
export const isAnyKept = (performanceId: string) =>
  (tabStore.getItem(choiceKey(performanceId)) ?? browserStore.getItem(BOOKINGS_KEY)) !== null;
