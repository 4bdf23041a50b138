import { readFileSync, watch } from "node:fs";
import { basename, dirname } from "node:path";

/**
 * Hands over a file's contents, now and whenever it changes, until the function it returns is called. A change that
 * `take` throws at is reported on standard error, and what was taken before stays.
 * @throws whatever reading or taking the first contents throws.
 */
export function followFile(path: string, take: (contents: string) => void): () => void {
  let taken = readFileSync(path, "utf8");
  try {
    take(taken);
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
  // The directory, since many editors replace a file rather than write it.
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
