import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm, writeFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect } from "chai";
import { addresses, hostPort, projectId } from "../suite/settings.js";
import { onSale } from "./support/shopData.js";

const page = new URL("../docs/web-client.md", import.meta.url);
const script = new URL("./webApp.generated.mts", import.meta.url);

const TEN_PERCENT = { free: [], tiers: [{ daysBefore: 0, feePercent: 10 }] };
const FIRST_ON_SALE = 'performances.find(({ sale }: { sale: string }) => sale === "open")';

/**
 * The code of docs/web-client.md as one script for a given performance, with lines that connect it to the emulators.
 */
async function linesOfThePage(performanceId: string): Promise<string> {
  const parts = [...(await readFile(page, "utf8")).matchAll(/```ts\n(.*?)```/gs)].map(([, lines]) => lines!);
  expect(parts).to.have.length.above(5);
  expect(parts.join("")).to.include(FIRST_ON_SALE);
  const { auth, functions, hosting } = addresses;
  const connect = `
import { connectAuthEmulator } from "firebase/auth";
import { connectFunctionsEmulator } from "firebase/functions";
connectAuthEmulator(auth, "http://${hostPort(auth)}", { disableWarnings: true });
connectFunctionsEmulator(functions, "${functions.host}", ${functions.port});
`;
  return [parts[0], connect, ...parts.slice(1)]
    .join("\n")
    .replaceAll("https://YOUR_PROJECT.web.app", `http://${hostPort(hosting)}`)
    .replaceAll("YOUR_PROJECT", projectId)
    .replace(FIRST_ON_SALE, `{ ...${FIRST_ON_SALE}, performanceId: "${performanceId}" }`)
    .replace("./codec.js", "../functions/src/seatmap/domain/codec.js");
}

describe("the client of docs/web-client.md", function () {
  this.timeout(180_000);
  after(() => rm(script, { force: true }));

  it("watches the map, books, pays, and gives a seat back", async () => {
    await writeFile(
      script,
      `${await linesOfThePage(await onSale({ refundPolicy: TEN_PERCENT }))}\nprocess.exit(0);\n`,
    );
    const client = spawn(process.execPath, ["--import", "tsx", fileURLToPath(script)]);
    const [said, complaint] = await Promise.all([
      text(client.stdout),
      text(client.stderr),
      once(client, "exit"),
    ]);
    expect(said.trim().split("\n"), complaint).to.deep.equal([
      "map free,free",
      "booked pending 200000",
      "left 5 minutes",
      "refused SEAT_TAKEN A1,A2",
      "paid SUCCESS",
      "asked SUCCESS",
      "changed REFUND_CHANGED",
      "given back 90000 confirmed",
      "left A1",
    ]);
  });
});
