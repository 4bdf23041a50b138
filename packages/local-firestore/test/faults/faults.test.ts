import { expect } from "chai";
import { Faults } from "../../src/faults/faults.js";
import type { BidiMethod, CallContext, Message, StatusError } from "../../src/service.js";
import { serviceOf } from "../rest/httpServer.js";

const DATABASE = "projects/demo-test/databases/(default)";
const ROOT = `${DATABASE}/documents`;
const context: CallContext = { caller: { kind: "admin" }, signal: new AbortController().signal };
const writing = (...paths: string[]) => ({
  database: DATABASE,
  writes: paths.map((path) => ({ update: { name: `${ROOT}/${path}` } })),
});

/** A service with faults. `seen` are the requests that were executed. */
function recorder() {
  const seen: Message[] = [];
  const faults = new Faults();
  const answer = (request: Message) => {
    seen.push(request);
    return Promise.resolve({});
  };
  const service = faults.wrap(
    serviceOf({
      unary: { commit: answer, getDocument: answer, beginTransaction: answer },
      serverStream: {
        runQuery: async (request, _context, send) => {
          await answer(request);
          send({ document: { name: "first" } });
          send({ document: { name: "second" } });
        },
      },
    }),
  );
  const code = (call: Promise<unknown>) =>
    call.then(
      () => "ok",
      (error: StatusError) => error.code,
    );
  const commit = (...paths: string[]) => code(service.unary.commit(writing(...paths), context));
  return { seen, faults, service, code, commit };
}

const ABORTED = 10;
const UNAVAILABLE = 14;

describe("faults", () => {
  it("are off unless asked for", async () => {
    const { commit, seen } = recorder();
    expect(await commit("bookings/b1")).to.equal("ok");
    expect(seen).to.have.length(1);
  });

  it("follow a script in its order, then stop", async () => {
    const { faults, commit, seen } = recorder();
    const script = [{ fault: "none" }, { fault: "aborted" }, { fault: "unavailable" }, { fault: "cut" }];
    faults.set("demo-test", { methods: { Commit: { script } } });
    const outcomes = [];
    for (let call = 0; call < 6; call++) outcomes.push(await commit("bookings/b1"));
    expect(outcomes).to.deep.equal(["ok", ABORTED, UNAVAILABLE, UNAVAILABLE, "ok", "ok"]);
    expect(seen, "refused calls are not carried out").to.have.length(3);
  });

  it("wait for a call that concerns the step's collection", async () => {
    const { faults, commit } = recorder();
    const script = [{ fault: "aborted", collection: "payments" }, { fault: "unavailable" }];
    faults.set("demo-test", { methods: { Commit: { script } } });
    expect(await commit("bookings/b1")).to.equal("ok");
    expect(await commit("bookings/b1", "payments/p1")).to.equal(ABORTED);
    expect(await commit("bookings/b1")).to.equal(UNAVAILABLE);
  });

  it("carry out the commit whose answer is lost", async () => {
    const { faults, commit, seen } = recorder();
    faults.set("demo-test", { methods: { Commit: { script: [{ fault: "answer-lost" }] } } });
    expect(await commit("bookings/b1")).to.equal(UNAVAILABLE);
    expect(seen).to.deep.equal([writing("bookings/b1")]);
  });

  it("lose all of a streamed answer", async () => {
    const { faults, service, code, seen } = recorder();
    faults.set("demo-test", { methods: { RunQuery: { script: [{ fault: "answer-lost" }] } } });
    const sent: Message[] = [];
    const query = () =>
      code(service.serverStream.runQuery({ parent: ROOT }, context, (message) => sent.push(message)));
    expect(await query()).to.equal(UNAVAILABLE);
    expect(sent).to.be.empty;
    expect(await query()).to.equal("ok");
    expect(sent).to.have.length(2);
    expect(seen).to.have.length(2);
  });

  it("hit other methods only under *, and other projects never", async () => {
    const { faults, service, code, commit } = recorder();
    faults.set("demo-test", { methods: { Commit: { random: [{ fault: "aborted" }] } } });
    expect(await code(service.unary.beginTransaction({ database: DATABASE }, context))).to.equal("ok");
    faults.set("demo-test", { methods: { "*": { random: [{ fault: "aborted" }] } } });
    expect(await code(service.unary.beginTransaction({ database: DATABASE }, context))).to.equal(ABORTED);
    expect(await commit("bookings/b1")).to.equal(ABORTED);
    const elsewhere = { database: "projects/demo-other/databases/(default)" };
    expect(await code(service.unary.commit(elsewhere, context))).to.equal("ok");
  });

  it("come as often as their probability says, the same again with the same seed", async () => {
    const run = async (seed: number) => {
      const { faults, commit } = recorder();
      faults.set("demo-test", {
        seed,
        methods: { Commit: { random: [{ fault: "aborted", probability: 0.25 }] } },
      });
      const outcomes = [];
      for (let call = 0; call < 1000; call++) outcomes.push(await commit("bookings/b1"));
      return outcomes;
    };
    const first = await run(7);
    expect(first.filter((outcome) => outcome === ABORTED).length).to.be.within(200, 300);
    expect(await run(7)).to.deep.equal(first);
    expect(await run(8)).to.not.deep.equal(first);
  });

  it("keep a call waiting for a simulated round trip", async () => {
    const { faults, commit, seen } = recorder();
    faults.set("demo-test", { methods: { "*": { random: [{ fault: "round-trip", ms: 80 }] } } });
    const start = performance.now();
    const done = commit("bookings/b1");
    expect(seen, "the way there takes its time").to.be.empty;
    expect(await done).to.equal("ok");
    expect(performance.now() - start).to.be.above(75);
  });

  it("end once they are cleared", async () => {
    const { faults, commit } = recorder();
    faults.set("demo-test", { methods: { Commit: { random: [{ fault: "aborted" }] } } });
    faults.clear("demo-test");
    expect(await commit("bookings/b1")).to.equal("ok");
  });
});

describe("faults on a stream", () => {
  const ping = { database: DATABASE, addTarget: { documents: { documents: [`${ROOT}/bookings/b1`] } } };

  /** A stream that sends each message back. */
  const echo: BidiMethod = (_context, send) => ({ receive: send, close: () => undefined });

  function open(plan: unknown, method = echo) {
    const faults = new Faults();
    faults.set("demo-test", plan);
    const sent: Message[] = [];
    let ended: (error?: Error) => void;
    const end = new Promise<Error | undefined>((resolve) => (ended = resolve));
    const { bidi } = faults.wrap(serviceOf({ bidi: { listen: method } }));
    const session = bidi.listen(
      context,
      (message) => sent.push(message),
      (error) => ended(error),
    );
    return { session, sent, end };
  }

  it("refuse a message, and with it the stream", async () => {
    const script = [{ fault: "none" }, { fault: "unavailable", collection: "bookings" }];
    const { session, sent, end } = open({ methods: { Listen: { script } } });
    session.receive(ping);
    session.receive(ping);
    session.receive(ping);
    expect(await end).to.have.property("code", UNAVAILABLE);
    expect(sent).to.have.length(1);
  });

  it("lose an answer and end the stream", async () => {
    const { session, sent, end } = open({ methods: { Listen: { script: [{ fault: "answer-lost" }] } } });
    session.receive(ping);
    expect(await end).to.have.property("code", UNAVAILABLE);
    expect(sent).to.be.empty;
  });

  it("delay messages without letting them overtake each other", async () => {
    const done = new Promise<Message[]>((resolve) => {
      const script = [{ fault: "delay", ms: 30 }, { fault: "none" }];
      const received: Message[] = [];
      const method: BidiMethod = () => ({
        receive: (request) => received.push(request),
        close: () => resolve(received),
      });
      const { session } = open({ methods: { Listen: { script } } }, method);
      session.receive({ ...ping, order: 1 });
      session.receive({ ...ping, order: 2 });
      session.close();
    });
    expect((await done).map(({ order }) => order)).to.deep.equal([1, 2]);
  });
});

describe("a simulated round trip on a stream", () => {
  it("takes its time for each message, not for one after the other", async () => {
    const faults = new Faults();
    faults.set("demo-test", { methods: { Listen: { random: [{ fault: "round-trip", ms: 200 }] } } });
    const count = 20;
    const start = performance.now();
    await new Promise<void>((resolve) => {
      let sent = 0;
      const answer = () => {
        if (++sent === count) resolve();
      };
      const echo: BidiMethod = (_context, send) => ({ receive: send, close: () => undefined });
      const { bidi } = faults.wrap(serviceOf({ bidi: { listen: echo } }));
      const session = bidi.listen(context, answer, () => undefined);
      for (let index = 0; index < count; index++) session.receive({ database: DATABASE });
    });
    expect(performance.now() - start).to.be.within(195, 200 * (count / 2));
  });
});

describe("faults of events", () => {
  const event = (path: string) => ({
    document: `${ROOT}/${path}`,
    contentType: "",
    body: "",
    trigger: {
      key: "key",
      project: "demo-test",
      eventType: "",
      generation: 2 as const,
      retry: true,
      wants: () => true,
    },
  });
  const schedules = (plan: unknown, ...paths: string[]) => {
    const faults = new Faults();
    faults.set("demo-test", plan);
    return paths.map((path) => faults.schedule(event(path)));
  };

  it("deliver once and at once unless asked otherwise", () => {
    expect(new Faults().schedule(event("bookings/b1"))).to.deep.equal([0]);
    expect(schedules({}, "bookings/b1")).to.deep.equal([[0]]);
  });

  it("drop, repeat and delay by a script", () => {
    const script = [{ copies: 0 }, { copies: 3, collection: "payments" }, { delayMs: 5000 }];
    expect(
      schedules(
        { events: { script } },
        "bookings/b1",
        "bookings/b2",
        "payments/p1",
        "bookings/b3",
        "bookings/b4",
      ),
    ).to.deep.equal([[], [0], [0, 0, 0], [5000], [0]]);
  });

  it("shuffle within a time, the same again with the same seed", () => {
    const paths = Array.from({ length: 20 }, (_, index) => `bookings/b${index}`);
    const plan = (seed: number) => ({
      seed,
      events: { random: [{ copies: 2, delayMs: 100, shuffleMs: 400 }] },
    });
    const first = schedules(plan(3), ...paths).flat();
    expect(first).to.have.length(40);
    expect(first.every((ms) => ms >= 100 && ms < 500)).to.equal(true);
    expect(first).to.not.deep.equal([...first].sort((a, b) => a - b));
    expect(schedules(plan(3), ...paths).flat()).to.deep.equal(first);
    expect(schedules(plan(4), ...paths).flat()).to.not.deep.equal(first);
  });
});
