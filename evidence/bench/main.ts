import { commandLine, refuse } from "../../suite/commandLine.js";
import { markdown } from "./report/table.js";
import { keep } from "./report/page.js";
import { writeScalePage } from "./scale.js";
import { scenarios, sections } from "./scenarios/index.js";
import { startWorld } from "./world.js";

const SCALE = "scale";
const known = Object.keys(scenarios).join(", ");
const help = `npm run bench -- [NAME ...] [--full]

Measures what each operation costs, beside other designs, and prints tables.

  NAME     ${known}; all of these unless given
  ${SCALE}    computes the sale of a whole stadium from what is counted here and what Google publishes, and writes
           evidence/bench/scale.md
  --full   as evidence/bench/results.md has it, and writes it there; takes far longer`;

const { values, positionals } = commandLine(
  { help, operands: true },
  { full: { type: "boolean", default: false } },
);
const unknown = positionals.filter((name) => name !== SCALE && !Object.hasOwn(scenarios, name));
if (unknown.length > 0) refuse(`There is no benchmark ${unknown.join(", ")}; there are ${known}, ${SCALE}.`);

const chosen = positionals.length > 0 ? positionals : Object.keys(scenarios);
const world = await startWorld();
try {
  if (world.postgres === null)
    console.log("PostgreSQL is not installed (Debian: apt-get install postgresql): skipped.");
  for (const name of chosen) {
    if (name === SCALE) {
      await writeScalePage(world);
      console.log("evidence/bench/scale.md");
      continue;
    }
    const result = await scenarios[name]!(world, { full: values.full, rounds: 5 });
    console.log(`\n# ${result.title}\n`);
    if (values.full) keep(result, sections);
    for (const table of result.tables) console.log(`${table.caption}\n\n${markdown(table)}\n`);
  }
} finally {
  await world.stop();
}
