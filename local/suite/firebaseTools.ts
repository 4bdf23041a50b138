import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { delimiter, dirname } from "node:path";
import { parts, projectId, root } from "./settings.js";

/** Whose Firestore the suite runs: the project's own, or Google's emulator, which needs Java 21. */
export type FirestoreKind = "local" | "google";

/** How long the emulators may take to stop by themselves, in milliseconds; then they are ended. */
const GRACE_MS = 5_000;

/** The process of firebase-tools, with the emulators in it and the functions beneath it. */
export interface FirebaseTools {
  process: ChildProcess;
  /** Resolves when the process is gone, for whatever reason. */
  gone: Promise<unknown>;
  /** Ends the process and whatever it started; resolves when nothing of it is left. */
  end(): Promise<void>;
}

/** Starts firebase-tools with the emulators of the suite. What they say comes on the process's output. */
export function startFirebaseTools(kind: FirestoreKind): FirebaseTools {
  const bin = `${root}local/suite/bin`;
  const command = ["emulators:start", "--only", parts.join(), "--project", projectId];
  const child = spawn(process.execPath, [`${bin}/firebase.js`, ...command, "--log-verbosity", "QUIET"], {
    cwd: root,
    // A process group of its own: a Ctrl-C reaches it once and in good order, from here.
    detached: true,
    stdio: ["pipe", "pipe", "pipe", "ipc"],
    env: { ...process.env, ...settings(kind, bin) },
  });
  const gone = once(child, "close");
  const endNow = () => killGroup(child);
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

function settings(kind: FirestoreKind, bin: string): NodeJS.ProcessEnv {
  return {
    ...(kind === "local" && {
      // The stand-in for java, then the Node of this process: on it the functions and the local Firestore run.
      PATH: [bin, dirname(process.execPath), process.env.PATH].join(delimiter),
      FIRESTORE_EMULATOR_BINARY_PATH: `${bin}/firestore.js`,
    }),
    CI: "true", // asks nothing, and fetches no message of the day
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
