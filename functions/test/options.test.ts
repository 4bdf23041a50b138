import { expect } from "chai";
import { functions } from "./support/world.js";

describe("every function", () => {
  for (const [name, { __endpoint: options }] of Object.entries(functions)) {
    it(`runs in Seoul, with memory for calls at once and a bounded number of instances: ${name}`, () => {
      const maxInstances = name.startsWith("sweep") ? 1 : 10;
      expect(options.region).to.deep.equal(["asia-northeast3"]);
      expect(options).to.include({ availableMemoryMb: 512, maxInstances, concurrency: 80 });
    });
  }
});
