import { expect } from "chai";
import { Refusal, type RefusalReason } from "../../src/shared/refusals.js";

/** Runs a decision that must throw a refusal with this reason, and a message in sentences. Returns the refusal's details. */
export function refusesWith(reason: RefusalReason, decide: () => unknown): Refusal["details"] {
  try {
    decide();
  } catch (error) {
    expect(error).to.be.instanceOf(Refusal);
    expect((error as Refusal).reason).to.equal(reason);
    expect((error as Refusal).message).to.match(/^[A-Z].*\.$/);
    return (error as Refusal).details;
  }
  throw new Error(`did not refuse with ${reason}`);
}
