import { execFile } from "node:child_process";
import { UserError } from "./userError.js";

/** The oldest Java version on which Google's Firestore emulator runs. */
const OLDEST = 21;

/**
 * Checks that this machine has a Java on which Google's Firestore emulator runs.
 * @throws UserError if there is no Java, or an older one.
 */
export async function assertJava(): Promise<void> {
  const version = await javaVersion();
  if (version !== null && version >= OLDEST) return;
  const found = version === null ? "there is none on this machine" : `this machine has Java ${version}`;
  throw new UserError(
    `Google's Firestore emulator needs Java ${OLDEST} or later, and ${found}. \`npm start\` needs no Java.`,
  );
}

function javaVersion(): Promise<number | null> {
  return new Promise((resolve) => {
    execFile("java", ["-version"], (error, _output, said) => {
      const [, version] = /version "(?:1\.)?(\d+)/.exec(said) ?? [];
      resolve(error === null && version !== undefined ? Number(version) : null);
    });
  });
}
