import { within } from "../domain/blocks.js";
import { drawBlock, findPlan, type Changed } from "./drawBlock.js";

/**
 * Shows seats in the maps of their blocks, as the seats and their owners' payments are now. It may be called more than
 * once, in any order and late. Seats that the performance does not have are left out.
 * @param draw `drawBlock` writes at once, `gather` writes together with other changes of the block.
 * @throws Refusal CONTENDED, OUTCOME_UNKNOWN.
 */
export async function showSeats(
  performanceId: string,
  changed: readonly Changed[],
  draw: typeof drawBlock = drawBlock,
): Promise<void> {
  for (;;) {
    const plan = await findPlan(performanceId);
    if (plan === null) return;
    const drawn = plan.blocks.map(async (block) => {
      const here = changed.filter(({ seatIds }) => within(block, seatIds).length > 0);
      return here.length === 0 || (await draw(plan, block, here)) !== null;
    });
    if ((await Promise.all(drawn)).every((isDrawn) => isDrawn)) return;
  }
}
