import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";
import { listen, type Said } from "./chatter.js";
import { FUNCTIONS_FAILED, whyItFailed } from "./failure.js";
import { startFirebaseTools, type SuiteOptions } from "./firebaseTools.js";
import { addresses, hostPort, projectId } from "./settings.js";

/** How many of the last lines are kept, to tell from them why the suite failed. */
const MEMORY = 200;

/** The emulators, up and running. */
export interface Suite {
  /** The environment variables by which the Firebase SDKs, and tests, find this suite. */
  environment: Record<string, string>;
  /** Rejects with a Complaint when the suite ends without having been asked to; until then, waits. */
  failed: Promise<never>;
  /** Ends the suite; resolves when no process of it is left. */
  stop(): Promise<void>;
}

/**
 * Boots the auth, functions and Firestore emulators, and resolves when they answer and the functions are loaded.
 * @param hear is told what the emulators and the functions say, as long as the suite lives.
 * @throws Complaint if the suite does not come up; nothing is left of it then.
 */
export async function boot(
  options: SuiteOptions,
  hear: (said: Said) => void,
  stop: AbortSignal,
): Promise<Suite> {
  stop.throwIfAborted();
  const tools = startFirebaseTools(options);
  const lines: string[] = [];
  let asked = false;
  const failed = tools.gone.then(() =>
    asked ? new Promise<never>(() => {}) : Promise.reject(whyItFailed(lines)),
  );
  failed.catch(() => {}); // not everyone waits for it

  const early: Said[] = [];
  let audience: (said: Said) => void = (said) => early.push(said);
  const up = new Promise<string>((resolve, reject) => {
    stop.addEventListener("abort", () => reject(stop.reason as Error), { once: true });
    failed.catch(reject);
    onLine(tools.process, (line) => {
      lines.push(line);
      if (lines.length > MEMORY) lines.shift();
      const said = listen(line);
      if (said) audience(said);
      if (line.includes(FUNCTIONS_FAILED)) reject(whyItFailed(lines));
      const hub = /Emulator Hub host: (\S+) port: (\d+)/.exec(line);
      if (hub) resolve(`${hub[1]}:${hub[2]}`);
    });
  });
  try {
    const hub = await up;
    early.forEach(hear);
    audience = hear;
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
    // No SDK reads this one: `connectFunctionsEmulator` takes the host and port.
    FUNCTIONS_EMULATOR_HOST: hostPort(addresses.functions),
    FIREBASE_EMULATOR_HUB: hub,
    METADATA_SERVER_DETECTION: "none", // this is no machine of the cloud: the Admin SDK need not look for one
    no_grpc_proxy: addresses.firestore.host, // Firestore is on this machine: the SDKs would go through a proxy
  };
}
