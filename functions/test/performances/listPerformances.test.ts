import { expect } from "chai";
import { Timestamp } from "firebase-admin/firestore";
import { db } from "../../src/firestore/database.js";
import { listPerformances } from "../../src/performances/listPerformances.js";
import { logsOf } from "../support/logs.js";
import { requestsOf } from "../support/transport.js";
import { call, clearDatabase, openPerformance } from "../support/world.js";

const HOUR_MS = 3_600_000;
const inHours = (count: number) => Timestamp.fromMillis(Date.now() + count * HOUR_MS);

const list = (request: object = {}) => call(listPerformances, null, request);

const ids = async (request: object = {}) =>
  (await list(request)).performances.map(({ performanceId }) => performanceId);

describe("listPerformances", () => {
  beforeEach(clearDatabase);
  after(clearDatabase);

  it("tells what each is, where, when, for how much, and whether it is on sale", async () => {
    const performanceId = await openPerformance({ startsAt: inHours(48), timeZone: "Asia/Tokyo" });
    const stored = (await db.doc(`performances/${performanceId}`).get()).data()!;
    const time = (field: string) => (stored[field] as Timestamp).toDate().toISOString();
    const { performances, nextCursor, serverTime } = await list();
    expect(performances).to.deep.equal([
      {
        performanceId,
        title: "Swan Lake",
        venue: "Arts Center",
        startsAt: time("startsAt"),
        timeZone: "Asia/Tokyo",
        currency: "KRW",
        salesOpenAt: time("salesOpenAt"),
        salesCloseAt: time("salesCloseAt"),
        sale: "open",
        priceFrom: 70_000,
        priceTo: 150_000,
      },
    ]);
    expect(nextCursor).to.equal(null);
    expect(Math.abs(Date.parse(serverTime) - Date.now())).to.be.lessThan(5_000);
  });

  it("tells which sales have not opened yet, and which are closed", async () => {
    await openPerformance({ startsAt: inHours(1), salesOpenAt: inHours(-2), salesCloseAt: inHours(-1) });
    await openPerformance({ startsAt: inHours(2) });
    await openPerformance({ startsAt: inHours(3), salesOpenAt: inHours(1), salesCloseAt: inHours(2) });
    const { performances } = await list();
    expect(performances.map(({ sale }) => sale)).to.deep.equal(["closed", "open", "notOpen"]);
  });

  it("lists those that begin from a day ago on, the earliest first", async () => {
    const [late, begun, soon] = [
      await openPerformance({ startsAt: inHours(100) }),
      await openPerformance({ startsAt: inHours(-23.9) }),
      await openPerformance({ startsAt: inHours(1) }),
    ];
    await openPerformance({ startsAt: inHours(-24.1) });
    expect(await ids()).to.deep.equal([begun, soon, late]);
  });

  it("lists page by page, each once, also where several begin at the same moment", async () => {
    const startsAt = inHours(1);
    const opened = [];
    for (let count = 0; count < 5; count++) opened.push(await openPerformance({ startsAt }));
    const found: string[] = [];
    const sizes: number[] = [];
    for (let cursor: string | null = null, pages = 0; pages === 0 || cursor !== null; pages++) {
      const answer = await list({ pageSize: 2, cursor });
      found.push(...answer.performances.map(({ performanceId }) => performanceId));
      sizes.push(answer.performances.length);
      cursor = answer.nextCursor;
    }
    expect(sizes).to.deep.equal([2, 2, 1]);
    expect(found).to.deep.equal([...opened].sort());
  });

  it("leaves out what is malformed, which the log names, and what no request can name", async () => {
    const [first, second, third] = [
      await openPerformance({ startsAt: inHours(1) }),
      await openPerformance({ startsAt: inHours(2), sections: 5 }),
      await openPerformance({ startsAt: inHours(4) }),
    ];
    const sound = (await db.doc(`performances/${first}`).get()).data()!;
    await db.doc("performances/swan lake").set({ ...sound, startsAt: inHours(3) });
    const logs = await logsOf(async () => {
      const found: string[] = [];
      for (let cursor: string | null = null, pages = 0; pages === 0 || cursor !== null; pages++) {
        const answer = await list({ pageSize: 1, cursor });
        found.push(...answer.performances.map(({ performanceId }) => performanceId));
        cursor = answer.nextCursor;
      }
      expect(found).to.deep.equal([first, third]);
    });
    expect(logs).to.include("document.malformed").and.include(second);
  });

  it("is read once for all who ask for a page at the same moment, and anew for whoever comes later", async () => {
    await openPerformance();
    const crowd = () => Promise.all(Array.from({ length: 40 }, () => list()));
    expect(await requestsOf(crowd)).to.have.length(1);
    expect(await requestsOf(crowd)).to.have.length(1);
    const two = () => Promise.all([list(), list({ pageSize: 1 })]);
    expect(await requestsOf(two)).to.have.length(2);
  });
});
