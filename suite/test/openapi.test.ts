import { readFileSync } from "node:fs";
import { Validator } from "@seriousme/openapi-schema-validator";
import { expect } from "chai";
import { callables, type Described } from "../contract/callables.js";
import { operations } from "../contract/reads.js";
import { assertPromised, assertPromisedAnswer, assertPromisedError } from "../contract/promised.js";
import { root } from "../settings.js";
import { publicOnly, routes } from "../../functions/src/http/routes.js";
import { refusalCodes } from "../../functions/src/shared/refusals.js";

interface Document {
  paths: Record<string, Record<string, { security?: object[] }>>;
}

/** The routes of an Express app, such as `post /bookings/{bookingId}/cancel`. */
function served(app: typeof routes): string[] {
  const routers = app.router.stack.map(({ handle }) => (handle as unknown as typeof app.router).stack ?? []);
  return routers.flat().flatMap(({ route }) => {
    if (route === undefined) return []; // this part only answers the router's errors
    const { path, methods } = route as unknown as { path: string; methods: Record<string, boolean> };
    return Object.keys(methods).map((method) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`);
  });
}

describe("docs/openapi.json", () => {
  const document = JSON.parse(readFileSync(`${root}docs/openapi.json`, "utf8")) as Document;
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { security }]) => ({ name: `${method} ${path}`, security })),
  );

  it("is valid OpenAPI 3.1", async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(document as unknown as Record<string, unknown>);
    expect(valid, JSON.stringify(errors)).to.be.true;
    expect(validator.version).to.equal("3.1");
  });

  it("describes each route that Express serves, and no other", () => {
    expect(described.map(({ name }) => name)).to.have.members(served(routes));
  });

  it("asks for no sign-in on the routes of publicApi, and on no other", () => {
    const open = described.filter(({ security }) => security?.some((way) => Object.keys(way).length === 0));
    expect(open.map(({ name }) => name)).to.have.members(served(publicOnly));
  });

  it("names each reason for a refusal, at one operation at least", () => {
    const named = Object.values(operations).flatMap(({ reasons }) => [...reasons]);
    expect(new Set(named)).to.deep.equal(new Set(Object.keys(refusalCodes)));
  });

  for (const [name, { example, request }] of Object.entries(operations as Record<string, Described>)) {
    it(`has an example of ${name} that keeps to its own schemas`, () => {
      request.parse(example.request);
      assertPromisedAnswer(name, example.answer);
    });
  }
});

describe("the check of an answer against docs/openapi.json", () => {
  const { answer } = callables.createBooking.example;

  it("refuses an answer with a field too many, too few, or of another type", () => {
    const { expiresAt: _, ...less } = answer;
    for (const wrong of [{ ...answer, userId: "ann" }, less, { ...answer, expiresAt: "tomorrow" }]) {
      expect(() => assertPromisedAnswer("createBooking", wrong)).to.throw("not as promised");
    }
  });

  it("refuses an error that the callable does not give, or with other details", () => {
    const taken = { code: "functions/already-exists", message: "Taken." };
    const details = { reason: "SEAT_TAKEN", seatIds: ["A1"] };
    assertPromisedError("createBooking", { ...taken, details });
    for (const [callable, wrong] of [
      ["cancelBooking", { ...taken, details }],
      ["createBooking", { ...taken, details: { reason: "SEAT_TAKEN" } }],
      ["createBooking", { ...taken, code: "functions/not-found", details }],
    ] as const) {
      expect(() => assertPromisedError(callable, wrong)).to.throw("not as promised");
    }
  });

  it("refuses an answer of a route with another status or cache header, and one of an unknown route", () => {
    const request = { method: "POST", path: "/bookings" };
    const headers = (caching: string) =>
      new Headers({ "Content-Type": "application/json", "Cache-Control": caching });
    const good = { status: 201, headers: headers("no-store"), body: answer };
    assertPromised(request, good);
    expect(() => assertPromised(request, { ...good, status: 202 })).to.throw("answered 202");
    expect(() => assertPromised(request, { ...good, headers: headers("public") })).to.throw("Cache-Control");
    expect(() => assertPromised({ ...request, path: "/booking" }, good)).to.throw("is not in");
  });
});
