import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { CountsReport, Tally } from "local-firestore/counts";
import { gatewayCost } from "../../functions/test/support/gatewayCost.js";

export const PROJECT = "demo-bench";

const NOTHING: Tally = { requests: 0, reads: 0, writes: 0, deletes: 0, bytes: 0 };

/** The local Firestore in its own process, so that it need not share a core with the code that is measured. */
export interface Firestore {
  host: string;
  /**
   * Counts the requests, billed operations and bytes of `act`. It leaves out the gateway's charges and
   * refunds. It also leaves out the rollbacks that the SDK sends after it abandons a transaction: they are not billed,
   * and no caller waits for them.
   */
  counting(act: () => Promise<unknown>): Promise<Tally>;
  /** Counts the same for one collection, even the gateway's. A request that bills nothing there is not counted. */
  countingCollection(collection: string, act: () => Promise<unknown>): Promise<Tally>;
  /** Makes later requests take this many milliseconds longer, half of them before the request arrives. */
  distance(ms: number): Promise<void>;
  clear(): Promise<void>;
  stop(): void;
}

/**
 * Starts the local Firestore on a free port and points the Admin SDK to it. The SDK must not be loaded before.
 * @throws Error if the local Firestore does not start.
 */
export async function startFirestore(): Promise<Firestore> {
  const main = fileURLToPath(import.meta.resolve("local-firestore/main.ts"));
  const child = spawn(process.execPath, ["--import", "tsx", main, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const stop = () => child.kill();
  process.once("exit", stop);
  const host = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on("line", (line) => {
      const [, address] = /listening on (\S+)$/.exec(line) ?? [];
      if (address !== undefined) resolve(address);
    });
    child.once("exit", () => reject(new Error("The local Firestore did not start.")));
  });
  process.env["FIRESTORE_EMULATOR_HOST"] = host;
  process.env["GCLOUD_PROJECT"] = PROJECT;
  // Otherwise each connection of the SDK would first wait for a metadata server, which exists only in the cloud.
  process.env["METADATA_SERVER_DETECTION"] = "none";

  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const url = `http://${host}/emulator/v1/projects/${PROJECT}${path}`;
    const response = await fetch(url, { method, body: body === undefined ? null : JSON.stringify(body) });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response.json();
  };
  const report = async (act: () => Promise<unknown>) => {
    await control("DELETE", "/counts");
    await act();
    return (await control("GET", "/counts")) as CountsReport;
  };
  return {
    host,
    async counting(act) {
      const { total, methods, collections } = await report(act);
      const less = (key: keyof Tally) =>
        total[key] - gatewayCost(collections, key) - (methods["Rollback"]?.[key] ?? 0);
      return {
        requests: less("requests"),
        reads: less("reads"),
        writes: less("writes"),
        deletes: less("deletes"),
        bytes: less("bytes"),
      };
    },
    countingCollection: async (collection, act) => (await report(act)).collections[collection] ?? NOTHING,
    async distance(ms) {
      if (ms === 0) await control("DELETE", "/faults");
      else await control("PUT", "/faults", { methods: { "*": { random: [{ fault: "round-trip", ms }] } } });
    },
    clear: async () => void (await control("DELETE", "/databases/(default)/documents")),
    stop,
  };
}
