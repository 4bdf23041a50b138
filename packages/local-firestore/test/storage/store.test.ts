import { expect } from "chai";
import { History } from "../../src/storage/history.js";
import { Store } from "../../src/storage/store.js";
import type { Document } from "../../src/storage/document.js";
import { fields, named } from "../values/make.js";

const document = (path: string, content: Record<string, unknown>, time = 1): Document => ({
  name: named(path),
  fields: fields(content),
  createTime: time,
  updateTime: time,
  size: 100,
});

function put(store: Store, path: string, content: Record<string, unknown> | null): number {
  const time = store.clock.now();
  const before = store.get(named(path));
  store.apply([{ name: named(path), before, after: content && document(path, content, time) }], time);
  return time;
}

describe("the store", () => {
  it("tells a document as it was at any time since its start", () => {
    const store = new Store();
    const start = store.clock.now();
    const first = put(store, "a/1", { n: 1 });
    const second = put(store, "a/1", { n: 2 });
    const third = put(store, "a/1", null);
    expect(store.get(named("a/1"), start)).to.equal(null);
    expect(store.get(named("a/1"), first)?.fields).to.deep.equal(fields({ n: 1 }));
    expect(store.get(named("a/1"), second)?.fields).to.deep.equal(fields({ n: 2 }));
    expect(store.get(named("a/1"), third)).to.equal(null);
    // Reads may go back one hour (firestore.proto, `read_time`), also to before the start, when there was nothing.
    expect(store.get(named("a/1"), start - 60e6)).to.equal(null);
    expect(() => store.get(named("a/1"), start - 3601e6))
      .to.throw("snapshot version is too old")
      .with.property("code", 9);
  });

  it("tells listeners of each commit, and of a clearing as one", () => {
    const store = new Store();
    const heard: number[] = [];
    store.onCommit((changes) => heard.push(changes.length));
    put(store, "a/1", { n: 1 });
    put(store, "b/1", { n: 1 });
    store.clear();
    expect(heard).to.deep.equal([1, 1, 2]);
    expect(store.size).to.equal(0);
    expect([...store.collectionNames()]).to.deep.equal([]);
  });

  it("clears a document or a collection with everything below, and nothing beside it", () => {
    const store = new Store();
    const left = () =>
      [...store.set({ kind: "everything" }).all()].map(({ name }) => name.slice(named("").length)).sort();
    for (const path of ["c/a", "c/a/d/1", "c/ab", "c/b/e/1", "cd/a"]) put(store, path, {});
    store.clear("c/a");
    expect(left()).to.deep.equal(["c/ab", "c/b/e/1", "cd/a"]);
    store.clear("c");
    expect(left()).to.deep.equal(["cd/a"]);
  });

  it("keeps indexes over collections up to date as collections come and go", () => {
    const store = new Store();
    const names = () => [...store.set({ kind: "group", collectionId: "c" }).all()].map(({ name }) => name);
    put(store, "c/1", {});
    expect(names()).to.deep.equal([named("c/1")]);
    put(store, "a/1/c/2", {});
    put(store, "c/1", null);
    expect(names()).to.deep.equal([named("a/1/c/2")]);
  });
});

describe("the history", () => {
  it("forgets the oldest when it grows too large, and says so", () => {
    const history = new History(0, 1000);
    const change = { name: named("a/1"), before: document("a/1", {}), after: null };
    for (let time = 1; time <= 10; time++) history.record(time * 10, [change]);
    expect(history.reaches(0)).to.equal(false);
    expect(history.reaches(100)).to.equal(true);
    expect(() => history.changedSince(5)).to.throw("snapshot version is too old");
    expect([...history.changedSince(99).keys()]).to.deep.equal([named("a/1")]);
  });

  it("forgets what is over an hour old", () => {
    const history = new History(0);
    const change = { name: named("a/1"), before: null, after: document("a/1", {}) };
    history.record(1e6, [change]);
    history.record(2e6 + 3600e6, [change]);
    expect(history.reaches(1e6 - 1)).to.equal(false);
    expect(history.reaches(1e6)).to.equal(true);
  });
});
