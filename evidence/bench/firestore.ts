import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { CountsReport, Tally } from "local-firestore/counts";

export const PROJECT = "demo-bench";

/** The gateway's own record of charges stands for a company outside: no design is billed for it. */
const OUTSIDE = "simulatedCharges";

const NOTHING: Tally = { requests: 0, reads: 0, writes: 0, deletes: 0, bytes: 0 };

/** The local Firestore in a process of its own, so that it does not share a core with what is measured. */
export interface Firestore {
  host: string;
  /**
   * Counts what `act` asks of Firestore and is billed for. The gateway's own records are left out, and so are the
   * rollbacks that the SDK sends after a transaction was given up: they are not billed, and nobody waits for them.
   */
  counting(act: () => Promise<unknown>): Promise<Tally>;
  /** The same for one collection alone. */
  countingCollection(collection: string, act: () => Promise<unknown>): Promise<Tally>;
  /** From now on every request takes that much longer, in milliseconds, half of it on the way there. */
  distance(ms: number): Promise<void>;
  /** Drops all documents. */
  clear(): Promise<void>;
  stop(): void;
}

/** Starts the local Firestore on a free port and points the Admin SDK, which must not be loaded yet, at it. */
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
  // Each connection of the SDK would first wait for a metadata server that is only there in the cloud.
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
      const outside = collections[OUTSIDE] ?? NOTHING;
      const less = (key: keyof Tally) => total[key] - outside[key] - (methods["Rollback"]?.[key] ?? 0);
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
