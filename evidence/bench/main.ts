import { commandLine, refuse } from "../../suite/commandLine.js";
import { markdown } from "./report/table.js";
import { keep } from "./report/page.js";
import { rooms } from "./rooms/index.js";
import { startWorld } from "./world.js";

const known = Object.keys(rooms).join(", ");
const help = `npm run bench -- [NAME ...] [--full]

Measures what each operation costs, beside other designs, and prints tables.

  NAME     ${known}; all unless given
  --full   as evidence/bench/results.md has it, and writes it there; takes far longer`;

const { values, positionals } = commandLine(
  { help, operands: true },
  { full: { type: "boolean", default: false } },
);
const unknown = positionals.filter((name) => !Object.hasOwn(rooms, name));
if (unknown.length > 0) refuse(`There is no benchmark ${unknown.join(", ")}; there are ${known}.`);

const chosen = positionals.length > 0 ? positionals : Object.keys(rooms);
const world = await startWorld();
try {
  if (world.postgres === null)
    console.log("PostgreSQL is not installed (Debian: apt-get install postgresql): skipped.");
  for (const name of chosen) {
    const result = await rooms[name]!(world, { full: values.full, rounds: 5 });
    console.log(`\n# ${result.title}\n`);
    if (values.full) keep(result, Object.keys(rooms));
    for (const table of result.tables) console.log(`${table.caption}\n\n${markdown(table)}\n`);
  }
} finally {
  await world.stop();
}
