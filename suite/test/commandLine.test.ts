import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect } from "chai";
import { root } from "../settings.js";

const COMMANDS: Record<string, string[]> = {
  start: ["suite/run.js", "start"],
  stack: ["suite/run.js", "stack"],
  demo: ["suite/run.js", "demo"],
  emulators: ["suite/run.js", "emulators"],
  simulate: ["--import=tsx", "evidence/simulation/main.ts"],
  "simulate:mutants": ["--import=tsx", "evidence/simulation/mutants/main.ts"],
  fuzz: ["--import=tsx", "evidence/fuzz/main.ts"],
  bench: ["--import=tsx", "evidence/bench/main.ts"],
  stryker: ["--import=tsx", "evidence/mutation/main.ts"],
};

describe("a command's line", () => {
  for (const [name, command] of Object.entries(COMMANDS)) {
    it(`of ${name} is explained by --help, and nothing else is done`, async () => {
      const { code, output, errors } = await run(...command, "--help");
      expect(output).to.match(/^npm (run )?[a-z]+/);
      expect({ code, errors }).to.deep.equal({ code: 0, errors: "" });
    });
  }

  it("with an option that there is not is refused in one line", async () => {
    expect(await run(...COMMANDS["start"]!, "--port", "1")).to.deep.equal({
      code: 2,
      output: "",
      errors: "Unknown option '--port'. Usage: npm start\n",
    });
  });

  it("with an argument that is none of its own is refused in one line", async () => {
    expect(await run(...COMMANDS["demo"]!, "fast")).to.deep.equal({
      code: 2,
      output: "",
      errors: "Unexpected argument 'fast'. Usage: npm run demo\n",
    });
  });

  it("with a number that is none is refused in one line", async () => {
    const { code, errors } = await run(...COMMANDS["simulate"]!, "--worlds", "many");
    expect(code).to.equal(2);
    expect(errors).to.equal('--worlds must be a whole number, not "many"\n');
  });
});

async function run(...command: string[]): Promise<{ code: number; output: string; errors: string }> {
  const child = spawn(process.execPath, command, { cwd: root });
  const [output, errors, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number]>,
  ]);
  return { code, output, errors };
}
