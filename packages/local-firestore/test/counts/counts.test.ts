import { expect } from "chai";
import { Counts } from "../../src/counts/counts.js";
import { StatusError, type CallContext, type Charge } from "../../src/service.js";
import { serviceOf } from "../rest/httpServer.js";

const DATABASE = "projects/demo-test/databases/(default)";
const ROOT = `${DATABASE}/documents`;
const context: CallContext = { caller: { kind: "admin" }, signal: new AbortController().signal };
const charge = (operation: Charge["operation"], collection: string, units = 1, bytes = 0): Charge => ({
  operation,
  units,
  collection,
  bytes,
});
const tally = (requests: number, reads = 0, writes = 0, deletes = 0, bytes = 0) => ({
  requests,
  reads,
  writes,
  deletes,
  bytes,
});

describe("counts", () => {
  it("sums what is billed by method and by collection; a request counts once in each", async () => {
    const counts = new Counts();
    const service = counts.wrap(
      serviceOf({
        unary: {
          commit: (_request, { charge: bill }) => {
            bill?.(charge("write", "bookings", 1, 300));
            bill?.(charge("write", "occupiedSeats", 1, 100));
            bill?.(charge("write", "occupiedSeats", 1, 100));
            bill?.(charge("delete", "ticketCounts"));
            return Promise.resolve({});
          },
          beginTransaction: () => Promise.resolve({}),
        },
        serverStream: {
          runQuery: (_request, { charge: bill }, send) => {
            bill?.(charge("read", "bookings", 3, 900));
            send({});
            return Promise.resolve();
          },
        },
      }),
    );
    await service.unary.beginTransaction({ database: DATABASE }, context);
    await service.unary.commit({ database: DATABASE }, context);
    await service.serverStream.runQuery({ parent: ROOT }, context, () => undefined);
    expect(counts.read("demo-test")).to.deep.equal({
      total: tally(3, 3, 3, 1, 1400),
      methods: {
        BeginTransaction: tally(1),
        Commit: tally(1, 0, 3, 1, 500),
        RunQuery: tally(1, 3, 0, 0, 900),
      },
      collections: {
        bookings: tally(2, 3, 1, 0, 1200),
        occupiedSeats: tally(1, 0, 2, 0, 200),
        ticketCounts: tally(1, 0, 0, 1),
      },
    });
  });

  it("counts a refused request, and what was billed before it was refused", async () => {
    const counts = new Counts();
    const { unary } = counts.wrap(
      serviceOf({
        unary: {
          getDocument: (_request, { charge: bill }) => {
            bill?.(charge("read", "bookings"));
            return Promise.reject(new StatusError(5, "No such document."));
          },
        },
      }),
    );
    const refused = await unary
      .getDocument({ name: `${ROOT}/bookings/b1` }, context)
      .catch((error: unknown) => error);
    expect(refused).to.have.property("code", 5);
    expect(counts.read("demo-test").total).to.deep.equal(tally(1, 1));
  });

  it("counts each message on a stream, and charges as the listener sends", () => {
    const counts = new Counts();
    let bill: CallContext["charge"];
    const { bidi } = counts.wrap(
      serviceOf({
        bidi: {
          listen: ({ charge: given }) => {
            bill = given;
            return { receive: () => undefined, close: () => undefined };
          },
        },
      }),
    );
    const session = bidi.listen(
      context,
      () => undefined,
      () => undefined,
    );
    session.receive({ database: DATABASE, addTarget: { targetId: 2 } });
    bill?.(charge("read", "bookings", 2));
    session.receive({ database: DATABASE, removeTarget: 2 });
    bill?.(charge("read", "bookings"));
    expect(counts.read("demo-test")).to.deep.equal({
      total: tally(2, 3),
      methods: { Listen: tally(2, 3) },
      collections: { bookings: tally(2, 3) },
    });
  });

  it("keeps projects apart, and starts again at zero for the one that is reset", async () => {
    const counts = new Counts();
    const { unary } = counts.wrap(serviceOf({ unary: { commit: () => Promise.resolve({}) } }));
    await unary.commit({ database: DATABASE }, context);
    await unary.commit({ database: "projects/demo-other/databases/(default)" }, context);
    counts.reset("demo-test");
    expect(counts.read("demo-test")).to.deep.equal({ total: tally(0), methods: {}, collections: {} });
    expect(counts.read("demo-other").total).to.deep.equal(tally(1));
  });
});
