import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { tabStore } from "../parts/storage.js";
import type { State } from "../map/seatMap.js";
import type { Choosing } from "../seats/useChoosing.js";
import { keepChoice, keptChoice } from "./choice.js";

/** How long kept seats are waited for, in milliseconds. After a decline the map shows them as free seconds later. */
const WAIT_MS = 20_000;

/** The performances whose choice this page has shown since it was loaded. Its user knows what is chosen there. */
const known = new Set<string>();

/**
 * Keeps which seats of a performance are chosen. Chooses them again when this tab shows a block of the performance,
 * within `WAIT_MS` and before the user changes the choice. Seats of this block are chosen when its map shows them as
 * free, those of other blocks unseen.
 * @param ownIds seats of the user's bookings. They are not chosen again.
 * @returns the choice that was made again after the page was loaded, until it changes, and the kept seats of this block
 * that are not free any more.
 */
export function useKeptChoice(
  performanceId: string,
  choosing: Choosing,
  ownIds: readonly string[],
): { again: readonly string[]; gone: readonly string[] } {
  const { chosen, places, limit, isBusy, setChosen, tellTooMany } = choosing;
  const keep = (seatIds: readonly string[]) => keepChoice(tabStore, performanceId, seatIds);
  const [isWaiting, setWaiting] = useState(true);
  // Whether the map is to be scrolled to what was chosen again.
  const isUnseen = useRef(false);
  const [again, setAgain] = useState<readonly string[]>([]);
  // Kept seats that are not chosen again yet, until it was told which of them are gone.
  const [missing, setMissing] = useState(() =>
    keptChoice(tabStore, performanceId).filter((seatId) => !chosen.includes(seatId)),
  );
  // What is chosen before the user chooses anything here. It must not replace what is kept.
  const untouched = useRef(chosen);
  useEffect(() => {
    // Seats that were pressed before this part of the page was loaded are added to what is kept.
    if (chosen.length > 0) keep([...keptChoice(tabStore, performanceId), ...chosen]);
    const timer = setTimeout(() => setWaiting(false), WAIT_MS);
    return () => {
      clearTimeout(timer);
      known.add(performanceId);
    };
  }, []);

  // It runs before the effect that chooses again, because that one changes `untouched`, and before anybody can leave.
  useLayoutEffect(() => {
    if (chosen === untouched.current) return;
    // The first change may end the wait. Then the seats that are gone are told, until the next change.
    if (isWaiting) setWaiting(false);
    else setMissing([]);
    keep(chosen);
  }, [chosen]);

  useEffect(() => {
    if (!isWaiting || isBusy) return;
    const taken = places.flatMap(({ state, seat }) => (state === "free" ? [] : [seat.seatId]));
    const unfit = new Set([...ownIds, ...taken]);
    // What is chosen is part of it, behind what was chosen before.
    const fit = keptChoice(tabStore, performanceId).filter((seatId) => !unfit.has(seatId));
    if (fit.every((seatId) => chosen.includes(seatId))) return;
    const both = fit.slice(0, limit);
    untouched.current = both;
    setChosen(both);
    setMissing(missing.filter((seatId) => !both.includes(seatId)));
    if (fit.length > limit) {
      tellTooMany();
      keep(both);
    }
    isUnseen.current = true;
    if (!known.has(performanceId)) setAgain(both);
  }, [places]);

  // Until the user changes the choice: the map may still be drawing its rows.
  useEffect(() => {
    if (isWaiting && isUnseen.current) isUnseen.current = !showChosen();
  });

  const gone = useMemo(() => {
    // While the kept seats are waited for, a locked one may be the user's own, after a decline.
    const isGone = (state: State) => state === "sold" || (state === "locked" && !isWaiting);
    const taken = places.flatMap(({ state, seat }) => (isGone(state) ? [seat.seatId] : []));
    return missing.filter((seatId) => taken.includes(seatId));
  }, [places, isWaiting, missing]);

  return {
    again: chosen === untouched.current ? again : [],
    gone: gone.filter((seatId) => !ownIds.includes(seatId)),
  };
}

/** Scrolls the map to the first chosen seat that it shows. Returns whether there is one. */
function showChosen(): boolean {
  const seat = document.querySelector(".map .seat.chosen");
  const frame = seat?.closest(".map");
  if (!seat || !frame) return false;
  const [at, seen] = [seat.getBoundingClientRect(), frame.getBoundingClientRect()];
  frame.scrollBy(at.left - seen.left - seen.width / 2, at.top - seen.top - seen.height / 2);
  const { x, y, width, height } = seat.getBoundingClientRect();
  const there = document.elementFromPoint(x + width / 2, y + height / 2);
  // The seat may be outside the screen, or behind the bar.
  if (!there?.closest(".map")) seat.scrollIntoView({ block: "center" });
  return true;
}
