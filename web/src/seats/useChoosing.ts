import { useMemo, useRef, useState } from "preact/hooks";
import type { GetSeatMapAnswer } from "../../../functions/src/contract.js";
import { useWords } from "../i18n/language.js";
import { namedSeat } from "../i18n/words.js";
import type { PlannedRow } from "../map/plan.js";
import { keepSame, statesOf, type States } from "../map/seatMap.js";
import { announce } from "../parts/announcer.js";
import { clock } from "../time/clock.js";
import { choose, placesOf } from "./choosing.js";
import type { Spot } from "./moving.js";

/** How long a seat counts as taken after the service said so, in milliseconds. The map usually shows it sooner. */
const MARKED_MS = 10_000;

/** The seats of a block: how each is shown, and which are chosen. Seats of other blocks may be among the chosen ones. */
export function useChoosing(rows: readonly PlannedRow[], map: GetSeatMapAnswer | null, limit: number) {
  const { words } = useWords();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  // While the chosen seats are being booked, a press does nothing.
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

  function tellTooMany(): void {
    setOverLimit(true);
    announce(words.seats.tooMany(limit));
  }

  return {
    states,
    places,
    chosen,
    setChosen,
    limit,
    isOverLimit,
    tellTooMany,
    isBusy,
    setBusy,
    press({ row, column }: Spot): void {
      if (isBusy) return;
      const place = places.find((each) => each.row === row && each.column === column);
      if (place === undefined) return;
      const choice = choose(chosen, place, limit);
      setOverLimit(false);
      if (choice.is === "taken") announce(words.seats.taken(words.seats.seat(namedSeat(place.seat.seatId))));
      if (choice.is === "too many") tellTooMany();
      if ("seatIds" in choice) setChosen(choice.seatIds);
    },
    /** Shows seats as locked that the service called taken. */
    markTaken(seatIds: readonly string[]): void {
      const until = clock.now() + MARKED_MS;
      setMarks((all) => new Map([...all, ...seatIds.map((seatId) => [seatId, until] as const)]));
    },
  };
}

export type Choosing = ReturnType<typeof useChoosing>;
