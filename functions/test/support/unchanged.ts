import { expect } from "chai";
import { refusal, type Refused } from "./world.js";
import { everything } from "./documents.js";

/** Runs a function and checks that it changes no document. */
export async function changesNothing<T>(run: () => Promise<T>): Promise<T> {
  const before = await everything();
  const result = await run();
  expect(await everything()).to.deep.equal(before);
  return result;
}

/** Makes a call that must be refused and change no document. Returns the code and the details of its refusal. */
export async function refused(call: () => Promise<unknown>): Promise<Pick<Refused, "code" | "details">> {
  const { code, details } = await changesNothing(() => refusal(call()));
  return { code, details };
}
