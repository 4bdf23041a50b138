import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { delimiter, dirname } from "node:path";
import { parts, projectId, root } from "./settings.js";
import { makeTemporary } from "./temporary.js";

/** Which Firestore the suite runs: `local` is the project's own, `google` is Google's emulator, which needs Java 21. */
export type FirestoreKind = "local" | "google";

export interface SuiteOptions {
  firestore: FirestoreKind;
  /** Whether the boot starts an instance of every function. */
  warm: boolean;
}

/** How long the emulators may take to stop, in milliseconds. After that they are killed. */
const GRACE_MS = 5_000;

/** The environment variables from which the libraries of firebase-tools read the proxy's address. */
const PROXIES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "grpc_proxy"];

/** The process of firebase-tools. The emulators run in it; the functions and Firestore run in its child processes. */
export interface FirebaseTools {
  process: ChildProcess;
  /** Resolves when the process has ended for any reason. */
  gone: Promise<unknown>;
  /** Ends the process group, and removes the temporary folder. Then resolves. */
  end(): Promise<void>;
}

/** Starts firebase-tools with the suite's emulators. The process's output contains their messages. */
export function startFirebaseTools(options: SuiteOptions): FirebaseTools {
  const bin = `${root}suite/bin`;
  const temporary = makeTemporary();
  const command = ["emulators:start", "--only", parts.join(), "--project", projectId];
  const child = spawn(process.execPath, [`${bin}/firebase.js`, ...command, "--log-verbosity", "QUIET"], {
    cwd: root,
    // A separate process group keeps Ctrl-C from the emulators, because this process must stop them in order.
    detached: true,
    stdio: ["pipe", "pipe", "pipe", "ipc"],
    env: { ...process.env, ...settings(options, bin), TMPDIR: temporary.path, SUITE_FOLDER: temporary.path },
  });
  const gone = once(child, "close");
  const endNow = () => {
    killGroup(child);
    temporary.remove();
  };
  process.once("exit", endNow);

  return {
    process: child,
    gone,
    async end() {
      child.kill("SIGTERM");
      const late = setTimeout(endNow, GRACE_MS);
      await gone;
      clearTimeout(late);
      endNow(); // kills functions that are still running
      process.removeListener("exit", endNow);
    },
  };
}

function settings({ firestore, warm }: SuiteOptions, bin: string): NodeJS.ProcessEnv {
  return {
    ...(firestore === "local" && {
      // `bin` contains a replacement for java. The second folder contains the Node of this process, because the
      // functions and the local Firestore must run on the same version.
      PATH: [bin, dirname(process.execPath), process.env.PATH].join(delimiter),
      FIRESTORE_EMULATOR_BINARY_PATH: `${bin}/firestore.js`,
      // Use no proxy with the local Firestore, because the emulators then call only each other, and firebase-tools
      // would send these calls to the proxy. Google's emulator is downloaded, if necessary through the proxy.
      ...Object.fromEntries(PROXIES.map((name) => [name, undefined])),
    }),
    ...(warm && { WARM_FUNCTIONS: "true" }),
    CI: "true", // firebase-tools then asks the user nothing and fetches no message of the day
    METADATA_SERVER_DETECTION: "none", // the SDKs must not look for Google Cloud's metadata server
    NO_UPDATE_NOTIFIER: "true",
    // Reads the functions' definitions from a file. This is faster than from a server process.
    FIREBASE_FUNCTIONS_DISCOVERY_OUTPUT_PATH: "true",
    // How long the functions may take to load, in seconds. The default of 10 is too short on a small machine.
    FUNCTIONS_DISCOVERY_TIMEOUT: "120",
  };
}

function killGroup({ pid }: ChildProcess): void {
  try {
    process.kill(-pid!, "SIGKILL");
  } catch {
    // The process group has ended already.
  }
}
