import { writeFile } from "node:fs/promises";
import { commandLine, misused } from "./commandLine.js";
import { UserError } from "./userError.js";
import { withDatabase, type Database } from "./database.js";
import { exportPerformance, listPerformances, removePerformance } from "./catalogue.js";
import { loadPerformances } from "./load.js";
import { readPerformances } from "./performanceFile.js";

const help = `npm run performances -- FILE.json [--yes] | --list | --export ID [FILE.json] | --remove ID [--project ID]

  FILE.json      checks the performances in a file and loads them, in place of those with the same ids
  --yes          also where seats that are sold or held, or the date of a booking, are affected
  --list         what is stored, with what is sold and held; costs a read for each such seat
  --export ID    prints a performance, or writes it to a file that is not there yet; it loads again as the same
  --remove ID    removes a performance of which nothing is sold or held
  --project ID   a real project, by the application default credentials; else the suite that runs here`;

const OPTIONS = {
  list: { type: "boolean" },
  export: { type: "string" },
  remove: { type: "string" },
  yes: { type: "boolean" },
  project: { type: "string" },
} as const;

/**
 * `npm run performances`: loads, lists, exports and removes performances.
 * @throws UserError if the command line or the file is wrong, or if the database refuses.
 */
export async function main(args: string[]): Promise<number> {
  const read = commandLine({ help, operands: true, args }, OPTIONS);
  const { values, positionals } = read;
  const { list, export: exported, remove: removed, yes, project } = values;
  const asked = [list, exported, removed].filter((each) => each !== undefined);
  const files = exported === undefined && asked.length > 0 ? 0 : 1;
  if (asked.length > 1 || positionals.length > files || asked.length + positionals.length === 0) {
    throw misused("It takes one file, or one of --list, --export and --remove", help);
  }
  if (yes && asked.length > 0) throw misused("--yes is for loading a file", help);
  const [file] = positionals;
  // Check the file before connecting to a database.
  const load = asked.length === 0 ? await loading(file!, yes) : null;
  const said = await withDatabase(project, (database) => {
    if (load) return load(database);
    if (exported !== undefined) return exportPerformance(database.db, exported);
    if (removed !== undefined) return removePerformance(database.db, removed);
    return listPerformances(database.db);
  });
  if (exported === undefined || file === undefined) console.log(said);
  else await writeNew(file, `${said}\n`);
  return 0;
}

async function writeNew(file: string, text: string): Promise<void> {
  await writeFile(file, text, { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(`${file}: ${error.code === "EEXIST" ? "is there already" : error.message}`);
  });
}

async function loading(file: string, yes = false) {
  const performances = await readPerformances(file);
  return async ({ db, projectId }: Database) => {
    await loadPerformances(db, performances, { yes });
    return `Loaded into ${projectId}: ${Object.keys(performances).join(", ")}`;
  };
}
