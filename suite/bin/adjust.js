/**
 * Patches to firebase-tools, applied before it runs. They change its internal code, in the version that package.json
 * pins. After an upgrade, `e2e/suite.test.ts` shows whether the patches still work.
 */
import { createRequire } from "node:module";
import process from "node:process";

const require = createRequire(import.meta.url);
const firebaseTools = createRequire(require.resolve("firebase-tools/package.json"));

/**
 * Makes one instance of a function take many calls at once, as in the cloud. Without this, the functions emulator
 * starts a new process for a call that finds no idle one.
 */
export function shareInstances() {
  const { RuntimeWorkerPool } = firebaseTools("./lib/emulator/functionsRuntimeWorker");
  const { FunctionsEmulator } = firebaseTools("./lib/emulator/functionsEmulator");

  RuntimeWorkerPool.prototype.getIdleWorker = function (triggerId, runtime) {
    this.cleanUpWorkers();
    const instances = this.getTriggerWorkers(triggerId, runtime);
    return instances.find(({ state }) => state === "IDLE" || state === "BUSY");
  };

  const { startRuntime } = FunctionsEmulator.prototype;
  const starting = new Map();
  FunctionsEmulator.prototype.startRuntime = function (backend, trigger) {
    if (!starting.has(trigger.id)) {
      const start = startRuntime.call(this, backend, trigger);
      starting.set(
        trigger.id,
        start.finally(() => starting.delete(trigger.id)),
      );
    }
    return starting.get(trigger.id);
  };
}

/** Starts an instance of every function during the boot, so that first calls do not wait for a process to start. */
export function startInstances() {
  const { FunctionsEmulator } = firebaseTools("./lib/emulator/functionsEmulator");

  const { connect } = FunctionsEmulator.prototype;
  FunctionsEmulator.prototype.connect = async function () {
    await connect.call(this);
    const functions = Object.values(this.triggers);
    await Promise.all(functions.map(({ backend, def }) => this.startRuntime(backend, def)));
  };
}

/**
 * Turns off a version check. The functions emulator first asks the npm registry for a newer firebase-functions; without
 * a network, this takes long.
 */
export function askNoRegistry() {
  firebaseTools("./lib/deploy/functions/runtimes/node/versioning").checkFunctionsSDKVersion = () => {};
}

/**
 * Chooses, by the process id, the first ports for the parts without a port in firebase.json. firebase-tools picks the
 * next free port for them, but listens on it only later. So two suites that start together could pick the same ports.
 */
export function spreadPorts() {
  const { DEFAULT_PORTS } = firebaseTools("./lib/emulator/constants");
  const first = 10_000 + (process.pid % 2_000) * 10;
  ["hub", "logging", "eventarc", "tasks"].forEach((part, index) => (DEFAULT_PORTS[part] = first + index));
}

/**
 * Skips the optimization of validators. The auth emulator compiles validators for its whole API when it starts. Much of
 * that time goes into optimizing code that runs only a few times.
 */
export function compileQuickly() {
  const validators = createRequire(firebaseTools.resolve("exegesis"));
  const { CodeGen } = validators("ajv/dist/compile/codegen");
  CodeGen.prototype.optimize = () => {};
}
