import type { Block } from "../functions/src/seatmap/domain/blocks.js";
import { baseAt, decode, encode, type Shown } from "../functions/src/seatmap/domain/codec.js";
import { read as readMap } from "../functions/src/seatmap/domain/seatMap.js";
import type { Plan } from "../functions/src/seatmap/store/drawBlock.js";
import { Id } from "../functions/src/shared/ids.js";
import { commandLine, misused } from "./commandLine.js";
import { UserError } from "./userError.js";
import { asOperator, type Operator } from "./operator.js";
import { counted } from "./table.js";

const help = `npm run seatmap -- PERFORMANCE [--project ID]

Compares the map of each block with the seats and payments that it follows, prints each seat that differs, and builds the
maps that do anew. Maps of blocks that the plan no longer has are removed. It costs a read for each seat of the house. While people book, a few seats may differ because their
events are on the way.

  --project ID   a real project, by the application default credentials; else the suite that runs here`;

/**
 * `npm run seatmap -- PERFORMANCE`: compares the seat map of a performance with its seats and payments, and repairs it.
 * @throws UserError if the command line is wrong, or if there is no such performance.
 */
export async function main(args: string[]): Promise<number> {
  const read = commandLine({ help, operands: true, args }, { project: { type: "string" } });
  const [id, ...more] = read.positionals;
  if (id === undefined || more.length > 0) throw misused("It takes one performance", help);
  console.log(await asOperator(read.values.project, (operator) => mend(operator, id)));
  return 0;
}

/** Repairs the maps and returns what was found and done. Starts over if the performance is loaded again meanwhile. */
async function mend(operator: Operator, id: string): Promise<string> {
  const { books, within } = operator;
  const plan = Id.safeParse(id).success ? await within(() => books.findPlan(id)) : null;
  if (plan === null) throw new UserError(`${id}: there is no such performance, or it cannot be read.`);
  const lines: string[] = [];
  let built = 0;
  for (const block of plan.blocks) {
    const { map, differences } = await within(() => compare(operator, plan, block));
    if (differences.length === 0) continue;
    if ((await within(() => books.drawBlock(plan, block, [], map))) === null) return mend(operator, id);
    lines.push(...differences.map((line) => `${block.block}: ${line}`));
    built++;
  }
  for (const { ref, data } of await within(() => leftOver(operator, plan))) {
    await within(() => ref.delete());
    lines.push(`${data.block}: the present plan has no such block; its map is removed`);
  }
  lines.push(`${counted(plan.blocks.length, "map")}, ${built === 0 ? "all right" : `${built} built anew`}.`);
  return lines.join("\n");
}

/** Finds the maps of blocks that the present plan does not have. */
async function leftOver({ books }: Operator, { performanceId, blocks }: Plan) {
  const { docs } = await books.seatMaps.where("performanceId", "==", performanceId).get();
  const found = docs.map((snapshot) => ({ ref: snapshot.ref, data: snapshot.data() }));
  return found.filter(({ data }) => !blocks.some(({ block }) => block === data.block));
}

/** Compares a map with its seats' documents and their payment intents. The ends of locks are rounded as in a map. */
async function compare({ books }: Operator, plan: Plan, block: Block) {
  const map = await books.mapRef(plan, block).get();
  const standing = books.standing(plan, block, map);
  const seats = await books.look(await books.readSeats(plan, block));
  if (standing === null) return { map, differences: ["there is no map of the present plan"] };
  const base = baseAt(map.readTime.toMillis());
  const shown = readMap(block, standing, base);
  const differences = [...seats].flatMap(([seatId, seat]) => {
    const [rounded] = decode(encode([seat], base), base, base);
    const found = shown.get(seatId);
    return found === rounded ? [] : `${seatId} is shown as ${inWords(found!)}, but is ${inWords(rounded!)}`;
  });
  return { map, differences };
}

function inWords(seat: Shown): string {
  return typeof seat === "number" ? `locked until ${new Date(seat).toISOString()}` : seat;
}
