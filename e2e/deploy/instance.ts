import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { request, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** The command for Node 22, on which the deployed functions run: this process's Node if it is 22, or an npm package. */
export const NODE_22 = process.version.startsWith("v22.")
  ? [process.execPath]
  : [
      "npm",
      "exec",
      "--yes",
      "--prefer-offline",
      `--package=node-${process.platform}-${process.arch}@22`,
      "--",
      "node",
    ];

/**
 * Starts an instance of a function from its installed zip, sends it a request and ends it. Returns the answer.
 * @throws Error with the instance's output if the instance does not start.
 */
export async function askInstance(
  installed: string,
  environment: Record<string, string>,
  method: string,
  path: string,
): Promise<{ status: number; body: string }> {
  // Listen on a socket file, because with a port number the framework would listen on all network interfaces.
  const socketPath = join(installed, "socket");
  const framework = "node_modules/@google-cloud/functions-framework/build/src/main.js";
  const [command, ...args] = [...NODE_22, framework];
  const instance = spawn(command!, args, {
    cwd: installed,
    // A separate process group, because npm starts Node in a shell, and the kill below must end both.
    detached: true,
    env: { ...process.env, ...environment, PORT: socketPath },
  });
  try {
    await serving(instance);
    const asked = request({ socketPath, method, path }).end();
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    return { status: answer.statusCode!, body: await text(answer) };
  } finally {
    if (instance.exitCode === null) process.kill(-instance.pid!, "SIGKILL");
    rmSync(socketPath, { force: true });
  }
}

/**
 * Resolves when the instance accepts requests.
 * @throws Error with the instance's output if it ends before.
 */
async function serving({ stdout, stderr }: ChildProcess): Promise<void> {
  let output = "";
  stderr!.on("data", (chunk) => (output += String(chunk)));
  for await (const chunk of stdout!.iterator({ destroyOnReturn: false })) {
    output += String(chunk);
    if (output.includes("Serving function")) return;
  }
  throw new Error(output);
}
