import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * The longest path, in bytes, under which the temporary folder is created. Longer ones would leave no room for the
 * sockets in it, because the path of a socket can have at most 103 bytes on macOS and 107 on Linux.
 */
const LONGEST = 55;

/** A folder for the temporary files of firebase-tools: sockets, manifests and the file with its hub's address. */
export interface Temporary {
  path: string;
  /** Removes the folder and its content. Safe to repeat. */
  remove(): void;
}

/** Creates a temporary folder for one suite. Uses /tmp if the path of the system's temporary folder is too long. */
export function makeTemporary(): Temporary {
  const base = Buffer.byteLength(tmpdir()) > LONGEST ? "/tmp" : tmpdir();
  const path = mkdtempSync(join(base, "payments-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}
