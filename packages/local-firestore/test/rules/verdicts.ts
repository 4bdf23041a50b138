import { expect } from "chai";
import type { Verdict } from "../../src/rules/index.js";

export function allows(verdict: Verdict): void {
  expect(verdict.allowed, verdict.reason).to.equal(true);
}

export function denies(verdict: Verdict): void {
  expect(verdict.allowed).to.equal(false);
}
