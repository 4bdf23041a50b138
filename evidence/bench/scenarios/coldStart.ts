import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { alternating, median } from "../../support/measure.js";
import type { Result } from "../report/result.js";
import { figure, times } from "../report/table.js";
import type { Settings } from "../settings.js";
import type { World } from "../world.js";

const VENUE = { sections: 1, rowsPerSection: 10 };
const FUNCTIONS = fileURLToPath(new URL("../../../functions/", import.meta.url));

const REPORT = "console.log(JSON.stringify({ imported, answered: performance.now() })); process.exit();";

/** The code of a new process: import the functions, note the time, answer one call, note the time. */
const OURS = `
  const { createBooking } = await import("./lib/index.js");
  const imported = performance.now();
  const data = { performanceId: process.argv[1], seatIds: [process.argv[2]], paymentMethod: "CREDIT_CARD" };
  await createBooking.run({ data, auth: { uid: "user" + process.pid, token: {} } });
  ${REPORT}`;

/** The code of a process with a minimal function and the Admin SDK. The function reads one document and writes one. */
const EMPTY = `
  const [{ initializeApp }, { getFirestore }, { onCall }] = await Promise.all([
    import("firebase-admin/app"), import("firebase-admin/firestore"), import("firebase-functions/https")]);
  initializeApp();
  const db = getFirestore();
  const empty = onCall(async () => {
    await db.doc("performances/" + process.argv[1]).get();
    await db.collection("empty").doc().create({});
  });
  const imported = performance.now();
  await empty.run({});
  ${REPORT}`;

interface Start {
  imported: number;
  answered: number;
}

async function start(code: string, ...values: string[]): Promise<Start> {
  const run = promisify(execFile);
  const args = ["--input-type=module", "-e", code, ...values];
  const { stdout } = await run(process.execPath, args, { cwd: FUNCTIONS });
  return JSON.parse(stdout.trim().split("\n").at(-1)!) as Start;
}

/** Measures how long a new instance takes until its first answer. */
export async function coldStart(world: World, { full, rounds }: Settings): Promise<Result> {
  const performanceId = world.newPerformance();
  await world.ours.open(performanceId, VENUE);
  let seat = 0;
  const starts = await alternating(full ? 3 * rounds : rounds, [OURS, EMPTY], (code) =>
    start(code, performanceId, `A${++seat}`),
  );
  const of = (contender: number, value: (start: Start) => number) => median(starts[contender]!.map(value));
  const steps: [string, (start: Start) => number][] = [
    ["process started to functions imported", ({ imported }) => imported],
    ["imported to first answer", ({ imported, answered }) => answered - imported],
    ["process started to first answer", ({ answered }) => answered],
  ];
  return {
    name: "coldStart",
    title: "A cold start",
    about:
      "A new process imports the built functions and answers one createBooking, beside one that imports firebase-admin " +
      "and firebase-functions and whose only function reads one document and writes one. No network time; medians of " +
      `${full ? 3 * rounds : rounds} starts each, in turn.`,
    tables: [
      {
        caption: "Beside an empty function",
        columns: ["", "this project", "an empty function", "ratio"],
        rows: steps.map(([name, value]) => [
          name,
          `${figure(of(0, value))} ms`,
          `${figure(of(1, value))} ms`,
          times(of(0, value), of(1, value)),
        ]),
      },
    ],
    plots: [],
  };
}
