/**
 * Adjustments of firebase-tools, made before it runs. They touch what it keeps to itself, in the version that
 * package.json pins: after an upgrade, `e2e/suite.test.ts` tells whether they still hold.
 */
import { createRequire } from "node:module";
import process from "node:process";

const require = createRequire(import.meta.url);
const firebaseTools = createRequire(require.resolve("firebase-tools/package.json"));

/**
 * One instance of a function takes many calls at once, as in the cloud. The functions emulator would start a process
 * for every call that finds no idle one: fifty callers at once are fifty processes of 130 MB, and minutes of waiting.
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

/** Every function has its instance when the suite is up, so that the first call of a user does not wait for one. */
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
 * The functions emulator asks the npm registry whether there is a newer firebase-functions, before anything else and,
 * without a network, for ten seconds.
 */
export function askNoRegistry() {
  firebaseTools("./lib/deploy/functions/runtimes/node/versioning").checkFunctionsSDKVersion = () => {};
}

/**
 * For what has no port in firebase.json firebase-tools takes the next free one, and listens there ten seconds later:
 * two suites that start together would take the same. Each begins to look at a place of its own.
 */
export function spreadPorts() {
  const { DEFAULT_PORTS } = firebaseTools("./lib/emulator/constants");
  const first = 10_000 + (process.pid % 2_000) * 10;
  ["hub", "logging", "eventarc", "tasks"].forEach((part, index) => (DEFAULT_PORTS[part] = first + index));
}

/**
 * The auth emulator compiles validators for the whole of its interface when it starts: six seconds, nearly half
 * of them spent on making code smaller that runs a handful of times.
 */
export function compileQuickly() {
  const validators = createRequire(firebaseTools.resolve("exegesis"));
  const { CodeGen } = validators("ajv/dist/compile/codegen");
  CodeGen.prototype.optimize = () => {};
}
