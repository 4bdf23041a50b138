import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";

/** The Node that the functions are deployed to: this one, or one that npm fetches. */
const NODE_22 = process.version.startsWith("v22.")
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

/** Starts an instance of a function from its installed zip, as Google does, and answers what it is asked. */
export async function askInstance(
  installed: string,
  environment: Record<string, string>,
  method: string,
  path: string,
): Promise<{ status: number; body: string }> {
  // A socket in the folder, because the framework would open a port to the whole network.
  const socketPath = join(installed, "socket");
  const framework = "node_modules/@google-cloud/functions-framework/build/src/main.js";
  const [command, ...args] = [...NODE_22, framework];
  const instance = spawn(command!, args, {
    cwd: installed,
    // A process group of its own, because npm starts Node in a shell.
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
  }
}

/** Resolves once the instance takes requests. @throws what it printed, where it ends before. */
async function serving({ stdout, stderr }: ChildProcess): Promise<void> {
  let output = "";
  stderr!.on("data", (chunk) => (output += String(chunk)));
  for await (const chunk of stdout!.iterator({ destroyOnReturn: false })) {
    output += String(chunk);
    if (output.includes("Serving function")) return;
  }
  throw new Error(output);
}
