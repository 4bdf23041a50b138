import { expect } from "chai";
import { startAuth } from "../support/auth.js";
import { serve } from "../support/http.js";
import { book, call, functions, openPerformance, refusal } from "../support/world.js";
import { db } from "../../src/firestore/database.js";

/** A seat id in Unicode's NFC has one character per letter. The same id in NFD may have several. */
const composed = (seatId: string) => seatId.normalize("NFC");
const decomposed = (seatId: string) => seatId.normalize("NFD");

describe("a hall with Korean rows", () => {
  let performanceId: string;
  beforeEach(async () => {
    const rows = ["가", "나", "1층-각"].map((row) => ({ row, firstSeat: 1, lastSeat: 20 }));
    performanceId = await openPerformance({
      sections: [{ section: "R석", name: "로얄", price: 120_000, rows }],
    });
  });
  const seatsOf = async (request: object) =>
    (await call(functions.getOccupiedSeats, null, { performanceId, ...request })).seats.map(
      ({ seatId }) => seatId,
    );

  it("sells a seat by one id, however the caller's system composes its letters", async () => {
    const { seats } = await book("ann", performanceId, [decomposed("가12"), decomposed("1층-각20")]);
    expect(seats.map(({ seatId }) => seatId)).to.deep.equal([composed("가12"), composed("1층-각20")]);
    for (const form of [composed, decomposed]) {
      const { details } = await refusal(book("ben", performanceId, [form("가12")]));
      expect(details).to.deep.equal({ reason: "SEAT_TAKEN", seatIds: [composed("가12")] });
      expect(await seatsOf({ seatIds: [form("가12"), form("나1")] })).to.deep.equal([composed("가12")]);
      expect(await seatsOf({ seatIds: `${form("나1")},${form("가12")}` })).to.deep.equal([composed("가12")]);
    }
  });

  it("refuses a seat that is named twice, once in each form", async () => {
    const { code, details } = await refusal(book("ann", performanceId, [composed("가1"), decomposed("가1")]));
    expect(code).to.equal("invalid-argument");
    expect(details.issues).to.deep.equal([{ field: "seatIds", message: "must be distinct" }]);
  });

  it("answers a request that is repeated in the other form with the same booking", async () => {
    const extra = { requestId: crypto.randomUUID() };
    const first = await book("ann", performanceId, [composed("가1")], extra);
    const again = await book("ann", performanceId, [decomposed("가1")], extra);
    expect(again.bookingId).to.equal(first.bookingId);
  });

  it("goes on behind any of its seats", async () => {
    await book("ann", performanceId, ["가1", "나2"]);
    const { docs } = await db.collection("occupiedSeats").where("performanceId", "==", performanceId).get();
    const [first, second] = docs.sort((one, other) => (one.id < other.id ? -1 : 1));
    expect(await seatsOf({ cursor: first!.id })).to.deep.equal([second!.get("seatId")]);
  });

  describe("as a seat map over HTTP", () => {
    let server: Awaited<ReturnType<typeof serve>>;
    before(async () => {
      await startAuth();
      server = await serve({ "/": functions.publicApi });
    });
    after(() => server.close());

    it("is kept by caches in one form of each question only", async () => {
      const kept = async (seatIds: string, field = "seatIds") => {
        const answer = await server.send(`/occupiedSeats/${performanceId}?${field}=${seatIds}`);
        expect(answer.status, seatIds).to.equal(200);
        return answer.headers.get("cache-control") !== "no-store";
      };
      const [one, other] = ["가1", "나1"].map((seatId) => encodeURIComponent(composed(seatId))) as [
        string,
        string,
      ];
      expect(await kept(`${one},${other}`)).to.be.true;
      expect(await kept(`${one}%2C${other}`)).to.be.true;
      expect(await kept(`abcd_${performanceId}_${one}`, "cursor")).to.be.true;
      expect(await kept(`${other},${one}`)).to.be.false;
      expect(await kept(`%20${one},${other}`)).to.be.false;
      expect(await kept(`${one.toLowerCase()},${other}`)).to.be.false;
      expect(await kept(`${encodeURIComponent(decomposed("가1"))},${other}`)).to.be.false;
    });
  });
});
