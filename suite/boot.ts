import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";
import { FUNCTIONS_FAILED, whyItFailed } from "./failure.js";
import { startFirebaseTools, type SuiteOptions } from "./firebaseTools.js";
import { parseOutput, type OutputLine } from "./reporter.js";
import { addresses, hostPort, projectId } from "./settings.js";

/** How many of the last output lines are kept, to find the reason of a failure in them. */
const MEMORY = 200;

/** The emulators, up and running. */
export interface Suite {
  /** Environment variables for the Firebase SDKs and the tests, such as the project and the addresses of this suite. */
  environment: Record<string, string>;
  /** Rejects with a UserError if the suite ends before `stop` is called. Otherwise never settles. */
  failed: Promise<never>;
  /** Stops the suite. Resolves when firebase-tools has ended. */
  stop(): Promise<void>;
}

/**
 * Boots the hosting, auth, functions and Firestore emulators. Resolves when they answer and the functions are loaded.
 * @param output receives what `parseOutput` returns for the output of the emulators and the functions: the lines of the
 * boot after the boot has succeeded, and then each line until the suite ends.
 * @throws UserError if the boot fails, or the reason of `stop`. By then the suite is stopped.
 */
export async function boot(
  options: SuiteOptions,
  output: (line: OutputLine) => void,
  stop: AbortSignal,
): Promise<Suite> {
  stop.throwIfAborted();
  const tools = startFirebaseTools(options);
  const lines: string[] = [];
  let asked = false;
  const failed = tools.gone.then(() =>
    asked ? new Promise<never>(() => {}) : Promise.reject(whyItFailed(lines)),
  );
  failed.catch(() => {}); // without a handler, Node would end the process when no caller awaits `failed`

  const early: OutputLine[] = [];
  let report: (line: OutputLine) => void = (line) => early.push(line);
  const up = new Promise<string>((resolve, reject) => {
    stop.addEventListener("abort", () => reject(stop.reason as Error), { once: true });
    failed.catch(reject);
    onLine(tools.process, (line) => {
      lines.push(line);
      if (lines.length > MEMORY) lines.shift();
      const parsed = parseOutput(line);
      if (parsed) report(parsed);
      if (line.includes(FUNCTIONS_FAILED)) reject(whyItFailed(lines));
      const hub = /Emulator Hub host: (\S+) port: (\d+)/.exec(line);
      if (hub) resolve(`${hub[1]}:${hub[2]}`);
    });
  });
  try {
    const hub = await up;
    early.forEach(output);
    report = output;
    return {
      environment: environment(hub),
      failed,
      stop() {
        asked = true;
        return tools.end();
      },
    };
  } catch (error) {
    await tools.end();
    throw error;
  }
}

function onLine({ stdout, stderr }: ChildProcess, read: (line: string) => void): void {
  for (const stream of [stdout, stderr]) {
    createInterface(stream!).on("line", (line) => read(stripVTControlCharacters(line)));
  }
}

function environment(hub: string): Suite["environment"] {
  return {
    GCLOUD_PROJECT: projectId,
    GOOGLE_CLOUD_PROJECT: projectId,
    FIREBASE_CONFIG: JSON.stringify({ projectId }),
    FIRESTORE_EMULATOR_HOST: hostPort(addresses.firestore),
    FIREBASE_AUTH_EMULATOR_HOST: hostPort(addresses.auth),
    // Only tests read this variable. The client SDK gets the host and port from `connectFunctionsEmulator`.
    FUNCTIONS_EMULATOR_HOST: hostPort(addresses.functions),
    FIREBASE_EMULATOR_HUB: hub,
    METADATA_SERVER_DETECTION: "none", // the Admin SDK must not look for Google Cloud's metadata server
    no_grpc_proxy: addresses.firestore.host, // keeps the SDKs from calling the local Firestore through a proxy
  };
}
