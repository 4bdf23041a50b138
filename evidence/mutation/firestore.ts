import { fileURLToPath } from "node:url";
import { startFirestore } from "local-firestore";

// One database for all mutants that a runner tries. The tests' own database would be closed after the first mutant.
const indexes = fileURLToPath(new URL("../../firestore.indexes.json", import.meta.url));
const { host, port } = await startFirestore({ indexes });
process.env["FIRESTORE_EMULATOR_HOST"] = `${host}:${port}`;
