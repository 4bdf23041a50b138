import type { GetPerformanceAnswer } from "../../../functions/src/contract.js";
import type { Block, Section } from "./plan.js";

/** Finds the block and the section of a seat. Undefined if there is no such seat. */
export function findSeat(
  { blocks, sections }: Pick<GetPerformanceAnswer, "blocks" | "sections">,
  seatId: string,
): { block: Block; section: Section } | undefined {
  for (const block of blocks)
    for (const { row, section: id, firstSeat, lastSeat } of block.rows) {
      const number = Number(seatId.slice(row.length));
      const section = sections.find((each) => each.section === id);
      if (section && seatId.startsWith(row) && firstSeat <= number && number <= lastSeat)
        return { block, section };
    }
  return undefined;
}
