import { randomInt } from "node:crypto";
import { expect } from "chai";
import { callableTarget } from "../callables.js";
import { CONTRACTS, isWellFormed, READS, type CallableName } from "../contract.js";
import { openTransport } from "../transport.js";
import { fuzz } from "../fuzz.js";
import { ROUTES, routeTarget } from "../routes.js";
import { startFuzzWorld, type FuzzWorld } from "../world.js";

const NAMES = Object.keys(CONTRACTS) as CallableName[];

interface Request {
  body?: { data?: unknown };
}
interface Response {
  status(code: number): Response;
  json(body: object): void;
}

describe("Fuzzing the callables and routes", function () {
  this.timeout(120_000);

  let world: FuzzWorld;
  before(async () => (world = await startFuzzWorld()));
  after(() => world.close());

  for (const name of NAMES) {
    it(`${name} refuses what is malformed as documented, writes nothing, logs nothing and leaks nothing`, async () => {
      const seed = randomInt(2 ** 30);
      const { found, sent } = await fuzz(world, callableTarget(world, name), { requests: 500, seed });
      expect(found, `seed ${seed}`).to.equal(null);
      expect(sent.get("malformed")).to.be.greaterThan(300);
      expect(sent.get("well-formed")).to.be.greaterThan(0);
    });
  }

  for (const name of Object.keys(ROUTES)) {
    it(`${name} answers what is strange as documented, writes nothing, logs nothing and leaks nothing`, async () => {
      const seed = randomInt(2 ** 30);
      const { found } = await fuzz(world, routeTarget(world, name), { requests: 200, seed });
      expect(found, `seed ${seed}`).to.equal(null);
    });
  }

  it("sends well-formed examples, so that what is changed in them is what is refused", () => {
    for (const [name, contract] of Object.entries({ ...CONTRACTS, ...READS }))
      expect(isWellFormed(contract, contract.example), name).to.equal(true);
  });

  const fine = { error: { status: "INVALID_ARGUMENT", details: { issues: [{ field: "a", message: "b" }] } } };
  const mistakes: Record<string, [mistake: (request: Request, response: Response) => void, found: RegExp]> = {
    "answers a malformed request": [(_, response) => response.json({ result: null }), /answered 200/],
    fails: [(_, response) => response.status(500).json({ error: { status: "INTERNAL" } }), /answered 500/],
    "names no field": [
      (_, response) => response.status(400).json({ error: { ...fine.error, details: {} } }),
      /answered 400/,
    ],
    "tells thousands of faults": [
      (_, response) => {
        const issues = Array(1_000).fill(fine.error.details.issues[0]);
        response.status(400).json({ error: { ...fine.error, details: { issues } } });
      },
      /answered 400/,
    ],
    "repeats the card": [
      ({ body }, response) => response.status(400).json({ ...fine, data: JSON.stringify(body) }),
      /is in the answer/,
    ],
    "logs the request": [
      ({ body }, response) => {
        process.stdout.write(JSON.stringify(body));
        response.status(400).json(fine);
      },
      /was logged/,
    ],
    "writes something": [
      (_, response) => {
        void writeSomething().then(() => response.status(400).json(fine));
      },
      /something was written/,
    ],
  };
  for (const [index, [what, [mistake, expected]]] of Object.entries(mistakes).entries()) {
    it(`finds a function that ${what}`, async () => {
      const broken = await openTransport(`broken${index}`, mistake);
      const transports = { ...world.transports, executePayment: broken };
      const target = callableTarget({ ...world, transports }, "executePayment");
      const { found } = await fuzz(world, target, { requests: 500, seed: 1 });
      broken.close();
      expect(found).to.match(expected);
    });
  }

  async function writeSomething(): Promise<void> {
    const { db } = await import("../../../functions/src/firestore/database.js");
    await db.collection("written").add({});
  }
});
