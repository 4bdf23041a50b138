import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { addresses, functionUrl, root } from "../local/suite/settings.js";

/** Boots suites of its own, so it runs where no suite is running. */
describe("the suite", function () {
  this.timeout(120_000);
  const started: ChildProcess[] = [];
  afterEach(() => {
    for (const { exitCode, pid } of started.splice(0)) if (exitCode === null) process.kill(-pid!, "SIGTERM");
  });

  function run(...command: string[]): ChildProcess {
    // A process group of its own, as a shell gives it one: a Ctrl-C goes to the whole group.
    const child = spawn(process.execPath, ["local/suite/run.js", ...command], { cwd: root, detached: true });
    started.push(child);
    return child;
  }

  it("runs a command against itself, passes its exit code on, and holds its ports meanwhile", async () => {
    // The command says what it finds, and ends when its input does.
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
    const [complaint, [secondCode]] = await Promise.all([text(second.stderr!), once(second, "exit")]);
    expect(complaint).to.match(
      /^Ports 5001 \(functions\), 9099 \(auth\), 8080 \(firestore\) are in use: [^\n]+\n$/,
    );
    expect(secondCode).to.equal(1);

    stack.stdin!.end();
    expect(await once(stack, "exit")).to.deep.equal([7, null]);
    expect(await portsInUse()).to.deep.equal([]);
  });

  it("serves a crowd with one instance of a function, and stops at a Ctrl-C without leaving a process", async () => {
    const start = run("start");
    await said(start, "Ctrl-C stops everything");
    const answers = await Promise.all(Array.from({ length: 20 }, () => getOccupiedSeats("perf_001")));
    expect(new Set(answers)).to.deep.equal(new Set([200]));

    const running = descendants(start.pid!);
    expect(running.filter(({ command }) => command.includes("functionsEmulatorRuntime"))).to.have.length(1);

    process.kill(-start.pid!, "SIGINT");
    await said(start, "Stopping");
    process.kill(-start.pid!, "SIGINT"); // impatient users do it again
    expect(await once(start, "exit")).to.deep.equal([0, null]);
    expect(await portsInUse()).to.deep.equal([]);
    expect(processes().filter(({ pid }) => running.some((each) => each.pid === pid))).to.deep.equal([]);
  });

  it("complains in one line about a command that it cannot run", async () => {
    const stack = run("stack");
    const [complaint, [code]] = await Promise.all([text(stack.stderr!), once(stack, "exit")]);
    expect(complaint).to.match(/^Which command\? [^\n]+\n$/);
    expect(code).to.equal(1);
  });
});

/** Resolves when the process has printed the words. */
async function said({ stdout }: ChildProcess, words: string): Promise<void> {
  for await (const chunk of stdout!.iterator({ destroyOnReturn: false })) {
    if (String(chunk).includes(words)) return;
  }
  throw new Error(`it ended without having said: ${words}`);
}

async function getOccupiedSeats(performanceId: string): Promise<number> {
  const answer = await fetch(functionUrl("getOccupiedSeats"), {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ data: { performanceId } }),
  });
  return answer.status;
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
    // A zombie has ended; that it is still listed is a matter between the system and whoever started it.
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
