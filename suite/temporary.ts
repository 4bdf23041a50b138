import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * The longest path, in bytes, of the folder in which the temporary folder is created. With a longer one the paths of
 * the sockets in it would be too long: macOS accepts at most 103 bytes for a socket's path, Linux 107.
 */
const LONGEST = 55;

/** A folder for the temporary files of firebase-tools: sockets, manifests and the file with the address of its hub. */
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
