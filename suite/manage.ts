import { writeFile } from "node:fs/promises";
import type { Firestore } from "firebase-admin/firestore";
import { misused } from "./commandLine.js";
import { withDatabase } from "./database.js";
import { UserError } from "./userError.js";

/** The options of a command that manages documents. */
export const OPTIONS = {
  list: { type: "boolean" },
  export: { type: "string" },
  remove: { type: "string" },
  project: { type: "string" },
} as const;

/** The command line of such a command, parsed. */
interface Asked {
  values: { list?: boolean; export?: string; remove?: string; project?: string };
  positionals: string[];
}

/** How documents of one kind are managed. `list` and `remove` return what is printed, `export` the text of a file. */
export interface Managed<T> {
  /** Reads and checks a file. */
  read: (file: string) => Promise<Record<string, T>>;
  load: (db: Firestore, documents: Record<string, T>, file: string) => Promise<void>;
  list: (db: Firestore) => Promise<string>;
  export: (db: Firestore, id: string) => Promise<string>;
  remove: (db: Firestore, id: string) => Promise<string>;
}

/**
 * Loads, lists, exports or removes documents.
 * @throws UserError if the command line or the file is wrong, or if the action fails.
 */
export async function manage<T>(
  { values, positionals }: Asked,
  help: string,
  managed: Managed<T>,
): Promise<number> {
  const { list, export: exported, remove: removed, project } = values;
  const asked = [list, exported, removed].filter((each) => each !== undefined);
  const files = exported === undefined && asked.length > 0 ? 0 : 1;
  if (asked.length > 1 || positionals.length > files || asked.length + positionals.length === 0) {
    throw misused("It takes one file, or one of --list, --export and --remove", help);
  }
  const [file] = positionals;
  // Check the file before connecting to a database.
  const documents = asked.length === 0 ? await managed.read(file!) : null;
  const said = await withDatabase(project, async ({ db, projectId }) => {
    if (exported !== undefined) return managed.export(db, exported);
    if (removed !== undefined) return managed.remove(db, removed);
    if (documents === null) return managed.list(db);
    await managed.load(db, documents, file!);
    return `Loaded into ${projectId}: ${Object.keys(documents).join(", ")}`;
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
