import { expect } from "chai";
import { and, or, type Query, reference, rules, user, where, World } from "./world.js";

const alice = user("alice");

/** Whether Alice may run a query under rules that allow `list` on this condition. */
function lists(condition: string, query: Query = {}, path = "docs"): boolean {
  const world = new World(rules(`match /docs/{id} { allow list: if ${condition}; }`), {
    "groups/g": { members: ["alice"] },
  });
  return world.list(alice, path, query).allowed;
}

const owner = "resource.data.owner == request.auth.uid";

describe("a query is allowed", () => {
  const proven: [name: string, condition: string, query: Query][] = [
    ["where a rule asks nothing of the documents", "request.auth != null", {}],
    ["by the equality that the rule asks for", owner, { where: where("owner", "==", "alice") }],
    [
      "by one equality among others",
      owner,
      { where: and(where("a", "==", 1), where("owner", "==", "alice")) },
    ],
    [
      "by one side of an or in the rule",
      `resource.data.public == true || ${owner}`,
      { where: where("owner", "==", "alice") },
    ],
    ["by a bool as the condition itself", "resource.data.public", { where: where("public", "==", true) }],
    ["by a bool negated", "!resource.data.hidden", { where: where("hidden", "==", false) }],
    [
      "if each part of its or is",
      `resource.data.public == true || ${owner}`,
      { where: or(where("public", "==", true), where("owner", "==", "alice")) },
    ],
    [
      "if each value of its in is",
      "resource.data.state in ['a', 'b', 'c']",
      { where: where("state", "in", ["a", "b"]) },
    ],
    [
      "by a value other than those it leaves out",
      "resource.data.state != 'draft'",
      { where: where("state", "!=", "draft") },
    ],
    [
      "by not-in",
      "!(resource.data.state in ['x', 'y'])",
      { where: where("state", "not-in", ["x", "y", "z"]) },
    ],
    [
      "by a value that it requires not to be null",
      "resource.data.state != null",
      { where: where("state", "!=", null) },
    ],
    [
      "by null, where the rule wants null",
      "resource.data.deletedAt == null",
      { where: where("deletedAt", "==", null) },
    ],
    ["by a bound as tight", "resource.data.price < 100", { where: where("price", "<", 100) }],
    ["by a bound that is tighter", "resource.data.price <= 100", { where: where("price", "<", 50) }],
    ["by a lower bound", "resource.data.price > 0", { where: where("price", ">=", 1) }],
    [
      "by a bound on either side of the comparison",
      "0 < resource.data.price",
      { where: where("price", ">", 0) },
    ],
    [
      "by a time that has passed",
      "resource.data.at < request.time",
      { where: where("at", "<", new Date(0)) },
    ],
    [
      "by a range of strings",
      "resource.data.name >= 'a'",
      { where: and(where("name", ">=", "b"), where("name", "<", "c")) },
    ],
    ["by the type of a bound", "resource.data.price is number", { where: where("price", ">", 0) }],
    [
      "by array-contains",
      "request.auth.uid in resource.data.members",
      { where: where("members", "array-contains", "alice") },
    ],
    [
      "by array-contains, asked with hasAny",
      "resource.data.members.hasAny([request.auth.uid, 'all'])",
      { where: where("members", "array-contains", "alice") },
    ],
    [
      "by each value of array-contains-any",
      "resource.data.tags.hasAny(['a', 'b', 'c'])",
      { where: where("tags", "array-contains-any", ["a", "b"]) },
    ],
    [
      "by a field within a map",
      "resource.data.roles[request.auth.uid] == 'admin'",
      { where: where("roles.alice", "==", "admin") },
    ],
    [
      "by a key of a map that is ordered by",
      "request.auth.uid in resource.data.roles",
      { orderBy: ["roles.alice"] },
    ],
    ["by the existence of a field it orders by", "'rank' in resource.data", { orderBy: ["rank"] }],
    [
      "by a field read with a default",
      "resource.data.get('deleted', false) == false",
      { where: where("deleted", "==", false) },
    ],
    [
      "by a whole value that it pins",
      "resource.data.title.size() < 10 && resource.data.title is string",
      { where: where("title", "==", "short") },
    ],
    [
      "by another document that it leads to",
      "request.auth.uid in get(/databases/$(database)/documents/groups/$(resource.data.group)).data.members",
      { where: where("group", "==", "g") },
    ],
    [
      "by a reference",
      "resource.data.user == /databases/$(database)/documents/users/$(request.auth.uid)",
      { where: where("user", "==", reference("users/alice")) },
    ],
    [
      "by the document's name",
      "id == request.auth.uid",
      { where: where("__name__", "==", reference("docs/alice")) },
    ],
    [
      "by the document's name as resource.id",
      "resource.id == request.auth.uid",
      { where: where("__name__", "in", [reference("docs/alice")]) },
    ],
    ["by its limit", "request.query.limit <= 50", { limit: 50 }],
    [
      "by its offset and the lack of one",
      "request.query.offset == null && request.query.limit == 1",
      { limit: 1 },
    ],
    ["for what exists in any case", "resource != null && resource.data is map && id is string", {}],
    ["by an escaped field name", "resource.data['odd.name'] == 1", { where: where("`odd.name`", "==", 1) }],
  ];
  for (const [name, condition, query] of proven) {
    it(name, () => {
      expect(lists(condition, query)).to.equal(true);
    });
  }

  it("through functions, as a get would be", () => {
    const world = new World(
      rules(`
        match /stories/{id} {
          function authorOrPublished() {
            let story = resource.data;
            return story.published == true || isMe(story.author);
          }
          function isMe(uid) { return request.auth.uid == uid; }
          allow list: if request.query.limit <= 10 && authorOrPublished();
        }`),
    );
    expect(
      world.list(null, "stories", { where: where("published", "==", true), limit: 10 }).allowed,
    ).to.equal(true);
    expect(
      world.list(alice, "stories", { where: where("author", "==", "alice"), limit: 5 }).allowed,
    ).to.equal(true);
    expect(world.list(alice, "stories", { where: where("author", "==", "bob"), limit: 5 }).allowed).to.equal(
      false,
    );
    expect(
      world.list(alice, "stories", { where: where("author", "==", "alice"), limit: 11 }).allowed,
    ).to.equal(false);
    expect(world.list(alice, "stories", { where: where("author", "==", "alice") }).allowed).to.equal(false);
  });

  it("in a subcollection, by the path of its parent", () => {
    const world = new World(
      rules("match /users/{uid}/posts/{post} { allow list: if request.auth.uid == uid; }"),
    );
    expect(world.list(alice, "users/alice/posts").allowed).to.equal(true);
    expect(world.list(alice, "users/bob/posts").allowed).to.equal(false);
    expect(world.list(alice, "users/alice/drafts").allowed).to.equal(false);
  });
});

describe("a query is denied", () => {
  const unproven: [name: string, condition: string, query: Query][] = [
    ["without the filter that the rule asks for", owner, {}],
    ["with another value", owner, { where: where("owner", "==", "bob") }],
    ["by a filter on another field", owner, { where: where("author", "==", "alice") }],
    [
      "if one part of its or is not allowed",
      owner,
      { where: or(where("owner", "==", "alice"), where("public", "==", true)) },
    ],
    [
      "if one value of its in is not allowed",
      "resource.data.state in ['a', 'b']",
      { where: where("state", "in", ["a", "c"]) },
    ],
    ["by a looser bound", "resource.data.price < 100", { where: where("price", "<=", 100) }],
    ["by a bound of the other side", "resource.data.price < 100", { where: where("price", ">", 0) }],
    [
      "for what an inequality leaves open",
      "resource.data.state == 'a'",
      { where: where("state", "!=", "b") },
    ],
    [
      "by a type that the bound does not settle",
      "resource.data.price is int",
      { where: where("price", ">", 0) },
    ],
    [
      "by array-contains of someone else",
      "request.auth.uid in resource.data.members",
      { where: where("members", "array-contains", "bob") },
    ],
    [
      "if one value of array-contains-any is not enough",
      "resource.data.tags.hasAny(['a'])",
      { where: where("tags", "array-contains-any", ["a", "b"]) },
    ],
    ["on a missing document", "resource == null", {}],
    [
      "on keys, which no filter tells",
      "resource.data.keys().hasAll(['owner'])",
      { where: where("owner", "==", "alice") },
    ],
    ["on the absence of a field", "!('deleted' in resource.data)", {}],
    ["on a default that may not apply", "resource.data.get('deleted', false) == false", {}],
    ["on the negation of what is not known", `!(${owner})`, {}],
    ["on a document's id", "id == request.auth.uid", {}],
    [
      "on another document's id",
      "id == request.auth.uid",
      { where: where("__name__", "==", reference("docs/bob")) },
    ],
    [
      "on a document that each result would lead to",
      "exists(/databases/$(database)/documents/groups/$(resource.data.group))",
      {},
    ],
    ["without a limit where one is asked for", "request.query.limit <= 50", {}],
    ["beyond the limit", "request.query.limit <= 50", { limit: 51 }],
    ["by a field that only is ordered by", "resource.data.rank != null", { orderBy: ["rank"] }],
    ["by a choice on what is not known", "resource.data.public ? true : false", {}],
    ["by an or of nothing, which finds everything", owner, { where: or() }],
  ];
  for (const [name, condition, query] of unproven) {
    it(name, () => {
      expect(lists(condition, query)).to.equal(false);
    });
  }

  it("where only get is allowed", () => {
    expect(new World(rules("match /docs/{id} { allow get; }")).list(alice, "docs").allowed).to.equal(false);
  });

  it("on a collection of which rules cover one document only", () => {
    const world = new World(rules("match /docs/one { allow list; }"));
    expect(world.list(alice, "docs").allowed).to.equal(false);
    expect(
      world.list(alice, "docs", { where: where("__name__", "==", reference("docs/one")) }).allowed,
    ).to.equal(true);
  });
});
