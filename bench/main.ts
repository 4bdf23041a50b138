import { parseArgs } from "node:util";
import { markdown } from "./report/table.js";
import { keep } from "./report/page.js";
import { rooms } from "./rooms/index.js";
import { startWorld } from "./world.js";

const { values, positionals } = parseArgs({
  options: { full: { type: "boolean", default: false } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => !Object.hasOwn(rooms, name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(", ")}; there are ${Object.keys(rooms).join(", ")}.`);
  process.exit(1);
}

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
