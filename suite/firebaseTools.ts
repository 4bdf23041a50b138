import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { delimiter, dirname } from "node:path";
import { parts, projectId, root } from "./settings.js";
import { makeTemporary } from "./temporary.js";

/** Whose Firestore the suite runs: the project's own, or Google's emulator, which needs Java 21. */
export type FirestoreKind = "local" | "google";

/** What a suite is to be like. */
export interface SuiteOptions {
  firestore: FirestoreKind;
  /** Whether every function has its instance when the suite is up: 130 MB each, and some seconds for all. */
  warm: boolean;
}

/** How long the emulators may take to stop by themselves, in milliseconds; then they are ended. */
const GRACE_MS = 5_000;

/** The variables by which the libraries of firebase-tools find a proxy. */
const PROXIES = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "grpc_proxy"];

/** The process of firebase-tools, with the emulators in it and the functions beneath it. */
export interface FirebaseTools {
  process: ChildProcess;
  /** Resolves when the process is gone, for whatever reason. */
  gone: Promise<unknown>;
  /** Ends the process and whatever it started; resolves when nothing of it is left. */
  end(): Promise<void>;
}

/** Starts firebase-tools with the emulators of the suite. What they say comes on the process's output. */
export function startFirebaseTools(options: SuiteOptions): FirebaseTools {
  const bin = `${root}suite/bin`;
  const temporary = makeTemporary();
  const command = ["emulators:start", "--only", parts.join(), "--project", projectId];
  const child = spawn(process.execPath, [`${bin}/firebase.js`, ...command, "--log-verbosity", "QUIET"], {
    cwd: root,
    // A process group of its own: a Ctrl-C reaches it once and in good order, from here.
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
      endNow(); // functions that outlived it
      process.removeListener("exit", endNow);
    },
  };
}

function settings({ firestore, warm }: SuiteOptions, bin: string): NodeJS.ProcessEnv {
  return {
    ...(firestore === "local" && {
      // The stand-in for java, then the Node of this process: on it the functions and the local Firestore run.
      PATH: [bin, dirname(process.execPath), process.env.PATH].join(delimiter),
      FIRESTORE_EMULATOR_BINARY_PATH: `${bin}/firestore.js`,
      // The emulators call each other only, and firebase-tools would do so through a proxy.
      ...Object.fromEntries(PROXIES.map((name) => [name, undefined])),
    }),
    ...(warm && { WARM_FUNCTIONS: "true" }),
    CI: "true", // asks nothing, and fetches no message of the day
    METADATA_SERVER_DETECTION: "none", // this is no machine of the cloud: nothing looks for one
    NO_UPDATE_NOTIFIER: "true",
    // The functions' definitions are read from a file: three seconds quicker than from a server that then idles.
    FIREBASE_FUNCTIONS_DISCOVERY_OUTPUT_PATH: "true",
    // Seconds that a function may take to load: with many at once on a small machine, more than the usual 10.
    FUNCTIONS_DISCOVERY_TIMEOUT: "120",
  };
}

function killGroup({ pid }: ChildProcess): void {
  try {
    process.kill(-pid!, "SIGKILL");
  } catch {
    // Nothing is left of it.
  }
}
