import { expect } from "chai";
import { failureOf } from "../../src/calls/call.js";
import { callFailed } from "../../src/calls/trouble.js";
import { untilKnown } from "../../src/calls/untilKnown.js";
import { answers, fails, service, troubleOf } from "../support/calls.js";

describe("asking until an outcome is known", () => {
  const lost = fails({ reason: "LOST" });

  it("asks again after 1, 2, 4, 8 and then every 8 seconds, one call after the other", async () => {
    const { call, waiting, waits, received, unknown } = service(
      lost,
      lost,
      lost,
      lost,
      lost,
      answers({ done: 1 }),
    );
    const answer = await untilKnown(() => call("getMyBookings", {}), ["LOST"], waiting);
    expect(answer).to.deep.equal({ done: 1 });
    expect(waits).to.deep.equal([1_000, 2_000, 4_000, 8_000, 8_000]);
    expect(received).to.have.length(6);
    expect(unknown).to.have.length(5);
  });

  it("takes any other refusal for an outcome", async () => {
    const { call, waiting, received } = service(fails({ reason: "BOOKING_EXPIRED" }));
    const asked = untilKnown(() => call("getMyBookings", {}), ["LOST"], waiting);
    expect(await troubleOf(asked)).to.deep.equal({ reason: "BOOKING_EXPIRED" });
    expect(received).to.have.length(1);
  });
});

describe("the trouble of an error", () => {
  it("is the service's reason with its details", () => {
    const details = { reason: "SEAT_TAKEN", seatIds: ["A1"] };
    expect(failureOf({ code: "functions/already-exists", details }).trouble).to.deep.equal(details);
    expect(callFailed("ALREADY_EXISTS", details).trouble).to.deep.equal(details);
  });

  it("is a lost answer where neither the service nor anything else said that nothing was done", () => {
    for (const code of [
      "functions/internal",
      "functions/unavailable",
      "functions/deadline-exceeded",
      "unknown",
    ])
      expect(failureOf({ code }).trouble.reason, code).to.equal("LOST");
    expect(failureOf(new TypeError("Failed to fetch")).trouble.reason).to.equal("LOST");
  });

  it("tells a missing sign-in from a missing connection", () => {
    expect(failureOf({ code: "auth/network-request-failed" }).trouble.reason).to.equal("LOST");
    expect(failureOf({ code: "auth/admin-restricted-operation" }).trouble.reason).to.equal("SIGNED_OUT");
    expect(failureOf({ code: "functions/unauthenticated" }).trouble.reason).to.equal("SIGNED_OUT");
  });

  it("is a malformed request, for which issues are no reason", () => {
    const details = { issues: [{ field: "cvv", message: "is needed" }] };
    expect(failureOf({ code: "functions/invalid-argument", details }).trouble.reason).to.equal("MALFORMED");
    expect(callFailed("INVALID_ARGUMENT", details).trouble.reason).to.equal("MALFORMED");
  });
});
