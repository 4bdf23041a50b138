import { expect } from "chai";
import {
  checkDocumentName,
  checkParent,
  collectionIdOf,
  databaseOf,
  relativePath,
} from "../../src/values/names.js";
import { documentSize } from "../../src/values/size.js";
import { fields, named, ROOT } from "./make.js";

describe("a document's name", () => {
  it("tells its database, its path and its collection", () => {
    expect(databaseOf(named("a/b"))).to.equal("projects/demo/databases/(default)");
    expect(relativePath(named("a/b/c/d"))).to.equal("a/b/c/d");
    expect(collectionIdOf(named("a/b/c/d"))).to.equal("c");
  });

  it("has the same path whatever the project is called", () => {
    for (const project of ["documents", "documents-app"])
      expect(relativePath(`projects/${project}/databases/(default)/documents/documents/b`)).to.equal(
        "documents/b",
      );
    expect(relativePath("projects/p/databases/(default)/documents")).to.equal("");
  });

  for (const path of [
    "a/b",
    "a/b/c/d",
    "a/__id7__",
    "a/.b",
    "a/__b",
    // https://firebase.google.com/docs/firestore/quotas reserves `__.*__`, but the cloud takes four underscores.
    "a/____",
    `a/${"x".repeat(1500)}`,
    "a/é 日本",
    Array.from({ length: 8 }, () => "y".repeat(750)).join("/"),
    Array.from({ length: 200 }, () => "z").join("/"),
  ]) {
    it(`may be ${path.slice(0, 20)}`, () => checkDocumentName(named(path)));
  }

  for (const path of [
    "",
    "a",
    "a/b/c",
    "a/.",
    "a/..",
    "a/__b__",
    "a/_____",
    "__a__/b",
    "a//b/c",
    `a/${"x".repeat(1501)}`,
    "a/\ud800",
    // The limits are 6 KiB (https://firebase.google.com/docs/firestore/quotas) and 100 levels
    // (https://firebase.google.com/docs/firestore/data-model#subcollections).
    Array.from({ length: 8 }, () => "x".repeat(800)).join("/"),
    Array.from({ length: 202 }, () => "x").join("/"),
  ]) {
    it(`may not be ${JSON.stringify(path.slice(0, 20))}`, () => {
      expect(() => checkDocumentName(named(path)))
        .to.throw()
        .with.property("code", 3);
    });
  }

  it("may be a parent, and so may the root", () => {
    checkParent(ROOT);
    checkParent(named("a/b"));
    expect(() => checkParent(named("a")))
      .to.throw()
      .with.property("code", 3);
  });
});

describe("a document's size", () => {
  it("is what the documentation computes for its example", () => {
    // https://firebase.google.com/docs/firestore/storage-size#document-size
    const task = { type: "Personal", done: false, priority: 1, description: "Learn Cloud Firestore" };
    expect(documentSize(named("users/jeff/tasks/my_task_id"), fields(task))).to.equal(147);
  });
});
