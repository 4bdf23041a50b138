import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { basename } from "node:path";

/** The state of a listening socket in /proc/net/tcp. */
const LISTENING = "0A";

/**
 * Names the processes that listen on the ports, such as `node (pid 4711, in /home/ann/tickets)`. The processes are read
 * from /proc on Linux, and with lsof on other systems, where the folder is left out. Processes of other users may not
 * be found.
 */
export function listenersOn(ports: readonly number[]): string[] {
  return process.platform === "linux" ? inProc(ports) : byLsof(ports);
}

function inProc(ports: readonly number[]): string[] {
  const sockets = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((table) => listening(table, ports));
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => openFiles(pid).some((file) => sockets.includes(file))).map(describe);
}

/** Finds the sockets that listen on the ports. Returns the names that they have among a process's open files. */
function listening(table: string, ports: readonly number[]): string[] {
  const rows = readable(() => readFileSync(table, "utf8").trim().split("\n").slice(1)) ?? [];
  return rows.flatMap((row) => {
    const [, local, , state, , , , , , inode] = row.trim().split(/\s+/);
    const port = parseInt(local!.split(":")[1]!, 16);
    return state === LISTENING && ports.includes(port) ? [`socket:[${inode}]`] : [];
  });
}

function openFiles(pid: string): string[] {
  const folder = `/proc/${pid}/fd`;
  const files = readable(() => readdirSync(folder)) ?? [];
  return files.flatMap((file) => readable(() => readlinkSync(`${folder}/${file}`)) ?? []);
}

function describe(pid: string): string {
  const [program = ""] = readable(() => readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")) ?? [];
  const folder = readable(() => readlinkSync(`/proc/${pid}/cwd`));
  return `${basename(program)} (pid ${pid}${folder === undefined ? "" : `, in ${folder}`})`;
}

/** Asks lsof, which prints a line `pPID` and a line `cPROGRAM` for each process, and fails if it finds none. */
function byLsof(ports: readonly number[]): string[] {
  const command = ["-nP", `-iTCP:${ports.join()}`, "-sTCP:LISTEN", "-Fpc"];
  const said = readable(() => execFileSync("lsof", command, { encoding: "utf8", stdio: "pipe" })) ?? "";
  return [...said.matchAll(/^p(\d+)\nc(.*)$/gm)].map(([, pid, program]) => `${program} (pid ${pid})`);
}

/** Runs `read`. Returns undefined if it fails, for instance because the process has ended or is another user's. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
