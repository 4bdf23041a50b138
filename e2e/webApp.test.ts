import { spawn } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { projectId, region } from "../suite/settings.js";

const script = new URL("./webApp.generated.mts", import.meta.url);

/** The example of docs/api.md, plus lines that connect it to the emulators. It books E20, because another test books A1. */
async function example(): Promise<string> {
  const page = await readFile(new URL("../docs/api.md", import.meta.url), "utf8");
  const [, printed] = /```ts\n(.*?)```/s.exec(page) ?? [];
  const [auth, firestore, functions] = ["FIREBASE_AUTH", "FIRESTORE", "FUNCTIONS"].map(
    (part) => process.env[`${part}_EMULATOR_HOST`]!,
  );
  const [firestoreHost, firestorePort] = firestore!.split(":");
  const [functionsHost, functionsPort] = functions!.split(":");
  const connect = `
import { connectAuthEmulator } from "firebase/auth";
import { connectFirestoreEmulator } from "firebase/firestore";
import { connectFunctionsEmulator } from "firebase/functions";
connectAuthEmulator(getAuth(app), "http://${auth}", { disableWarnings: true });
connectFirestoreEmulator(getFirestore(app), "${firestoreHost}", ${firestorePort});
connectFunctionsEmulator(functions, "${functionsHost}", ${functionsPort});
`;
  expect(printed).to.include(`getFunctions(app, "${region}");\n`);
  return printed!
    .replace("YOUR_PROJECT", projectId)
    .replace('seatIds: ["A1"]', 'seatIds: ["E20"]')
    .replace(`getFunctions(app, "${region}");\n`, (line) => line + connect);
}

describe("the web app of docs/api.md", () => {
  after(() => rm(script, { force: true }));

  it("books, pays, and sees its booking confirmed", async () => {
    await writeFile(script, await example());
    const app = spawn(process.execPath, ["--import", "tsx", fileURLToPath(script)]);
    const message = text(app.stderr);
    let said = "";
    for await (const chunk of app.stdout) {
      said += chunk;
      if (said.includes("SUCCESS") && said.includes("confirmed")) app.kill();
    }
    expect(said, await message).to.match(/pending[^]*confirmed/);
    expect(said).to.include("SUCCESS");
  });
});
