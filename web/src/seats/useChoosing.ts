import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { GetSeatMapAnswer } from "../../../functions/src/contract.js";
import { useWords } from "../i18n/language.js";
import { namedSeat, nameSeats } from "../i18n/words.js";
import type { PlannedRow } from "../map/plan.js";
import { keepSame, statesOf, type States } from "../map/seatMap.js";
import { announce } from "../parts/announcer.js";
import { clock } from "../time/clock.js";
import { choose, lost, placesOf } from "./choosing.js";
import type { Spot } from "./moving.js";

/** How long a seat counts as taken after the service said so, in milliseconds. The map usually shows it sooner. */
const MARKED_MS = 10_000;

/** Seats that were lost, and all that were chosen at that moment. */
export interface Loss {
  lost: readonly string[];
  chosen: readonly string[];
}

/**
 * The seats of a block: how each is shown, which are chosen, and which were lost. Seats of other blocks may be among
 * the chosen ones.
 */
export function useChoosing(rows: readonly PlannedRow[], map: GetSeatMapAnswer | null, limit: number) {
  const { words, format } = useWords();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [loss, setLoss] = useState<Loss | null>(null);
  // While the chosen seats are being booked, a press does nothing, and seats that the map shows as taken are not lost.
  const [isBusy, setBusy] = useState(false);
  const [isOverLimit, setOverLimit] = useState(false);
  const [marks, setMarks] = useState<ReadonlyMap<string, number>>(new Map());
  const before = useRef<States>([]);

  const states = useMemo(() => {
    if (map === null) return [];
    const now = clock.now();
    const shown = statesOf(rows, map, now).map((row, index) =>
      row.map((state, column) => {
        const mark = marks.get(rows[index]!.places[column]?.seatId ?? "");
        return state === "free" && mark !== undefined && now < mark ? "locked" : state;
      }),
    );
    return (before.current = keepSame(before.current, shown));
  }, [rows, map, marks]);
  const places = useMemo(() => placesOf(rows, states), [rows, states]);

  /** Takes lost seats out of the choice, and announces the loss. */
  function lose(seatIds: readonly string[]): void {
    setChosen((all) => all.filter((seatId) => !seatIds.includes(seatId)));
    setLoss({ lost: seatIds, chosen });
    setOverLimit(false);
    announce(words.seats.justTaken(nameSeats(words, format, seatIds), seatIds.length));
  }

  useEffect(() => {
    const gone = lost(chosen, places);
    if (map !== null && !isBusy && gone.length > 0) lose(gone);
  }, [places]);

  return {
    states,
    places,
    chosen,
    setChosen,
    limit,
    loss,
    isOverLimit,
    isBusy,
    setBusy,
    press({ row, column }: Spot): void {
      if (isBusy) return;
      const place = places.find((each) => each.row === row && each.column === column);
      if (place === undefined) return;
      const choice = choose(chosen, place, limit);
      setOverLimit(choice.is === "too many");
      if (choice.is === "taken") announce(words.seats.taken(words.seats.seat(namedSeat(place.seat.seatId))));
      if (choice.is === "too many") announce(words.seats.tooMany(limit));
      if (!("seatIds" in choice)) return;
      setLoss(null);
      setChosen(choice.seatIds);
    },
    /** Chooses seats in place of lost ones, as far as they are free and the limit allows. */
    take(seatIds: readonly string[]): void {
      const free = new Set(places.filter(({ state }) => state === "free").map(({ seat }) => seat.seatId));
      setChosen([...chosen, ...seatIds.filter((seatId) => free.has(seatId))].slice(0, limit));
      setLoss(null);
    },
    /** Shows seats as locked that the service called taken, and treats them as lost. */
    markTaken(seatIds: readonly string[]): void {
      const until = clock.now() + MARKED_MS;
      setMarks((all) => new Map([...all, ...seatIds.map((seatId) => [seatId, until] as const)]));
      lose(seatIds);
    },
  };
}

export type Choosing = ReturnType<typeof useChoosing>;
