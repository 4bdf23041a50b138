import { createInterface } from "node:readline";
import { listen, withoutColours, type Said } from "./chatter.js";
import { whyItFailed } from "./failure.js";
import { startFirebaseTools, type FirestoreKind } from "./firebaseTools.js";
import { addresses, hostPort, projectId } from "./settings.js";

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
  kind: FirestoreKind,
  hear: (said: Said) => void,
  stop: AbortSignal,
): Promise<Suite> {
  stop.throwIfAborted();
  const tools = startFirebaseTools(kind);
  const lines: string[] = [];
  let asked = false;
  const failed = tools.gone.then(() =>
    asked ? new Promise<never>(() => {}) : Promise.reject(whyItFailed(lines)),
  );
  failed.catch(() => {}); // not everyone waits for it
  try {
    const hub = await new Promise<string>((resolve, reject) => {
      stop.addEventListener("abort", () => reject(stop.reason as Error), { once: true });
      failed.catch(reject);
      const read = (line: string) => {
        const plain = withoutColours(line);
        lines.push(plain);
        if (lines.length > 200) lines.shift();
        const said = listen(plain);
        if (said) hear(said);
        if (plain.includes("Failed to load function definition")) reject(whyItFailed(lines));
        const [, host, port] = /Emulator Hub host: (\S+) port: (\d+)/.exec(plain) ?? [];
        if (host && port) resolve(`${host}:${port}`);
      };
      for (const stream of [tools.process.stdout!, tools.process.stderr!]) {
        createInterface(stream).on("line", read);
      }
    });
    return {
      environment: environment(hub),
      failed,
      stop: () => {
        asked = true;
        return tools.end();
      },
    };
  } catch (error) {
    await tools.end();
    throw error;
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
  };
}
