import { commandLine } from "./commandLine.js";
import { arrive } from "./demo/customer.js";
import { scenarios } from "./demo/scenarios.js";
import { untilStopped } from "./stopping.js";
import { faultsOnly } from "./reporter.js";
import { withSuite } from "./withSuite.js";

const help = `npm run demo

Boots the service and makes one purchase after another through the Firebase client SDK, told step by step: bought,
declined, cancelled, lost the race, expired, refunded. Exits with 0 if all came out as told.`;

/**
 * `npm run demo`: boots the suite, makes scripted purchases through the Firebase client SDK and prints each step.
 * @returns exit code 0 if every scenario ended as expected, and 1 if not. After a signal it is 128 plus its number.
 */
export function main(args: string[]): Promise<number> {
  commandLine({ help, args }, {});
  const reporter = { ...faultsOnly, step: (text: string) => console.log(text) };
  return withSuite({ firestore: "local", warm: false }, reporter, (suite, stop) =>
    Promise.race([tell(), untilStopped(stop), suite.failed]),
  );
}

async function tell(): Promise<number> {
  const began = Date.now();
  const failed: string[] = [];
  const [ann, ben] = await Promise.all([arrive("Ann"), arrive("Ben")]);
  for (const [index, [title, play]] of Object.entries(scenarios).entries()) {
    console.log(`\n${index + 1}. ${title}`);
    try {
      await play(ann, ben);
    } catch (error) {
      console.log(`   ✗ ${(error as Error).message}`);
      failed.push(title);
    }
  }
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  const all = Object.keys(scenarios).length;
  console.log(
    failed.length === 0
      ? `\nAll ${all} came out as told, in ${seconds} s.`
      : `\n${failed.length} of ${all} did not come out as told: ${failed.join(", ")}.`,
  );
  return failed.length === 0 ? 0 : 1;
}
