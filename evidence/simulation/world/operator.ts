import type { Operation } from "../invariants/operation.js";
import { run } from "./delivery.js";
import type { World } from "./world.js";

/** Lets an operator answer an open review. Returns null if there is none. */
export async function answerReview(world: World): Promise<Operation | null> {
  const { choices, watch, instances } = world;
  const open = [...watch.books.tables.reviews].filter(([, { status }]) => status === "open");
  if (open.length === 0) return null;
  const [reviewId, { kind }] = choices.of(open);
  const isByHand = choices.weighted([3, 1]) === 1;
  const command = kind.startsWith("REFUND_") ? (isByHand ? "paid-by-hand" : "retry") : "look again";
  return run(world, { name: "answerReview", reviewId, command }, choices.below(instances.length));
}
