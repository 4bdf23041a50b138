import { expect } from "chai";
import { type Query, rules, user, where, World } from "./world.js";

const alice = user("alice");

const owner = "resource.data.owner == request.auth.uid";

describe("a collection group's query", () => {
  const group = (body: string, query: Query = {}, path = "posts") =>
    new World(rules(body)).list(alice, path, { ...query, allDescendants: true }).allowed;

  it("needs a rule for the collection at any depth", () => {
    expect(group("match /{path=**}/posts/{post} { allow list; }")).to.equal(true);
    expect(group("match /{document=**} { allow list; }")).to.equal(true);
    expect(group("match /posts/{post} { allow list; }")).to.equal(false);
    expect(group("match /users/{uid}/posts/{post} { allow list; }")).to.equal(false);
    expect(group("match /{path=**}/comments/{id} { allow list; }")).to.equal(false);
  });

  it("is held to the rule's conditions, but not to what depends on the depth", () => {
    const body = `match /{path=**}/posts/{post} { allow list: if ${owner}; }`;
    expect(group(body, { where: where("owner", "==", "alice") })).to.equal(true);
    expect(group(body)).to.equal(false);
    expect(group("match /{path=**}/posts/{post} { allow list: if path[0] == 'users'; }")).to.equal(false);
  });

  it("below a document is covered by rules for that document", () => {
    const body = "match /users/{uid}/{rest=**} { allow list: if uid == request.auth.uid; }";
    expect(group(body, {}, "users/alice/posts")).to.equal(true);
    expect(group(body, {}, "users/bob/posts")).to.equal(false);
    expect(group(body)).to.equal(false);
  });

  it("is not there in version 1", () => {
    const world = new World(rules("match /{document=**} { allow list; }").replace("'2'", "'1'"));
    expect(world.list(alice, "posts", { allDescendants: true }).allowed).to.equal(false);
    expect(world.list(alice, "posts").allowed).to.equal(true);
  });
});
