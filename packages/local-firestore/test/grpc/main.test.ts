import { expect } from "chai";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { startFirestore } from "../../src/server.js";

const MAIN = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
const run = (...flags: string[]): ChildProcess =>
  spawn(process.execPath, ["--import=tsx", MAIN, ...flags], { stdio: ["ignore", "pipe", "pipe"] });

async function outcome(child: ChildProcess): Promise<{ code: number | null; errors: string }> {
  let errors = "";
  child.stderr?.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  return { code, errors };
}

describe("the server as a program", () => {
  it("says where it listens, answers there, and ends cleanly when told to", async () => {
    const child = run(
      "--port",
      "0",
      "--project_id",
      "demo",
      "--single_project_mode",
      "--websocket_port=9150",
    );
    const ended = outcome(child);
    const [line] = (await once(child.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
    const host = /127\.0\.0\.1:\d+/.exec(line.toString())?.[0];
    expect(await (await fetch(`http://${host}/`)).text()).to.equal("Ok\n");
    child.kill("SIGTERM");
    expect(await ended).to.deep.equal({ code: 0, errors: "" });
  });

  it("says in one line that its port is in use", async () => {
    const server = await startFirestore();
    const { code, errors } = await outcome(run("--port", String(server.port)));
    await server.close();
    expect(code).to.equal(1);
    expect(errors).to.equal(`Port ${server.port} is in use. Choose another with --port.\n`);
  });

  it("says in one line what is wrong with a rules file", async () => {
    const { code, errors } = await outcome(run("--port", "0", "--rules", fileURLToPath(import.meta.url)));
    expect(code).to.equal(1);
    expect(errors).to.match(/^[^\n]*main\.test\.ts: Line 1, column 1: expected [^\n]*\n$/);
  });
});
