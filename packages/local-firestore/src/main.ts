import { parseArgs } from "node:util";
import { type FirestoreOptions, startFirestore } from "./server.js";

// Unknown flags are ignored, because the Emulator Suite passes flags that only its own emulator understands.
const { values } = parseArgs({
  options: {
    host: { type: "string", default: "127.0.0.1" },
    port: { type: "string", default: "8080" },
    rules: { type: "string" },
    indexes: { type: "string" },
    functions_emulator: { type: "string" },
  },
  strict: false,
});

/** A flag's value, or its default. Undefined if it has neither. */
const flag = (name: string): string | undefined => {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
};

const options: FirestoreOptions = { port: Number(flag("port")) };
const host = flag("host");
const rules = flag("rules");
const indexes = flag("indexes");
const functionsEmulator = flag("functions_emulator");
if (host) options.host = host;
if (rules) options.rules = rules;
if (indexes) options.indexes = indexes;
if (functionsEmulator) options.functionsEmulator = functionsEmulator;

try {
  const server = await startFirestore(options);
  console.log(`Firestore is listening on ${server.host}:${server.port}`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void server.close().then(() => process.exit(0)));
  }
} catch (error) {
  const inUse = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
  console.error(
    inUse ? `Port ${options.port} is in use. Choose another with --port.` : (error as Error).message,
  );
  process.exitCode = 1;
}
