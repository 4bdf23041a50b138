import { execFileSync, spawn } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";

/** The folder where Debian installs PostgreSQL, with one folder for each version. */
const DEBIAN = "/usr/lib/postgresql";

/** An empty PostgreSQL server for this process only. It stops when the process exits. */
export interface Cluster {
  port: number;
  user: string;
  version: string;
  stop(): void;
}

/**
 * Starts PostgreSQL in a temporary folder on a free port. Returns null if it is not installed.
 * @throws Error if PostgreSQL is installed but does not start.
 */
export async function startCluster(): Promise<Cluster | null> {
  const bin = newestBin();
  if (bin === null) return null;
  const home = mkdtempSync(join(tmpdir(), "postgres-"));
  const as = unprivileged(home);
  const run = (program: string, args: string[]) =>
    execFileSync(join(bin, program), args, { cwd: home, stdio: ["ignore", "pipe", "pipe"], ...as });
  const data = join(home, "data");
  run("initdb", ["-D", data, "-U", "bench", "--auth=trust", "--encoding=UTF8", "--no-locale"]);
  const port = await freePort();
  const settings = ["max_connections=200", "listen_addresses=127.0.0.1", `unix_socket_directories=${home}`];
  const server = spawn(
    join(bin, "postgres"),
    ["-D", data, "-p", String(port), ...settings.flatMap((setting) => ["-c", setting])],
    { cwd: home, stdio: "ignore", ...as },
  );
  const stop = () => {
    server.kill("SIGINT");
    rmSync(home, { recursive: true, force: true });
  };
  process.once("exit", stop);
  for (let tries = 0; !answers(run, port); tries++) {
    if (tries > 100 || server.exitCode !== null) throw new Error("PostgreSQL did not start.");
    await setTimeout(100);
  }
  const version = run("postgres", ["--version"]).toString().trim().split(" ")[2] ?? "";
  return { port, user: "bench", version, stop };
}

function newestBin(): string | null {
  if (!existsSync(DEBIAN)) return null;
  const newest = readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a))[0];
  const bin = join(DEBIAN, newest ?? "", "bin");
  return existsSync(join(bin, "initdb")) ? bin : null;
}

/**
 * If this process is root, the user of Debian's package gets the folder and runs PostgreSQL, which refuses to run as root.
 */
function unprivileged(home: string): { uid?: number; gid?: number } {
  if (userInfo().uid !== 0) return {};
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"]).toString());
  const [uid, gid] = [id("-u"), id("-g")];
  chownSync(home, uid, gid);
  return { uid, gid };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

function answers(run: (program: string, args: string[]) => Buffer, port: number): boolean {
  try {
    run("pg_isready", ["-h", "127.0.0.1", "-p", String(port)]);
    return true;
  } catch {
    return false;
  }
}
