import type { GetPerformanceAnswer } from "../../../functions/src/contract.js";

export type Block = GetPerformanceAnswer["blocks"][number];
export type Section = GetPerformanceAnswer["sections"][number];

/** A seat as it is drawn and sold, whoever has it. */
export interface PlannedSeat {
  seatId: string;
  row: string;
  number: number;
  section: Section;
  /** The section's place among all prices, 0 for the highest. It chooses the colour. */
  tier: number;
  /** Whether it is a wheelchair place, as the layout says. */
  isAccessible?: boolean;
}

/** A row from its lowest seat number to its highest. Null is a gap. */
export interface PlannedRow {
  row: string;
  places: readonly (PlannedSeat | null)[];
}

/** Orders the sections by price, the highest first. Sections of the same price share a tier. */
export function tiersOf(sections: readonly Section[]): { price: number; sections: Section[] }[] {
  const prices = [...new Set(sections.map(({ price }) => price))].sort((one, other) => other - one);
  return prices.map((price) => ({ price, sections: sections.filter((each) => each.price === price) }));
}

/** Lays out the rows of a block. A row with a gap, or with two prices, has several ranges in `rows`. */
export function planOf({ sections }: Pick<GetPerformanceAnswer, "sections">, { rows }: Block): PlannedRow[] {
  const tiers = tiersOf(sections);
  return [...new Set(rows.map(({ row }) => row))].map((row) => {
    const own = rows.filter((range) => range.row === row);
    const first = Math.min(...own.map(({ firstSeat }) => firstSeat));
    const last = Math.max(...own.map(({ lastSeat }) => lastSeat));
    const places = new Array<PlannedSeat | null>(last - first + 1).fill(null);
    for (const { section: id, firstSeat, lastSeat } of own) {
      const tier = tiers.findIndex((each) => each.sections.some(({ section }) => section === id));
      const section = tiers[tier]?.sections.find((each) => each.section === id);
      if (section === undefined) continue;
      for (let number = firstSeat; number <= lastSeat; number++)
        places[number - first] = { seatId: `${row}${number}`, row, number, section, tier };
    }
    return { row, places };
  });
}

/** Returns the sections of a block, in the order of its rows. */
export function sectionsIn({ rows }: Block, sections: readonly Section[]): Section[] {
  const ids = new Set(rows.map(({ section }) => section));
  return sections.filter(({ section }) => ids.has(section));
}
