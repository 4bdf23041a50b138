import { commandLine } from "./commandLine.js";
import { readLayouts } from "./layoutFile.js";
import { exportLayout, listLayouts, loadLayouts, removeLayout } from "./layoutStore.js";
import { manage, OPTIONS } from "./manage.js";

const help = `npm run layouts -- FILE.json | --list | --export ID [FILE.json] | --remove ID [--project ID]

  FILE.json      checks the layouts in a file, also with the performances that name them, and loads them, in place of
                 those with the same ids
  --list         what is stored, and how many performances name it
  --export ID    prints a layout, or writes it to a file that is not there yet; it loads again as the same
  --remove ID    removes a layout that no performance names
  --project ID   a real project, by the application default credentials; else the suite that runs here`;

/**
 * `npm run layouts`: loads, lists, exports and removes the drawings of venues.
 * @throws UserError if the command line or the file is wrong, or if the action fails.
 */
export async function main(args: string[]): Promise<number> {
  return manage(commandLine({ help, operands: true, args }, OPTIONS), help, {
    read: readLayouts,
    load: loadLayouts,
    list: listLayouts,
    export: exportLayout,
    remove: removeLayout,
  });
}
