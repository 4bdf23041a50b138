import { expect } from "chai";
import { rules, user, World } from "./world.js";

const alice = user("alice");

/** Whether Alice may get the document at a path under rules with this body. */
function reads(body: string, path: string, version = "2"): boolean {
  const source = rules(body).replace("'2'", `'${version}'`);
  return new World(source, { [path]: { x: 1 } }).get(alice, path).allowed;
}

describe("match", () => {
  const cases: [pattern: string, path: string, matches: boolean][] = [
    ["/cities/{city}", "cities/SF", true],
    ["/cities/{city}", "cities/SF/landmarks/bridge", false],
    ["/cities/SF", "cities/SF", true],
    ["/cities/SF", "cities/LA", false],
    ["/cities/{city}/{document=**}", "cities/SF", true],
    ["/cities/{city}/{document=**}", "cities/SF/landmarks/bridge/photos/1", true],
    ["/{document=**}", "cities/SF", true],
    ["/{path=**}/songs/{song}", "songs/one", true],
    ["/{path=**}/songs/{song}", "artists/a/albums/b/songs/one", true],
    ["/{path=**}/songs/{song}", "artists/a", false],
    ["/{collection}/{id}", "cities/SF", true],
    ["/users/{uid}/{collection}/{id}", "users/a/posts/b", true],
  ];
  for (const [pattern, path, matches] of cases) {
    it(`${pattern} ${matches ? "covers" : "does not cover"} ${path}`, () => {
      expect(reads(`match ${pattern} { allow read; }`, path)).to.equal(matches);
    });
  }

  it("nests, and each match sees the wildcards around it", () => {
    const body =
      "match /users/{uid} { match /posts/{post} { allow read: if uid == 'alice' && post == 'one'; } }";
    expect(reads(body, "users/alice/posts/one")).to.equal(true);
    expect(reads(body, "users/bob/posts/one")).to.equal(false);
    expect(reads(body, "users/alice")).to.equal(false);
  });

  it("nests under a recursive wildcard at any depth", () => {
    const body = "match /{rest=**} { match /posts/{post} { allow read: if post == 'one'; } }";
    expect(reads(body, "posts/one")).to.equal(true);
    expect(reads(body, "users/alice/posts/one")).to.equal(true);
    expect(reads(body, "users/alice")).to.equal(false);
  });

  it("binds a recursive wildcard to the path it covers", () => {
    const body =
      "match /files/{file=**} { allow read: if file is path && file[0] == 'a' && file == /a/b/c; }";
    expect(reads(body, "files/a/b/c")).to.equal(true);
    expect(reads(body, "files/a/b/d")).to.equal(false);
  });

  it("allows what any of several matches or statements allows", () => {
    const body = `
      match /docs/{id} { allow read: if false; allow get: if id == 'one'; }
      match /{document=**} { allow read: if request.auth.token.admin; }
      match /docs/two { allow get; }`;
    expect(reads(body, "docs/one")).to.equal(true);
    expect(reads(body, "docs/two")).to.equal(true);
    expect(reads(body, "docs/three")).to.equal(false);
  });

  it("wants at least one segment for a recursive wildcard in version 1", () => {
    const body = "match /cities/{city}/{document=**} { allow read; }";
    expect(reads(body, "cities/SF", "1")).to.equal(false);
    expect(reads(body, "cities/SF/landmarks/bridge", "1")).to.equal(true);
    expect(reads("match /{document=**} { allow read; }", "cities/SF", "1")).to.equal(true);
  });

  it("tells the methods apart", () => {
    const allowed = (method: string) => {
      const world = new World(rules(`match /docs/{id} { allow ${method}; }`), { "docs/old": {} });
      return [
        world.get(alice, "docs/old"),
        world.list(alice, "docs"),
        world.create(alice, "docs/new", {}),
        world.update(alice, "docs/old", {}),
        world.delete(alice, "docs/old"),
      ].map((verdict) => verdict.allowed);
    };
    expect(allowed("read")).to.deep.equal([true, true, false, false, false]);
    expect(allowed("write")).to.deep.equal([false, false, true, true, true]);
    expect(allowed("get")).to.deep.equal([true, false, false, false, false]);
    expect(allowed("list")).to.deep.equal([false, true, false, false, false]);
    expect(allowed("create, delete")).to.deep.equal([false, false, true, false, true]);
    expect(allowed("update")).to.deep.equal([false, false, false, true, false]);
  });

  it("denies what no rule mentions, and says which rules refused", () => {
    const world = new World(
      rules("match /docs/{id} {\n  allow get: if false;\n  allow get: if resource.data.x;\n}"),
      { "docs/one": {} },
    );
    expect(world.get(alice, "other/one")).to.deep.equal({
      allowed: false,
      reason: "no rule allows 'get' at /other/one",
    });
    expect(world.get(alice, "docs/one").reason).to.equal(
      "false for 'get' @ L5, Property x is undefined on object. for 'get' @ L6",
    );
  });
});

describe("functions in rules", () => {
  it("take arguments, bind variables and see the wildcards where they are declared", () => {
    const body = `
      function isSignedIn() { return request.auth != null; }
      match /users/{uid} {
        function isOwner() { return isSignedIn() && request.auth.uid == uid; }
        allow get: if isOwner();
        match /posts/{post} {
          function may(who, what) {
            let owner = who == request.auth.uid;
            let first = what == 'one';
            return owner && first && uid == who;
          }
          allow get: if may(uid, post);
        }
      }`;
    expect(reads(body, "users/alice")).to.equal(true);
    expect(reads(body, "users/bob")).to.equal(false);
    expect(reads(body, "users/alice/posts/one")).to.equal(true);
    expect(reads(body, "users/alice/posts/two")).to.equal(false);
  });

  it("do not see their caller's names", () => {
    const body = `
      function callersWildcard() { return id == 'one'; }
      function callersArgument() { return argument == 'one'; }
      function pass(argument) { return callersArgument(); }
      match /a/{id} { allow get: if callersWildcard(); }
      match /b/{id} { allow get: if pass(id); }`;
    expect(reads(body, "a/one")).to.equal(false);
    expect(reads(body, "b/one")).to.equal(false);
  });

  it("hide outer functions and names with their own", () => {
    const body = `
      function allowed(id) { return false; }
      match /a/{id} {
        function allowed(id) { return id == 'x'; }
        allow get: if allowed('x');
      }`;
    expect(reads(body, "a/one")).to.equal(true);
  });

  it("carry an error in a variable or argument to where it is used", () => {
    const body = `
      function unused(x) { let y = resource.data.missing; return true; }
      function either(x) { return x || true; }
      function used(x) { return x; }
      match /a/{id} { allow get: if unused(resource.data.missing); }
      match /b/{id} { allow get: if either(resource.data.missing); }
      match /c/{id} { allow get: if used(resource.data.missing); }`;
    expect(reads(body, "a/one")).to.equal(true);
    expect(reads(body, "b/one")).to.equal(true);
    expect(reads(body, "c/one")).to.equal(false);
  });

  it("must be called with as many arguments as they take", () => {
    const body = "function f(a) { return true; } match /a/{id} { allow get: if f(); allow get: if f(1, 2); }";
    expect(reads(body, "a/one")).to.equal(false);
  });

  it("stop a request that evaluates more than 1000 expressions, whatever other rules say", () => {
    const many = `[${Array.from({ length: 600 }, () => "1").join(",")}].size() == 600`;
    expect(reads(`match /a/{id} { allow get: if ${many}; }`, "a/one")).to.equal(true);
    expect(
      reads(`match /a/{id} { allow get: if ${many} && ${many}; allow get: if true; }`, "a/one"),
    ).to.equal(false);
  });
});

describe("looking up other documents", () => {
  const documents = {
    "a/one": { x: 1 },
    "users/alice": { role: "admin", group: "g" },
    "groups/g": { open: true },
  };
  const may = (condition: string) =>
    new World(rules(`match /a/{id} { allow get: if ${condition}; }`), documents).get(alice, "a/one").allowed;
  const users = "/databases/$(database)/documents/users";

  it("finds data, id and name", () => {
    expect(may(`get(${users}/$(request.auth.uid)).data.role == 'admin'`)).to.equal(true);
    expect(may(`get(${users}/alice).id == 'alice'`)).to.equal(true);
    expect(may(`get(${users}/alice).__name__ == ${users}/alice`)).to.equal(true);
    expect(
      may(`get(/databases/$(database)/documents/groups/$(get(${users}/alice).data.group)).data.open`),
    ).to.equal(true);
    expect(may(`get(path('/databases/(default)/documents/users/alice')).data.role == 'admin'`)).to.equal(
      true,
    );
  });

  it("tells whether a document exists", () => {
    expect(may(`exists(${users}/alice) && !exists(${users}/bob)`)).to.equal(true);
  });

  it("is an error for a document that does not exist, and for what is no document's path", () => {
    for (const path of [
      `${users}/bob`,
      users,
      "/users/alice",
      `${users}/alice/posts`,
      `${users}/$('')`,
      "'users/alice'",
    ]) {
      expect(may(`get(${path}) == null`), path).to.equal(false);
      expect(may(`get(${path}).data.role != 'x'`), path).to.equal(false);
    }
  });

  it("sees what a commit leaves behind with getAfter and existsAfter", () => {
    const world = new World(
      rules(
        `
        match /posts/{id} {
          allow create: if getAfter(/databases/$(database)/documents/counters/posts).data.count
            == get(/databases/$(database)/documents/counters/posts).data.count + 1;
          allow delete: if !existsAfter(/databases/$(database)/documents/bodies/$(id));
        }
        match /{other}/{id} { allow write; }`.replace("{other}", "counters"),
      ),
      { "counters/posts": { count: 1 }, "posts/old": {}, "bodies/old": {} },
    );
    const [post] = world.batch(alice, { "posts/new": {}, "counters/posts": { count: 2 } });
    expect(post?.allowed).to.equal(true);
    expect(world.create(alice, "posts/new", {}).allowed).to.equal(false);
    expect(world.batch(alice, { "posts/old": null, "bodies/old": null })[0]?.allowed).to.equal(true);
    expect(world.delete(alice, "posts/old").allowed).to.equal(false);
  });

  it("allows 10 documents to an operation, each counted once, and refuses the eleventh whatever else is allowed", () => {
    const some = (count: number) =>
      Array.from({ length: count }, (_, i) => `!exists(${users}/u${i})`).join(" && ");
    expect(may(some(10))).to.equal(true);
    expect(may(`${some(10)} && ${some(10)}`)).to.equal(true);
    expect(may(`${some(11)} || true`)).to.equal(false);
  });

  it("allows 20 documents to a request of several operations", () => {
    const five = Array.from({ length: 5 }, (_, i) => `!exists(${users}/$(id + '${i}'))`).join(" && ");
    const world = new World(rules(`match /a/{id} { allow create: if ${five}; }`));
    const allowed = (count: number) =>
      world
        .batch(alice, Object.fromEntries(Array.from({ length: count }, (_, i) => [`a/n${i}`, {}])))
        .map((v) => v.allowed);
    expect(allowed(4)).to.deep.equal([true, true, true, true]);
    expect(allowed(5)).to.deep.equal([true, true, true, true, false]);
  });
});
