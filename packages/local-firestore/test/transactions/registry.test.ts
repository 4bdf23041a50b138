import { expect } from "chai";
import { Transactions } from "../../src/transactions/registry.js";
import { toMicros } from "../../src/values/timestamp.js";
import type { Transaction } from "../../src/transactions/transaction.js";

/** A registry that tells when a transaction is over. */
function registry(limits = { idleMillis: 60_000, totalMillis: 270_000 }) {
  let tell: (transaction: Transaction) => void = () => undefined;
  const over = new Promise<Transaction>((resolve) => (tell = resolve));
  return { transactions: new Transactions((asked) => (asked ? toMicros(asked) : 42), tell, limits), over };
}

describe("a transaction", () => {
  it("is younger than those before it, but a retry keeps its age", () => {
    const { transactions } = registry();
    const first = transactions.begin({});
    const second = transactions.begin({});
    const retry = transactions.begin({ readWrite: { retryTransaction: first.id } });
    expect(second.age).to.be.greaterThan(first.age);
    expect(retry.age).to.equal(first.age);
    expect(() => transactions.use(first.id))
      .to.throw()
      .with.property("code", 3);
  });

  it("is refused when it is unknown or over", () => {
    const { transactions } = registry();
    expect(() => transactions.use(Buffer.from("x")))
      .to.throw("Invalid transaction.")
      .with.property("code", 3);
    const transaction = transactions.begin({});
    transaction.finish();
    expect(() => transactions.use(transaction.id))
      .to.throw("The referenced transaction has expired or is no longer valid.")
      .with.property("code", 3);
    expect(() => transactions.useToCommit(transaction.id))
      .to.throw("The referenced transaction has expired or is no longer valid.")
      .with.property("code", 10);
  });

  it("hears why it was aborted at its next call", () => {
    const { transactions } = registry();
    const transaction = transactions.begin({});
    transaction.wound("lost");
    expect(() => transactions.use(transaction.id))
      .to.throw("lost")
      .with.property("code", 10);
  });

  it("ends when nothing is heard of it for a while, and gives its locks back", async () => {
    const { transactions, over } = registry({ idleMillis: 5, totalMillis: 60_000 });
    const transaction = transactions.begin({});
    // The transaction's timers do not keep the process alive, so this one does.
    const alive = setTimeout(() => undefined, 10_000);
    expect(await over).to.equal(transaction);
    clearTimeout(alive);
    // The Admin SDK repeats a transaction that was refused with this code and these words.
    expect(() => transactions.useToCommit(transaction.id))
      .to.throw("has expired")
      .with.property("code", 3);
  });

  it("ends after its total time however busy it is", async () => {
    const { transactions, over } = registry({ idleMillis: 60_000, totalMillis: 20 });
    const transaction = transactions.begin({});
    const busy = setInterval(() => transaction.open && transaction.use(), 1);
    expect(await over).to.equal(transaction);
    clearInterval(busy);
  });

  it("reads at its beginning if it is read-only, or at the time it names", () => {
    const { transactions } = registry();
    expect(transactions.begin({ readOnly: {} }).mode).to.deep.equal({ kind: "readOnly", readTime: 42 });
    const past = transactions.begin({ readOnly: { readTime: { seconds: "1", nanos: 5_999 } } });
    expect(past.mode).to.deep.equal({ kind: "readOnly", readTime: 1_000_005 });
  });
});
