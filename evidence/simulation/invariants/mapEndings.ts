import type { Books } from "./books.js";
import { placeOf, type SeatMap } from "./documents.js";
import { blocksOf, charactersOf, isTaken, seatAt, takenUntil } from "./showing.js";

type Check = (books: Books, now: number) => string | null;

const DAY_MICROS = 24 * 3600 * 1e6;

/**
 * At rest, a map shows a seat as taken exactly if it cannot be booked, now and in a day, by the rule of
 * `getOccupiedSeats`. Each block has a map, with the right rows. A seat is not judged if one of its bookings was deleted
 * by hand, or lost a seat by hand: nobody draws it then, and the events of later bookings may be lost.
 */
const aMapShowsWhatIsSo: Check = (books, now) => {
  for (const { performanceId, block, rows, map } of blocks(books)) {
    if (map === undefined) return `${performanceId} has no map of ${block}`;
    const lengths = Object.fromEntries(Object.entries(map.rows).map(([row, { length }]) => [row, length]));
    if (!isSame(lengths, rows))
      return `${block} of ${performanceId} is shown with the rows ${JSON.stringify(map.rows)}`;
    for (const [seatId, character] of charactersOf(map.rows)) {
      const holders = [...books.maps.holdersOf(placeOf({ performanceId, seatId }))];
      if (holders.some((each) => books.meddledWith.has(each))) continue;
      for (const time of [now, now + DAY_MICROS]) {
        const until = takenUntil(character, map.base);
        const seat = seatAt(books, performanceId, seatId);
        if (until === null || until > time !== isTaken(seat, books, time))
          return `${seatId} of ${performanceId} is shown as ${character}, and is ${seat?.status ?? "free"}`;
      }
    }
  }
  return null;
};

const whoIsCalledSoldIsBooked: Check = (books) => {
  for (const { performanceId, map } of blocks(books))
    for (const [seatId, character] of charactersOf(map?.rows ?? {})) {
      const seat = seatAt(books, performanceId, seatId);
      if ((character === "#") !== (seat?.status === "booked"))
        return `${seatId} of ${performanceId} is shown as ${character}, and is ${seat?.status ?? "free"}`;
    }
  return null;
};

/** The blocks of all performances, with the lengths of their rows and with their maps. */
function blocks({ tables }: Books) {
  return [...tables.performances].flatMap(([performanceId, performance]) =>
    [...blocksOf(performance)].map(([block, rows]) => ({
      performanceId,
      block,
      rows,
      map: tables.seatMaps.get(`${performanceId}_${block}`) as SeatMap | undefined,
    })),
  );
}

const isSame = (one: Record<string, number>, other: Record<string, number>): boolean =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.keys(one).every((name) => one[name] === other[name]);

/** What must hold of the maps at the end of each world. */
export const MAP_ENDINGS: Readonly<Record<string, Check>> = {
  "a map shows what is so": aMapShowsWhatIsSo,
  "a seat that is shown as sold is booked": whoIsCalledSoldIsBooked,
};
