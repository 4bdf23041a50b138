import { expect } from "chai";
import { Refusal, type RefusalReason } from "../../src/shared/refusals.js";

/** Runs a decision that must throw a refusal with this reason. Returns the refusal's details. */
export function refusesWith(reason: RefusalReason, decide: () => unknown): Refusal["details"] {
  try {
    decide();
  } catch (error) {
    expect(error).to.be.instanceOf(Refusal);
    expect((error as Refusal).reason).to.equal(reason);
    return (error as Refusal).details;
  }
  throw new Error(`did not refuse with ${reason}`);
}
