import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { addresses, functionUrl, projectId, root } from "../suite/settings.js";

/** The number of functions that functions/src/index.ts exports. */
const FUNCTIONS = 12;

/** Boots its own suites, so no other suite may run at the same time. */
describe("the suite", function () {
  this.timeout(120_000);
  const started: ChildProcess[] = [];
  let temporary: string;
  beforeEach(() => {
    temporary = mkdtempSync(join(tmpdir(), "suite-"));
  });
  afterEach(() => {
    for (const { exitCode, signalCode, pid } of started.splice(0)) {
      if (exitCode === null && signalCode === null) process.kill(-pid!, "SIGTERM");
    }
    rmSync(temporary, { recursive: true });
  });

  function run(...command: string[]): ChildProcess {
    return spawned(process.execPath, ["suite/run.js", ...command]);
  }

  function spawned(program: string, args: string[], variables: NodeJS.ProcessEnv = {}): ChildProcess {
    const env = { ...process.env, TMPDIR: temporary, ...variables };
    // A separate process group, as in a shell, because Ctrl-C sends its signal to the whole group.
    const child = spawn(program, args, { cwd: root, detached: true, env });
    started.push(child);
    return child;
  }

  /** The files that a suite has left in the temporary folder, without the caches of tsx and the compiler. */
  const left = () => readdirSync(temporary).filter((name) => !/^(tsx-|node-compile-cache$)/.test(name));

  it("runs a command against itself, passes its exit code on, and holds its ports meanwhile", async () => {
    // The command prints its environment and an answer of the service, and exits when its input ends.
    const script = `
      const { FIRESTORE_EMULATOR_HOST, FIREBASE_AUTH_EMULATOR_HOST, FUNCTIONS_EMULATOR_HOST, GCLOUD_PROJECT } = process.env;
      const shown = { FIRESTORE_EMULATOR_HOST, FIREBASE_AUTH_EMULATOR_HOST, FUNCTIONS_EMULATOR_HOST, GCLOUD_PROJECT };
      fetch("${functionUrl("api")}/occupiedSeats/perf_001").then(async (answer) => {
        console.log(JSON.stringify({ ...shown, answer: await answer.json() }));
        process.stdin.on("end", () => process.exit(7)).resume();
      });
    `;
    const stack = run("stack", "node", "-e", script);
    const [output] = (await once(stack.stdout!, "data")) as [Buffer];
    const { answer, ...shown } = JSON.parse(output.toString());
    expect(shown).to.deep.equal({
      FIRESTORE_EMULATOR_HOST: "127.0.0.1:8080",
      FIREBASE_AUTH_EMULATOR_HOST: "127.0.0.1:9099",
      FUNCTIONS_EMULATOR_HOST: "127.0.0.1:5001",
      GCLOUD_PROJECT: "demo-payments",
    });
    expect(answer).to.deep.include({ performanceId: "perf_001", seats: [] });

    const second = run("start");
    const [message, [secondCode]] = await Promise.all([text(second.stderr!), once(second, "exit")]);
    expect(message).to.match(
      /^Ports 5050 \(hosting\), 5001 \(functions\), 9099 \(auth\), 8080 \(firestore\) are in use: [^\n]+\n$/,
    );
    const listeners = descendants(stack.pid!).map(({ pid }) => pid);
    const named = [...message.matchAll(/pid (\d+)/g)].map(([, pid]) => Number(pid));
    expect(named).to.have.length(2); // one process listens for Firestore, the other for all else
    expect(listeners).to.include.members(named);
    expect(secondCode).to.equal(1);

    stack.stdin!.end();
    expect(await once(stack, "exit")).to.deep.equal([7, null]);
    expect(await portsInUse()).to.deep.equal([]);
  });

  it("starts warm and asks nobody, serves a crowd with one instance of each function, and stops at a Ctrl-C", async () => {
    const asked = join(temporary, "outside");
    const start = spawned(process.execPath, ["suite/run.js", "start"], {
      NODE_OPTIONS: `--import ${new URL("support/outside.js", import.meta.url).href}`,
      OUTSIDE: asked,
      http_proxy: "http://127.0.0.1:9", // nothing listens there, so the suite must not use the proxy
    });
    const greeting = await said(start, "Ctrl-C stops everything");
    const instances = () =>
      descendants(start.pid!).filter(({ command }) => command.includes("functionsEmulatorRuntime"));
    const warm = instances();
    expect(warm).to.have.length(FUNCTIONS);

    const lines = greeting.split("\n").filter((line) => /^(user=|booking=|payment=|curl )/.test(line));
    expect(lines).to.have.length(4);
    const pasted = execFileSync("sh", ["-c", lines.join("\n")], { encoding: "utf8" })
      .trim()
      .split("\n");
    const [, booked, paid, listed] = pasted.map((line, index) => (index === 0 ? line : JSON.parse(line)));
    expect(booked).to.deep.include({ status: "pending", totalAmount: 300_000 });
    expect(paid).to.deep.include({ bookingId: booked.bookingId, status: "SUCCESS" });
    expect(listed.bookings).to.have.length(1);

    const [shop] = /http:\/\/127\.0\.0\.1:5050/.exec(greeting)!;
    expect(greeting.indexOf(shop)).to.equal(greeting.indexOf("http://"));
    for (const path of ["/", "/p/perf_001"])
      expect(await (await fetch(shop + path)).text()).to.include("/assets/main-");

    const answers = await Promise.all(Array.from({ length: 20 }, () => getOccupiedSeats("perf_001")));
    expect(new Set(answers)).to.deep.equal(new Set([200]));
    expect(instances()).to.deep.equal(warm);
    expect(existsSync(asked) ? readFileSync(asked, "utf8") : "").to.equal("");

    const running = descendants(start.pid!);
    process.kill(-start.pid!, "SIGINT");
    await said(start, "Stopping");
    process.kill(-start.pid!, "SIGINT"); // impatient users press Ctrl-C again
    expect(await once(start, "exit")).to.deep.equal([0, null]);
    expect(await portsInUse()).to.deep.equal([]);
    expect(processes().filter(({ pid }) => running.some((each) => each.pid === pid))).to.deep.equal([]);
    expect(left()).to.deep.equal([]);
  });

  for (const killed of ["the suite", "its parent"]) {
    it(`leaves nothing behind when ${killed} is killed`, async () => {
      // `; true` makes the shell wait for the suite, as npm does. Otherwise the suite would replace the shell process.
      const parent = spawned("sh", [
        "-c",
        `'${process.execPath}' suite/run.js stack sh -c 'echo up; exec sleep 100'; true`,
      ]);
      await said(parent, "up");
      const running = descendants(parent.pid!);
      const [suite] = running;
      const isCommand = ({ command }: Process) => command === "sleep 100";
      process.kill(killed === "the suite" ? suite!.pid : parent.pid!, "SIGKILL");
      // A killed suite cannot end its command, so the test ends the command itself.
      await gone(running.filter((each) => killed === "its parent" || !isCommand(each)));
      if (killed === "the suite") process.kill(running.find(isCommand)!.pid);
      expect(await portsInUse()).to.deep.equal([]);
      expect(left()).to.deep.equal([]);
    });
  }

  it("runs no command if it is told to stop while the samples are put on sale", async () => {
    const stack = run("stack", "sleep", "100");
    while (!(await isStored("layouts/grand_hall"))) await setTimeout(5);
    stack.kill("SIGTERM");
    expect(await once(stack, "exit")).to.deep.equal([143, null]);
    expect(await portsInUse()).to.deep.equal([]);
  });

  it("refuses in one line a command that it cannot run", async () => {
    const stack = run("stack");
    const [message, [code]] = await Promise.all([text(stack.stderr!), once(stack, "exit")]);
    expect(message).to.match(/^Which command\? [^\n]+\n$/);
    expect(code).to.equal(1);
  });
});

/** Resolves with the process's output when it contains the words. Rejects if the process ends before. */
async function said({ stdout }: ChildProcess, words: string): Promise<string> {
  let text = "";
  for await (const chunk of stdout!.iterator({ destroyOnReturn: false })) {
    text += String(chunk);
    if (text.includes(words)) return text;
  }
  throw new Error(`it ended without having said: ${words}`);
}

/** Resolves when all these processes have ended. Rejects with the remaining ones after 20 seconds. */
async function gone(watched: Process[]): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const left = processes().filter(({ pid }) => watched.some((each) => each.pid === pid));
    if (left.length === 0) return;
    if (Date.now() > deadline)
      throw new Error(`still running: ${left.map((each) => each.command).join("; ")}`);
    await setTimeout(100);
  }
}

async function getOccupiedSeats(performanceId: string): Promise<number> {
  const answer = await fetch(functionUrl("getOccupiedSeats"), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ data: { performanceId } }),
  });
  return answer.status;
}

/** Whether a document is in the database. It is not if there is no database yet. */
async function isStored(path: string): Promise<boolean> {
  const documents = `http://127.0.0.1:${addresses.firestore.port}/v1/projects/${projectId}/databases/(default)/documents`;
  const headers = { Authorization: "Bearer owner" };
  const answer = await fetch(`${documents}/${path}`, { headers }).catch(() => null);
  return answer?.ok ?? false;
}

async function portsInUse(): Promise<number[]> {
  const ports = [addresses.functions.port, addresses.auth.port, addresses.firestore.port];
  const free = await Promise.all(ports.map(isFree));
  return ports.filter((_, index) => !free[index]);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

interface Process {
  pid: number;
  parent: number;
  command: string;
}

function processes(): Process[] {
  const lines = execFileSync("ps", ["-eo", "pid=,ppid=,stat=,args="], { encoding: "utf8" })
    .trim()
    .split("\n");
  return lines.flatMap((line) => {
    const [, pid, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line)!;
    // A zombie has ended. It is still listed only because its parent has not read its exit code.
    if (state!.startsWith("Z")) return [];
    return [{ pid: Number(pid), parent: Number(parent), command: command! }];
  });
}

function descendants(ancestor: number): Process[] {
  const all = processes();
  const children = (pid: number): Process[] =>
    all.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...children(child.pid)]);
  return children(ancestor);
}
