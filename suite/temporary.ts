import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * The longest folder, in bytes, in which there is room for a temporary folder and the sockets in it: macOS takes 103
 * bytes for the whole path of a socket, Linux 107.
 */
const LONGEST = 55;

/** A folder for what firebase-tools leaves behind: sockets, manifests and the locator of its hub. */
export interface Temporary {
  path: string;
  /** Removes it and what is in it. Safe to repeat. */
  remove(): void;
}

/** Makes a temporary folder of the suite's own. */
export function makeTemporary(): Temporary {
  const base = Buffer.byteLength(tmpdir()) > LONGEST ? "/tmp" : tmpdir();
  const path = mkdtempSync(join(base, "payments-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}
