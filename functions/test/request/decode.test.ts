import { expect } from "chai";
import { randomUUID } from "node:crypto";
import { idToken, startAuth } from "../support/auth.js";
import { serve, type HttpAnswer } from "../support/http.js";
import { logsOf } from "../support/logs.js";
import { everything } from "../support/documents.js";
import { book, clearDatabase, functions, openPerformance } from "../support/world.js";

/** A card scheme's test number that passes Luhn's check, in several forms. */
const CARDS = {
  bare: "4111111111111111",
  spaced: "4111 1111 1111 1111",
  hyphenated: "4111-1111-1111-1111",
  embedded: "tok_4111111111111111",
};

/**
 * A bad request: its name, its data and the fields that the error must name. The data are JSON text if JSON.stringify
 * cannot write them.
 */
type Case = [what: string, data: unknown, ...fields: string[]];
type Request = Record<string, unknown>;

/** A callable's valid request, its required fields and the invalid values of each field. */
interface Callable {
  good: (purchase: { performanceId: string; bookingId: string; paymentIntentId: string }) => Request;
  required: string[];
  wrong: Record<string, unknown[]>;
  /** Text fields that the test fills with card numbers. Ids that a caller does not choose are not among them. */
  texts: string[];
}

const noId = ["", "a b", "a/b", "x".repeat(65), "__proto__", "\u0000", 5, true, null, {}, []];
const noUser = ["", "x".repeat(129), 5, {}, []];
const callables: Record<string, Callable> = {
  createBooking: {
    good: ({ performanceId }) => ({ performanceId, seatIds: ["B1", "B2"], paymentMethod: "CREDIT_CARD" }),
    required: ["performanceId", "seatIds", "paymentMethod"],
    wrong: {
      performanceId: noId,
      seatIds: [
        [],
        ["B1", "B1"],
        Array.from({ length: 11 }, (_, n) => `A${n + 1}`),
        "B1",
        5,
        null,
        { "0": "B1" },
      ],
      paymentMethod: ["", "CASH", "credit_card", "toString", "__proto__", 5, null, ["CREDIT_CARD"]],
      requestId: ["", "1", `${randomUUID()}0`, "x".repeat(10_000), 5, {}],
      userId: noUser,
    },
    texts: ["paymentMethod", "requestId"],
  },
  executePayment: {
    good: ({ paymentIntentId }) => ({ paymentIntentId, paymentMethodToken: "tok_visa", cvv: "8461" }),
    required: ["paymentIntentId"],
    wrong: {
      paymentIntentId: noId,
      paymentMethodToken: ["", "x".repeat(201), 5, null, {}, ["tok_visa"]],
      cvv: ["", "12", "12345", "12a", " 123", "123\n", "\u0661\u0662\u0663", 123, null, ["123"]],
      userId: noUser,
    },
    texts: ["paymentMethodToken", "cvv"],
  },
  cancelBooking: {
    good: ({ bookingId }) => ({ bookingId }),
    required: ["bookingId"],
    wrong: { bookingId: noId, userId: noUser },
    texts: [],
  },
  getMyBookings: {
    good: () => ({ pageSize: 10, status: "pending" }),
    required: [],
    wrong: {
      pageSize: [
        0,
        -1,
        101,
        1.5,
        "10",
        true,
        {},
        Number.MAX_SAFE_INTEGER,
        Number.MAX_SAFE_INTEGER + 1,
        1e300,
      ],
      status: ["", "PENDING", "done", 5, ["pending"]],
      cursor: ["", "next", "x".repeat(201), 5, {}],
      userId: noUser,
    },
    texts: ["status", "cursor"],
  },
  getOccupiedSeats: {
    good: ({ performanceId }) => ({ performanceId, seatIds: "A1,A2" }),
    required: ["performanceId"],
    wrong: {
      performanceId: noId,
      seatIds: [[], 5, true, {}, Array.from({ length: 1_001 }, () => "A1")],
      userId: noUser,
    },
    texts: [],
  },
};

/** Makes the bad requests that apply to every callable, whatever its fields. */
function casesOfAll(good: Request, required: string[]): Case[] {
  const json = JSON.stringify(good);
  const withRaw = (field: string) => json.replace(/}$/, `${json === "{}" ? "" : ","}${field}}`);
  return [
    ...(required.length > 0 ? [["null", null, ...required] as Case] : []),
    ["an array", [good], "request"],
    ["a text", json, "request"],
    ["a number", 5, "request"],
    ["yes", true, "request"],
    ["a card number", CARDS.bare, "request"],
    ...required.map((field): Case => {
      const { [field]: _, ...rest } = good;
      return [`without ${field}`, rest, field];
    }),
    ["a field too many", { ...good, extra: 1 }, "extra"],
    ["a card number in a field too many", { ...good, card: CARDS.bare }, "card"],
    ["a card number as the name of a field", { ...good, [CARDS.bare]: 1 }, CARDS.bare],
    ["constructor", { ...good, constructor: {} }, "constructor"],
    ["prototype and toString", { ...good, prototype: {}, toString: 1 }, "prototype", "toString"],
    ["everything in __proto__", { raw: `{"__proto__":${json}}` }, "__proto__"],
    ["__proto__ too", { raw: withRaw('"__proto__":{}') }, "__proto__"],
    ["__proto__, a number", { raw: withRaw('"__proto__":5') }, "__proto__"],
    ["__proto__, null", { raw: withRaw('"__proto__":null') }, "__proto__"],
    ["__proto__, a card number", { raw: withRaw(`"__proto__":"${CARDS.bare}"`) }, "__proto__"],
  ];
}

/** Makes the bad requests for the fields of one callable. */
function casesOf({ wrong, texts }: Callable, good: Request): Case[] {
  const short = (value: unknown) => {
    const text = JSON.stringify(value);
    return text.length > 40 ? `${text.slice(0, 40)}… (${text.length} characters)` : text;
  };
  return [
    ...Object.entries(wrong).flatMap(([field, values]) =>
      values.map((value): Case => [`${field} ${short(value)}`, { ...good, [field]: value }, field]),
    ),
    ...texts.flatMap((field) =>
      Object.entries(CARDS).map(([form, card]): Case => [
        `a card number, ${form}, in ${field}`,
        { ...good, [field]: card },
        field,
      ]),
    ),
  ];
}

const seat = (value: unknown) => [["B1", value]];
const special: Record<string, (good: Request) => Case[]> = {
  createBooking: (good) => [
    ...["", "B 1", "B_1", "x".repeat(17), "__proto__", 1, null, {}, ["B1"]].flatMap((value) =>
      seat(value).map((seatIds): Case => [
        `a seat ${JSON.stringify(value)}`,
        { ...good, seatIds },
        "seatIds.1",
      ]),
    ),
    [
      "everything wrong at once",
      { seatIds: 5, paymentMethod: 5, extra: 1, performanceId: 5 },
      "performanceId",
      "seatIds",
      "paymentMethod",
      "extra",
    ],
  ],
  executePayment: (good) => [
    [
      "a card in place of its token",
      { ...good, paymentMethodToken: `${CARDS.spaced} 12/29` },
      "paymentMethodToken",
    ],
  ],
  getMyBookings: (good) => [
    ["more pages than a number can be", { raw: '{"pageSize":1e400}' }, "pageSize"],
    [
      "a long integer that is no safe one",
      { pageSize: { "@type": "type.googleapis.com/google.protobuf.Int64Value", value: "9007199254740993" } },
      "pageSize",
    ],
    [
      "a card number as a long integer",
      { ...good, pageSize: { "@type": "type.googleapis.com/google.protobuf.Int64Value", value: CARDS.bare } },
      "pageSize",
    ],
  ],
  getOccupiedSeats: (good) => [
    ["seats of no name", { ...good, seatIds: "" }, "seatIds.0"],
    ["a seat of no name among others", { ...good, seatIds: "A1,,A2" }, "seatIds.1"],
    ["a seat with a blank", { ...good, seatIds: ["A1", "A 2"] }, "seatIds.1"],
    ["a seat that is a number", { ...good, seatIds: ["A1", 2] }, "seatIds"],
    ["a cursor that is no seat", { performanceId: good["performanceId"], cursor: "A 1" }, "cursor"],
    ["a cursor among seats that are named", { ...good, cursor: "A1" }, "cursor"],
  ],
};

describe("bad input", () => {
  before(clearDatabase);

  let server: Awaited<ReturnType<typeof serve>>;
  before(async () => {
    await startAuth();
    server = await serve(
      Object.fromEntries(
        Object.keys(callables).map((name) => [`/${name}`, functions[name as "createBooking"]]),
      ),
    );
  });
  after(() => server.close());

  const callAs = (name: string, data: unknown) => {
    const raw = (data as { raw?: unknown } | null)?.raw;
    const body = typeof raw === "string" ? `{"data":${raw}}` : { data };
    return server.send(`/${name}`, { method: "POST", token: idToken("ann"), body });
  };

  for (const [name, callable] of Object.entries(callables)) {
    describe(`to ${name}`, () => {
      // The table of cases has placeholder ids. Before a case is sent, they are replaced by those of a real purchase.
      const standIn = { performanceId: "PERFORMANCE", bookingId: "BOOKING", paymentIntentId: "INTENT" };
      let withPurchase: (data: unknown) => unknown;
      let atFirst: Awaited<ReturnType<typeof everything>>;
      before(async () => {
        const performanceId = await openPerformance();
        const { bookingId, paymentIntentId } = await book("ann", performanceId, ["A1", "A2"]);
        withPurchase = (data) =>
          JSON.parse(
            JSON.stringify(data)
              .replaceAll(standIn.performanceId, performanceId)
              .replaceAll(standIn.bookingId, bookingId)
              .replaceAll(standIn.paymentIntentId, paymentIntentId),
          );
        atFirst = await everything();
      });

      const good = callable.good(standIn);
      const cases = [
        ...casesOfAll(good, callable.required),
        ...casesOf(callable, good),
        ...(special[name]?.(good) ?? []),
      ];
      for (const [what, data, ...fields] of cases) {
        it(`${what.replaceAll(/\d{13,}/g, "…")} is refused by name, and leaves no trace in the log`, async () => {
          let answer: HttpAnswer | undefined;
          const logs = await logsOf(async () => {
            answer = await callAs(name, withPurchase(data));
          });
          const { status, body } = answer!;
          expect(status, JSON.stringify(body)).to.equal(400);
          expect(body.error?.status).to.equal("INVALID_ARGUMENT");
          const issues = body.error?.details?.issues ?? [];
          expect([...new Set(issues.map((issue) => issue.field))]).to.have.members(fields);
          for (const issue of issues) expect(issue.message).to.be.a("string").that.is.not.empty;
          const lines = logs
            .split("\n")
            .filter((line) => line !== "" && !line.includes("verification passed"));
          expect(lines).to.deep.equal([]);
        });
      }

      it("changed not one document", async () => {
        expect(await everything()).to.deep.equal(atFirst);
      });

      it("is all that was wrong: without it the request is good", async () => {
        const { status, body } = await callAs(name, withPurchase(good));
        expect(status, JSON.stringify(body)).to.equal(200);
        expect(body.error).to.be.undefined;
      });
    });
  }
});
