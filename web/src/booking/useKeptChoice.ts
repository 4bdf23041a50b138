import { useEffect, useState } from "preact/hooks";
import { tabStore } from "../parts/storage.js";
import type { Choosing } from "../seats/useChoosing.js";
import { keepChoice, keptChoice } from "./choice.js";

/** How long kept seats are waited for, in milliseconds. After a decline the map shows them as free seconds later. */
const WAIT_MS = 10_000;

/**
 * Keeps which seats are chosen in a block, and chooses them again when this tab comes back to the block: from another
 * page, after a reload, or because a payment was declined. Seats that the map does not show as free are left out.
 * @returns the seats that were chosen again, as long as they are still chosen.
 */
export function useKeptChoice(performanceId: string, choosing: Choosing): string[] {
  const { chosen, places, isBusy, setChosen } = choosing;
  const [isWaiting, setWaiting] = useState(true);
  const [again, setAgain] = useState<readonly string[]>([]);
  useEffect(() => {
    const timer = setTimeout(() => setWaiting(false), WAIT_MS);
    return () => clearTimeout(timer);
  }, []);

  useEffect(() => {
    if (!isWaiting || isBusy || chosen.length > 0) return;
    const free = places.flatMap(({ state, seat }) => (state === "free" ? [seat.seatId] : []));
    const both = keptChoice(tabStore, performanceId).filter((seatId) => free.includes(seatId));
    if (both.length === 0) return;
    setChosen(both);
    setAgain(both);
  }, [places]);

  useEffect(() => {
    // Nothing is chosen at first, which must not replace what is kept.
    if (isWaiting && chosen.length === 0) return;
    setWaiting(false);
    const here = places.map(({ seat }) => seat.seatId);
    keepChoice(tabStore, performanceId, here, chosen);
  }, [chosen]);
  return again.filter((seatId) => chosen.includes(seatId));
}
