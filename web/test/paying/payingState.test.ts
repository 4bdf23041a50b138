import { expect } from "chai";
import { afterLook, stateOf, type PayingState } from "../../src/paying/payingState.js";
import { booked, listed, own } from "../support/bookings.js";

const end = Date.parse(booked.expiresAt);
const sent = { ...own, wasSent: true };
const paid = { ...sent, status: "confirmed" as const };

describe("the state of a payment's page", () => {
  it("follows from the booking, from what the browser keeps of it, and from the time", () => {
    const pending = (kept: typeof own | undefined, now = end - 1) => stateOf(listed, kept, now).is;
    expect(pending(undefined)).to.equal("form");
    expect(pending(own)).to.equal("form");
    expect(pending(own, end)).to.equal("expired");
    expect(pending(sent)).to.equal("finding out");
    // Such a payment may have charged, so its time is not said to be over before the outcome is known.
    expect(pending(sent, end)).to.equal("finding out");
    expect(pending(paid)).to.equal("paid");
    expect(stateOf({ ...listed, status: "confirmed" }, own, end).is).to.equal("paid");
  });

  it("says why a booking was cancelled, as far as the list does", () => {
    const cancelled = (cancelReason: "USER" | "EXPIRED" | "PAYMENT_FAILED" | "ORGANISER") =>
      stateOf({ ...listed, status: "cancelled", cancelReason }, undefined, end).is;
    expect(cancelled("PAYMENT_FAILED")).to.equal("declined");
    expect(cancelled("EXPIRED")).to.equal("expired");
    expect(cancelled("USER")).to.equal("over");
    expect(cancelled("ORGANISER")).to.equal("over");
  });

  it("changes by what is found elsewhere, but not while something is under way here", () => {
    const form: PayingState = { is: "form", trouble: { reason: "GATEWAY_UNAVAILABLE" } };
    const after = (before: PayingState, found: PayingState) => afterLook(before, found);
    expect(after(form, { is: "paid" })).to.deep.equal({ is: "paid" });
    expect(after(form, { is: "form", trouble: null })).to.equal(form);
    expect(after(form, { is: "finding out" })).to.equal(form);
    expect(after({ is: "expiring" }, { is: "finding out" })).to.deep.equal({ is: "finding out" });
    expect(after({ is: "expiring" }, { is: "form", trouble: null }).is).to.equal("form");
    expect(after({ is: "expired" }, { is: "paid" })).to.deep.equal({ is: "paid" });
    const underWay: PayingState[] = [
      { is: "paying" },
      { is: "finding out" },
      { is: "cancelled", wasSent: false },
    ];
    for (const state of underWay) expect(after(state, { is: "paid" })).to.equal(state);
  });
});
