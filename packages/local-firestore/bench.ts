import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { deleteApp, initializeApp } from "firebase-admin/app";
import { type Firestore, initializeFirestore } from "firebase-admin/firestore";

const MAIN = fileURLToPath(new URL("lib/main.js", import.meta.url));
const RUNS = 7;
const RESULT = 20;

interface Server {
  process: ChildProcess;
  host: string;
  /** Milliseconds from spawning to the line that says it listens. */
  startup: number;
}

/** Starts the compiled server in a process of its own. */
function start(): Promise<Server> {
  const started = performance.now();
  const child = spawn(process.execPath, [MAIN, "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
  return new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`The server ended with code ${code}.`)));
    child.stdout.once("data", (line: Buffer) => {
      const host = /\S+:\d+/.exec(line.toString())?.[0] ?? "";
      resolve({ process: child, host, startup: performance.now() - started });
    });
  });
}

const median = (numbers: number[]): number => [...numbers].sort((a, b) => a - b)[numbers.length >> 1] ?? NaN;
const residentMegabytes = ({ process: { pid } }: Server): number =>
  Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)])) / 1024;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function load(db: Firestore, collection: string, count: number): Promise<void> {
  for (let from = 0; from < count; from += 500) {
    const batch = db.batch();
    for (let n = from; n < Math.min(count, from + 500); n++) {
      // Each kind has `RESULT` documents at any size, so that a query for a kind always finds as many.
      const fields = { n, kind: n % (count / RESULT), name: `name ${n}`, at: new Date(n) };
      batch.set(db.collection(collection).doc(String(n)), fields);
    }
    await batch.commit();
  }
}

/** Increments one counter per client, or one for all, and says how many increments a second went through. */
async function transactionsPerSecond(
  db: Firestore,
  clients: number,
  each: number,
  shared: boolean,
): Promise<number> {
  const took = await timed(() =>
    Promise.all(
      Array.from({ length: clients }, async (_, client) => {
        const counter = db.doc(`counters/${shared ? "shared" : client}`);
        for (let i = 0; i < each; i++) {
          await db.runTransaction(
            async (transaction) => {
              const { n = 0 } = (await transaction.get(counter)).data() ?? {};
              transaction.set(counter, { n: n + 1 });
            },
            { maxAttempts: 100 },
          );
        }
      }),
    ),
  );
  return (clients * each * 1000) / took;
}

async function queryLatencies(db: Firestore, collection: string, size: number): Promise<[string, number][]> {
  const all = db.collection(collection);
  const queries: [string, FirebaseFirestore.Query][] = [
    ["equality", all.where("kind", "==", 7)],
    ["range", all.where("n", ">=", size / 2).limit(RESULT)],
    ["equality and order", all.where("kind", "==", 7).orderBy("n", "desc")],
  ];
  const rows: [string, number][] = [];
  for (const [name, query] of queries) {
    const first = await timed(() => query.get());
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) times.push(await timed(() => query.get()));
    rows.push([
      `query, ${name}, ${size} documents (ms; the first, which builds the index: ${first.toFixed(0)})`,
      median(times),
    ]);
  }
  return rows;
}

if (!existsSync(MAIN)) throw new Error("Build first: npm run build");
const rows: [string, number][] = [];
const startups: number[] = [];
for (let run = 0; run < RUNS; run++) {
  const server = await start();
  startups.push(server.startup);
  server.process.kill();
}
rows.push(["start-up (ms)", median(startups)]);

const server = await start();
process.env["FIRESTORE_EMULATOR_HOST"] = server.host;
const app = initializeApp({ projectId: "demo-bench" });
const db = initializeFirestore(app);
await db.doc("warm/up").set({});
rows.push(["memory, empty (MB)", residentMegabytes(server)]);
await transactionsPerSecond(db, 1, 100, false);
rows.push(["transactions/s, one client", await transactionsPerSecond(db, 1, 300, false)]);
rows.push(["transactions/s, 16 clients apart", await transactionsPerSecond(db, 16, 50, false)]);
rows.push(["transactions/s, 4 clients on one document", await transactionsPerSecond(db, 4, 5, true)]);
for (const size of [1_000, 10_000, 100_000]) {
  await load(db, `q${size}`, size);
  rows.push(...(await queryLatencies(db, `q${size}`, size)));
}
rows.push(["memory, 111,000 documents (MB)", residentMegabytes(server)]);
await deleteApp(app);
server.process.removeAllListeners("exit").kill();
for (const [what, figure] of rows) console.log(`${figure.toFixed(1).padStart(10)}  ${what}`);
