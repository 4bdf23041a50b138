import { commandLine, misused } from "./commandLine.js";
import { exportPerformance, listPerformances, removePerformance } from "./catalogue.js";
import { loadPerformances } from "./load.js";
import { manage, OPTIONS } from "./manage.js";
import { readPerformances } from "./performanceFile.js";

const help = `npm run performances -- FILE.json [--yes] | --list | --export ID [FILE.json] | --remove ID [--project ID]

  FILE.json      checks the performances in a file and loads them, in place of those with the same ids
  --yes          also where seats that are sold or held, or the date of a booking, are affected
  --list         what is stored, with what is sold and held; costs a read for each such seat
  --export ID    prints a performance, or writes it to a file that is not there yet; it loads again as the same
  --remove ID    removes a performance of which nothing is sold or held
  --project ID   a real project, by the application default credentials; else the suite that runs here`;

/**
 * `npm run performances`: loads, lists, exports and removes performances.
 * @throws UserError if the command line or the file is wrong, or if the action fails.
 */
export async function main(args: string[]): Promise<number> {
  const asked = commandLine({ help, operands: true, args }, { ...OPTIONS, yes: { type: "boolean" } });
  const { yes, list, export: exported, remove } = asked.values;
  if (yes && (list ?? exported ?? remove) !== undefined) throw misused("--yes is for loading a file", help);
  return manage(asked, help, {
    read: readPerformances,
    load: (db, performances) => loadPerformances(db, performances, { yes }),
    list: listPerformances,
    export: exportPerformance,
    remove: removePerformance,
  });
}
