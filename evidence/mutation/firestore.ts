import { fileURLToPath } from "node:url";
import { startFirestore } from "local-firestore";

// One database for all the mutants that a runner tries: the tests' own would be closed after the first of them.
const indexes = fileURLToPath(new URL("../../firestore.indexes.json", import.meta.url));
const { host, port } = await startFirestore({ indexes });
process.env["FIRESTORE_EMULATOR_HOST"] = `${host}:${port}`;
