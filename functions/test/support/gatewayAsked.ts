/**
 * Runs in a separate process. Tells the test which gateway is in use, or the reason of the refusal, and how many log
 * lines say that it is not configured. If OUTSIDE is set, FIRESTORE_EMULATOR_HOST is not.
 */
import { logsOf } from "./logs.js";
import { tellTest } from "./otherProcess.js";

const { gatewayInUse } = await import("../../src/payments/gateways/index.js");
if (process.env["OUTSIDE"] !== undefined) delete process.env["FIRESTORE_EMULATOR_HOST"];
else process.env["FIRESTORE_EMULATOR_HOST"] ??= "127.0.0.1:1";
let answer = "";
const logs = await logsOf(async () => {
  try {
    answer = gatewayInUse().provider;
  } catch (error) {
    answer = (error as { reason: string }).reason;
  }
});
const errors = logs.split("\n").filter((line) => line.includes("gateway.not-configured")).length;
tellTest({ answer, errors });
