import { expect } from "chai";
import { everything } from "./world.js";

/** Runs a function and checks that it changes no document. */
export async function changesNothing<T>(run: () => Promise<T>): Promise<T> {
  const before = await everything();
  const result = await run();
  expect(await everything()).to.deep.equal(before);
  return result;
}
