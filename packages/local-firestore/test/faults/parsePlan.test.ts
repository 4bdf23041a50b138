import { expect } from "chai";
import { Faults } from "../../src/faults/faults.js";
import { StatusError } from "../../src/service.js";

describe("a fault plan", () => {
  const refused: [plan: unknown, message: string][] = [
    [null, "plan must be an object"],
    [{ speed: 1 }, "plan.speed is unknown; allowed are seed, methods, events"],
    [{ seed: -1 }, "plan.seed must be a whole number from 0 to 4294967295"],
    [{ methods: { Committ: {} } }, "methods.Committ is unknown; allowed are GetDocument"],
    [
      { methods: { Commit: { scripts: [] } } },
      "methods.Commit.scripts is unknown; allowed are script, random",
    ],
    [{ methods: { Commit: { script: {} } } }, "methods.Commit.script must be a list"],
    [{ methods: { Commit: { script: [{}] } } }, "methods.Commit.script[0].fault is missing"],
    [{ methods: { Commit: { script: [{ fault: "delay" }] } } }, "methods.Commit.script[0].ms is missing"],
    [
      { methods: { Commit: { script: [{ fault: "cut", ms: 1 }] } } },
      "methods.Commit.script[0].ms is unknown",
    ],
    [
      { methods: { Commit: { random: [{ fault: "cut", probability: 2 }] } } },
      "methods.Commit.random[0].probability must be a number from 0 to 1",
    ],
    [
      { events: { script: [{ copies: 1.5 }] } },
      "events.script[0].copies must be a whole number from 0 to 100",
    ],
    [{ events: { script: [{ probability: 1 }] } }, "events.script[0].probability is unknown"],
    [
      { events: { script: [{ collection: "a/b" }] } },
      "events.script[0].collection must be a collection's id",
    ],
  ];
  for (const [plan, message] of refused) {
    it(`is refused: ${message}`, () => {
      expect(() => new Faults().set("demo-test", plan))
        .to.throw(StatusError)
        .with.property("message")
        .that.contains(message);
    });
  }
});
