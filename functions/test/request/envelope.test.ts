import { expect } from "chai";
import { idToken, startAuth } from "../support/auth.js";
import { serve, type HttpAnswer } from "../support/http.js";
import { logsOf } from "../support/logs.js";
import { changesNothing } from "../support/unchanged.js";
import { clearDatabase, functions } from "../support/world.js";

const LONG = "type.googleapis.com/google.protobuf.Int64Value";

describe("the callable protocol", () => {
  before(clearDatabase);

  let server: Awaited<ReturnType<typeof serve>>;
  before(async () => {
    await startAuth();
    server = await serve({
      "/getMyBookings": functions.getMyBookings,
      "/executePayment": functions.executePayment,
    });
  });
  after(() => server.close());

  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    server.send(path, { method: "POST", token: idToken("ann"), body, headers });

  /**
   * Sends a request that must be refused before it is decoded. Nothing may be written, and nothing logged but that the
   * caller's token was verified. Returns the fields that the error names.
   */
  async function refused(send: () => Promise<HttpAnswer>): Promise<string[] | undefined> {
    let answer: HttpAnswer | undefined;
    const logs = await logsOf(async () => {
      answer = await changesNothing(send);
    });
    const lines = logs.split("\n").filter((line) => line !== "" && !line.includes("verification passed"));
    expect(lines).to.deep.equal([]);
    expect(answer!.status, answer!.text).to.equal(400);
    expect(answer!.body.error?.status).to.equal("INVALID_ARGUMENT");
    return answer!.body.error?.details?.issues?.map((issue) => issue.field);
  }

  const card = { paymentIntentId: "pi_a", paymentMethodToken: "tok_visa", cvv: "8462" };

  describe("refuses, naming what is wrong and logging nothing of it,", () => {
    const bodies: Record<string, [body: unknown, ...fields: string[]]> = {
      "a body without data": [card, "data"],
      "an empty body": [{}, "data"],
      "a body that is an array": [[card], "data"],
      "a body with more than data": [{ data: card, cvv: "8462", more: 1 }, "cvv", "more"],
      "data of a type that is not known": [{ data: { "@type": "Card", value: "8462" } }, "data"],
      "a field of a type that is not known": [
        { data: { ...card, cvv: { "@type": "Cvv", value: "8462" } } },
        "cvv",
      ],
      "a long integer that is no number": [
        { data: { ...card, cvv: { "@type": LONG, value: "8462a" } } },
        "cvv",
      ],
      "a long integer that cannot be made a text": [
        { data: { ...card, cvv: { "@type": LONG, value: { toString: 1 } } } },
        "cvv",
      ],
      "a long integer without a value": [{ data: { ...card, cvv: { "@type": LONG } } }, "cvv"],
    };
    for (const [what, [body, ...fields]] of Object.entries(bodies)) {
      it(what, async () => expect(await refused(() => post("/executePayment", body))).to.deep.equal(fields));
    }

    for (const [what, open, close] of [
      ["fields", '{"a":', "}"],
      ["arrays", "[", "]"],
    ] as const) {
      it(`10,000 ${what} within one another, also where a long integer belongs`, async () => {
        const nested = `${open.repeat(10_000)}"8462"${close.repeat(10_000)}`;
        for (const body of [`{"data":${nested}}`, `{"data":{"cvv":{"@type":"${LONG}","value":${nested}}}}`])
          expect(await refused(() => post("/executePayment", body))).to.have.length(1);
      });
    }

    it("more than 64 KiB, whatever it is", async () => {
      const body = { data: { ...card, paymentMethodToken: "t".repeat(64 * 1024) } };
      expect(await refused(() => post("/executePayment", body))).to.deep.equal(["request"]);
    });

    it("another method", async () => {
      for (const method of ["GET", "PUT", "DELETE", "PATCH"]) {
        const body = method === "GET" ? undefined : { data: card };
        const send = () => server.send("/executePayment", { method, token: idToken("ann"), body });
        expect(await refused(send), method).to.deep.equal(["request"]);
      }
    });

    it("another content type", async () => {
      for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"]) {
        const send = () => post("/executePayment", { data: card }, { "Content-Type": type });
        expect(await refused(send), type).to.deep.equal(["request"]);
      }
    });

    it("no body", async () => {
      const send = () => server.send("/executePayment", { method: "POST", token: idToken("ann") });
      expect(await refused(send)).to.deep.equal(["request"]);
    });
  });

  it("is refused so that a browser may read why, and a stream of answers ends", async () => {
    const headers = { Origin: "https://example.com" };
    const plain = await post("/executePayment", { data: { "@type": "Card" } }, headers);
    expect([plain.status, plain.headers.get("access-control-allow-origin")]).to.deep.equal([
      400,
      "https://example.com",
    ]);
    const accept = { ...headers, Accept: "text/event-stream" };
    const streamed = await post("/executePayment", { data: { "@type": "Card" } }, accept);
    expect(streamed.text).to.match(/^data: \{"error":\{.*"INVALID_ARGUMENT".*\}\}\n\n$/);
  });

  it("takes a call without data for one without fields", async () => {
    const { status, body } = await post("/getMyBookings", { data: null });
    expect([status, body.result]).to.deep.equal([200, { bookings: [], nextCursor: null }]);
  });

  it("names twenty of a thousand faults", async () => {
    const more = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`more${index}`, index]));
    const { status, body, text } = await changesNothing(() =>
      post("/executePayment", { data: { ...card, ...more } }),
    );
    expect(status).to.equal(400);
    expect(body.error?.details?.issues?.map(({ field }) => field)).to.deep.equal(
      Object.keys(more).slice(0, 20),
    );
    expect(text.length).to.be.lessThan(3_000);
  });

  it("leaves JSON that does not parse to the platform, which refuses it before the function is called", async () => {
    const { status } = await changesNothing(() => post("/executePayment", '{"data":'));
    expect(status).to.equal(400);
  });

  describe("takes", () => {
    for (const type of [LONG, "type.googleapis.com/google.protobuf.UInt64Value"]) {
      it(`a number as the mobile SDKs send it: ${type}`, async () => {
        const { status, body } = await post("/getMyBookings", {
          data: { pageSize: { "@type": type, value: "7" } },
        });
        expect(status).to.equal(200);
        expect(body.result).to.deep.equal({ bookings: [], nextCursor: null });
      });
    }

    it("JSON in whatever encoding it names", async () => {
      const { status } = await post(
        "/getMyBookings",
        { data: {} },
        { "Content-Type": "application/json; charset=utf-8" },
      );
      expect(status).to.equal(200);
    });

    it("the question of a browser whether it may ask", async () => {
      const { status, headers } = await server.send("/getMyBookings", {
        method: "OPTIONS",
        headers: { Origin: "https://example.com", "Access-Control-Request-Method": "POST" },
      });
      expect(status).to.equal(204);
      expect(headers.get("access-control-allow-origin")).to.equal("https://example.com");
    });
  });

  describe("knows who calls", () => {
    const call = (token?: string) =>
      server.send("/getMyBookings", { method: "POST", body: { data: {} }, ...(token && { token }) });

    it("by a token that is good", async () => expect((await call(idToken("ann"))).status).to.equal(200));

    for (const [what, token] of Object.entries({
      "without a token": undefined,
      "by a token that is none": "nonsense",
      "by a token that has run out": idToken("ann", 1_700_000_000),
    })) {
      it(`not ${what}`, async () => {
        const { status, body } = await changesNothing(() => call(token));
        expect(status).to.equal(401);
        expect(body.error?.status).to.equal("UNAUTHENTICATED");
      });
    }
  });
});
