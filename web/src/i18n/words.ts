import type { Action } from "../calls/actions.js";
import type { Reason, Trouble } from "../calls/trouble.js";
import type { State } from "../map/seatMap.js";
import type { Format } from "./format.js";
import type { LaterWords } from "./laterWords.js";

/** The parts of a seat's name. */
export interface NamedSeat {
  row: string;
  number: number | string;
  isAccessible?: boolean;
}

/** The reasons for which public pages cannot be read. Their sentences must be there before `LaterWords` are loaded. */
export type EarlyReason =
  "PERFORMANCE_NOT_FOUND" | "BLOCK_NOT_FOUND" | "CONTENDED" | "OUTCOME_UNKNOWN" | "LOST" | "MALFORMED";

/** A sentence for each of some reasons. */
export type Sentences<Some extends Reason> = {
  [R in Some]: (trouble: Extract<Trouble, { reason: R }>, format: Format) => string;
};

/**
 * The words of the shop for people who look and choose, in one language. A language in which one is missing does not
 * compile. The words for people who buy, and for organisers, are in `LaterWords`.
 */
export interface Words {
  shop: string;
  skip: string;
  loading: string;
  notUpToDate: string;
  notFound: { title: string; text: string };
  nav: { performances: string; bookings: string; language: string };

  performances: {
    title: string;
    none: string;
    from: (price: string) => string;
    more: string;
    sale: { open: string; notOpen: (time: string) => string; closed: string };
  };

  venue: {
    stage: string;
    blocks: string;
    opensIn: string;
    opensAt: (time: string) => string;
    left: (count: string) => string;
    soldOut: string;
    filter: string;
    allPrices: string;
    organiser: string;
    tickets: (limit: number) => string;
  };

  seats: {
    map: (block: string) => string;
    row: (row: string) => string;
    seat: (seat: NamedSeat) => string;
    /** A cell's whole name: "Row F, seat 12, Royal, ₩100,000, free". */
    cell: (seat: NamedSeat, section: string, price: string, state: string) => string;
    states: Record<State | "chosen", string>;
    zoomIn: string;
    zoomOut: string;
    allBlocks: string;
    tooMany: (limit: number) => string;
    taken: (seat: string) => string;
  };

  troubles: Sentences<EarlyReason>;
  actions: Record<Action, string>;
}

/**
 * Says a trouble in words. For a reason without a sentence it says `MALFORMED`. A newer service may give a reason that
 * the page does not know.
 */
export function sayTrouble(words: Words, later: LaterWords | null, format: Format, trouble: Trouble): string {
  // The compiler cannot see that a reason's sentence takes the details of that reason.
  const sentences = { ...words.troubles, ...later?.troubles } as Partial<
    Record<Reason, (trouble: Trouble, format: Format) => string>
  >;
  return (sentences[trouble.reason] ?? words.troubles.MALFORMED)(trouble as never, format);
}

/** Splits a seat's id into its row and its number, as in `1F-A12`. A row does not end in a digit. */
export function namedSeat(seatId: string): NamedSeat {
  const [, row = seatId, number = ""] = /^(.*\D)(\d+)$/.exec(seatId) ?? [];
  return { row, number };
}

/** Names seats by their ids, as one text. */
export function nameSeats(words: Words, format: Format, seatIds: readonly string[]): string {
  return format.list(seatIds.map((seatId) => words.seats.seat(namedSeat(seatId))));
}
