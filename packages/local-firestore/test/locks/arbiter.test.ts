import { expect } from "chai";
import { Arbiter, LOCK_TIMEOUT, WOUNDED } from "../../src/locks/arbiter.js";
import type { Holder, Intent, Range } from "../../src/locks/lockTable.js";
import type { Document } from "../../src/storage/document.js";

const doc = (name: string): Document => ({ name, fields: {}, createTime: 1, updateTime: 1, size: 1 });
const creates = (...names: string[]): Intent => ({
  names: new Set(names),
  changes: () => names.map((name) => ({ name, before: null, after: doc(name) })),
});

class Transaction implements Holder {
  woundedBecause: string | undefined;
  constructor(readonly age: number) {}
  wound(reason: string): void {
    this.woundedBecause = reason;
  }
}

/** An arbiter, and functions that read and write under its locks. `log` has what ran, in order. */
function scene(lockWaitMillis = 5000) {
  const arbiter = new Arbiter(lockWaitMillis);
  const log: string[] = [];
  const read = (holder: Holder, ...names: string[]) =>
    arbiter.read(holder, { names }, () => ({ value: log.push(`read ${names.join()}`), read: { names } }));
  const readRange = (holder: Holder, range: Range) =>
    arbiter.read(holder, { range }, () => ({ value: log.push("read range"), read: { range } }));
  const write = (what: string, holder: Holder | undefined, ...names: string[]) =>
    arbiter
      .write(holder, creates(...names), () => log.push(what))
      .finally(() => holder && arbiter.release(holder));
  return { arbiter, log, read, readRange, write };
}

const reasonOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "no refusal",
    (error: Error) => error.message,
  );
/** Waits until every read and write that is not blocked has run. */
const settle = async (): Promise<void> => {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve));
};

describe("locks", () => {
  it("let readers share", async () => {
    const { log, read } = scene();
    await Promise.all([read(new Transaction(1), "a"), read(new Transaction(2), "a")]);
    expect(log).to.deep.equal(["read a", "read a"]);
  });

  it("let a plain write through where nobody reads", async () => {
    const { log, read, write } = scene();
    await read(new Transaction(1), "a");
    await write("b", undefined, "b");
    expect(log).to.deep.equal(["read a", "b"]);
  });

  it("make a plain write wait for the transaction that read its document", async () => {
    const { log, read, write } = scene();
    const transaction = new Transaction(1);
    await read(transaction, "a");
    const plain = write("plain", undefined, "a");
    await settle();
    await write("transaction", transaction, "a");
    await plain;
    expect(log).to.deep.equal(["read a", "transaction", "plain"]);
  });

  it("abort the younger of two transactions when the older writes", async () => {
    const { log, read, write } = scene();
    const [older, younger] = [new Transaction(1), new Transaction(2)];
    await read(older, "a");
    await read(younger, "a");
    await write("older", older, "a");
    expect(younger.woundedBecause).to.equal(WOUNDED);
    expect(older.woundedBecause).to.equal(undefined);
    expect(log.at(-1)).to.equal("older");
  });

  it("make the younger wait for the older, and abort it if the older writes after all", async () => {
    const { log, read, write } = scene();
    const [older, younger] = [new Transaction(1), new Transaction(2)];
    await read(older, "a");
    await read(younger, "a");
    const late = reasonOf(write("younger", younger, "a"));
    await settle();
    expect(log).to.deep.equal(["read a", "read a"]);
    await write("older", older, "a");
    expect(await late).to.equal(WOUNDED);
    expect(log.at(-1)).to.equal("older");
  });

  it("let the younger go on when the older gives up", async () => {
    const { arbiter, log, read, write } = scene();
    const [older, younger] = [new Transaction(1), new Transaction(2)];
    await read(older, "a");
    await read(younger, "a");
    const waiting = write("younger", younger, "a");
    await settle();
    arbiter.release(older);
    await waiting;
    expect(log.at(-1)).to.equal("younger");
  });

  it("allow no phantom: of two that saw a query empty, one creates", async () => {
    const { log, readRange, write } = scene();
    const [older, younger] = [new Transaction(1), new Transaction(2)];
    const inRange: Range = ({ name }) => name.startsWith("seat");
    for (const transaction of [older, younger]) await readRange(transaction, inRange);
    const losing = reasonOf(write("created", younger, "seat2"));
    await write("created", older, "seat1");
    expect(await losing).to.equal(WOUNDED);
    expect(log.filter((entry) => entry === "created")).to.have.length(1);
  });

  it("do not hold up writes outside what a query read", async () => {
    const { log, readRange, write } = scene();
    await readRange(new Transaction(1), ({ name }) => name.startsWith("seat"));
    await write("other", undefined, "other");
    expect(log.at(-1)).to.equal("other");
  });

  it("keep a late reader behind a write that waits already", async () => {
    const { log, read, write } = scene();
    const [first, late] = [new Transaction(1), new Transaction(2)];
    await read(first, "a");
    const plain = write("plain", undefined, "a");
    const reading = read(late, "a");
    await settle();
    await write("first", first, "a");
    await Promise.all([plain, reading]);
    expect(log).to.deep.equal(["read a", "first", "plain", "read a"]);
  });

  it("let a reader pass a write that waits for this very reader", async () => {
    const { log, read, write } = scene();
    const reader = new Transaction(1);
    await read(reader, "a");
    const plain = write("plain", undefined, "a", "b");
    await settle();
    await read(reader, "b");
    await write("reader", reader, "b");
    await plain;
    expect(log).to.deep.equal(["read a", "read b", "reader", "plain"]);
  });

  it("find no deadlock where a reader waits for a write that comes to wait for the reader", async () => {
    const { log, read, write } = scene();
    const [older, younger] = [new Transaction(1), new Transaction(2)];
    await read(older, "x");
    await read(younger, "a");
    const plain = write("plain", undefined, "a");
    const reading = read(older, "a");
    await settle();
    expect(log).to.deep.equal(["read x", "read a"]);
    // The younger now waits for the older, which waits for the plain write, which waits for the younger.
    const losing = reasonOf(write("younger", younger, "x", "a"));
    await reading;
    await write("older", older, "a");
    await plain;
    expect(await losing).to.equal(WOUNDED);
    expect(log.slice(2)).to.deep.equal(["read a", "older", "plain"]);
  });

  it("are given up on after a time, with the cloud's words", async () => {
    const { read, write } = scene(5);
    await read(new Transaction(1), "a");
    expect(await reasonOf(write("plain", undefined, "a"))).to.equal(LOCK_TIMEOUT);
  });

  it("are taken one at a time by a crowd, the oldest transaction first", async () => {
    const { log, read, write, arbiter } = scene();
    const holder = new Transaction(0);
    await read(holder, "a");
    const ages = Array.from({ length: 500 }, (_, i) => ((i * 7919) % 500) + 1);
    const writes = ages.map((age) => write(String(age), new Transaction(age), "a"));
    await settle();
    arbiter.release(holder);
    await Promise.all(writes);
    expect(log.slice(1)).to.deep.equal(
      ages
        .map(Number)
        .sort((a, b) => a - b)
        .map(String),
    );
  });
});
