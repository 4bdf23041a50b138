import type { GetPerformanceAnswer } from "../../../functions/src/contract.js";

export type Block = GetPerformanceAnswer["blocks"][number];
export type Section = GetPerformanceAnswer["sections"][number];

/** A seat with its row, section and price. It does not say whether the seat is free. */
export interface PlannedSeat {
  seatId: string;
  row: string;
  number: number;
  section: Section;
  /** The rank of the section's price, 0 for the highest. It decides the colour. */
  tier: number;
  /** Whether it is a wheelchair place, as the layout says. */
  isAccessible?: boolean;
}

/** A row from its lowest seat number to its highest. Null is a gap. */
export interface PlannedRow {
  row: string;
  places: readonly (PlannedSeat | null)[];
}

/** Groups the sections into tiers: one for each price, the highest first. */
export function tiersOf(sections: readonly Section[]): { price: number; sections: Section[] }[] {
  const prices = [...new Set(sections.map(({ price }) => price))].sort((one, other) => other - one);
  return prices.map((price) => ({ price, sections: sections.filter((each) => each.price === price) }));
}

/** The rank of a section's price, 0 for the highest. */
export function tierOf(sections: readonly Section[], id: string): number {
  return tiersOf(sections).findIndex((tier) => tier.sections.some(({ section }) => section === id));
}

/** The rows of a block. A row with a gap, or with two sections, has several ranges. Its `length` includes the gaps. */
export function rowsOf({
  rows,
}: Block): { row: string; first: number; length: number; ranges: Block["rows"] }[] {
  return [...new Set(rows.map(({ row }) => row))].map((row) => {
    const ranges = rows.filter((range) => range.row === row);
    const first = Math.min(...ranges.map(({ firstSeat }) => firstSeat));
    const last = Math.max(...ranges.map(({ lastSeat }) => lastSeat));
    return { row, first, length: last - first + 1, ranges };
  });
}

/** The number of places in the longest row of a block. */
export const widthOf = (block: Block): number => Math.max(...rowsOf(block).map(({ length }) => length));

/** The rows of a block, with a seat or a gap at each place. */
export function planOf({ sections }: Pick<GetPerformanceAnswer, "sections">, block: Block): PlannedRow[] {
  return rowsOf(block).map(({ row, first, length, ranges }) => {
    const places = new Array<PlannedSeat | null>(length).fill(null);
    for (const { section: id, firstSeat, lastSeat } of ranges) {
      const tier = tierOf(sections, id);
      const section = sections.find((each) => each.section === id);
      if (section === undefined) continue;
      for (let number = firstSeat; number <= lastSeat; number++)
        places[number - first] = { seatId: `${row}${number}`, row, number, section, tier };
    }
    return { row, places };
  });
}

/** Returns the sections of a block, in the order of `sections`. */
export function sectionsIn({ rows }: Block, sections: readonly Section[]): Section[] {
  const ids = new Set(rows.map(({ section }) => section));
  return sections.filter(({ section }) => ids.has(section));
}
