import { parseArgs } from "node:util";
import { startFirestore } from "./server.js";

const { values: flags } = parseArgs({
  options: {
    host: { type: "string", default: "127.0.0.1" },
    port: { type: "string", default: "8080" },
  },
  // The Emulator Suite passes flags of its own emulator that mean nothing here.
  strict: false,
});

try {
  const server = await startFirestore({ host: String(flags["host"]), port: Number(flags["port"]) });
  console.log(`Firestore is listening on ${server.host}:${server.port}`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void server.close().then(() => process.exit(0)));
  }
} catch (error) {
  const inUse = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
  console.error(
    inUse ? `Port ${flags["port"]} is in use. Choose another with --port.` : (error as Error).message,
  );
  process.exitCode = 1;
}
