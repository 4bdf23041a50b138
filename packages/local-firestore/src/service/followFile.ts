import { readFileSync, watch } from "node:fs";
import { basename, dirname } from "node:path";

/**
 * Calls `take` with a file's contents, now and after each change, until the returned function is called. An error after
 * a change is printed to standard error.
 * @throws an error if the file cannot be read, or if `take` fails for the first contents.
 */
export function followFile(path: string, take: (contents: string) => void): () => void {
  let taken = readFileSync(path, "utf8");
  try {
    take(taken);
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
  // Watch the directory, because many editors replace a file instead of writing to it.
  const watcher = watch(dirname(path), { persistent: false }, (_event, name) => {
    if (name !== null && name !== basename(path)) return;
    try {
      const contents = readFileSync(path, "utf8");
      if (contents === taken) return;
      taken = contents;
      take(contents);
    } catch (error) {
      console.error(`${path}: ${(error as Error).message}`);
    }
  });
  return () => watcher.close();
}
