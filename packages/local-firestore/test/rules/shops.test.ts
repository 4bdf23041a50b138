import type { Auth } from "../../src/rules/index.js";
import { NOW, rules, user, World } from "./world.js";
import { allows, denies } from "./verdicts.js";

const alice = user("alice", { email: "alice@example.com", email_verified: true });
const bob = user("bob");
const anyone = null;

describe("rules of a shop", () => {
  const shop = new World(
    rules(`
      function isAdmin() { return request.auth != null && request.auth.token.get('admin', false) == true; }
      function validPrice(price) { return price is number && price > 0 && price < 100000; }
      function incoming() { return request.resource.data; }

      match /products/{product} {
        allow read;
        allow write: if isAdmin() && (request.resource == null || validPrice(incoming().price));
      }
      match /orders/{order} {
        allow get: if isAdmin() || resource.data.customer == request.auth.uid;
        allow create: if incoming().customer == request.auth.uid
          && incoming().status == 'new'
          && incoming().lines.size() > 0 && incoming().lines.size() <= 20
          && incoming().lines[0].keys().toSet() == ['product', 'count'].toSet()
          && incoming().total == get(/databases/$(database)/documents/products/$(incoming().lines[0].product)).data.price
            * incoming().lines[0].count;
        allow update: if incoming().diff(resource.data).changedKeys().hasOnly(['status'])
          && incoming().diff(resource.data).addedKeys().size() == 0
          && (isAdmin() ? incoming().status in ['paid', 'sent'] :
              resource.data.customer == request.auth.uid && resource.data.status == 'new' && incoming().status == 'cancelled');
      }
      match /carts/{uid}/{document=**} {
        allow read, write: if request.auth.uid == uid;
      }`),
    {
      "products/p": { price: 20 },
      "orders/o": { customer: "alice", status: "new", total: 40 },
      "orders/paid": { customer: "alice", status: "paid", total: 40 },
      "carts/alice/lines/1": { product: "p" },
    },
  );
  const admin: Auth = user("root", { admin: true });
  const order = { customer: "alice", status: "new", lines: [{ product: "p", count: 2 }], total: 40 };

  it("let the administrator price and delete products", () => {
    allows(shop.get(anyone, "products/p"));
    allows(shop.update(admin, "products/p", { price: 25.5 }));
    denies(shop.update(admin, "products/p", { price: -1 }));
    denies(shop.update(admin, "products/p", { price: "cheap" }));
    denies(shop.update(alice, "products/p", { price: 1 }));
    allows(shop.delete(admin, "products/p"));
    denies(shop.delete(alice, "products/p"));
  });

  it("check an order against the price list", () => {
    allows(shop.create(alice, "orders/n", order));
    denies(shop.create(alice, "orders/n", { ...order, total: 1 }));
    denies(shop.create(alice, "orders/n", { ...order, lines: [] }));
    denies(shop.create(alice, "orders/n", { ...order, lines: [{ product: "none", count: 1 }] }));
    denies(shop.create(alice, "orders/n", { ...order, lines: [{ product: "p", count: 2, discount: 5 }] }));
    denies(shop.create(bob, "orders/n", order));
  });

  it("let an order's status move as each may move it", () => {
    allows(shop.update(alice, "orders/o", { status: "cancelled" }));
    denies(shop.update(alice, "orders/o", { status: "paid" }));
    denies(shop.update(alice, "orders/paid", { status: "cancelled" }));
    denies(shop.update(alice, "orders/o", { status: "cancelled", total: 0 }));
    denies(shop.update(alice, "orders/o", { status: "cancelled", note: "x" }));
    allows(shop.update(admin, "orders/o", { status: "paid" }));
    denies(shop.update(admin, "orders/o", { status: "lost" }));
    denies(shop.update(bob, "orders/o", { status: "cancelled" }));
  });

  it("keep a cart and all in it to its owner", () => {
    allows(shop.get(alice, "carts/alice/lines/1"));
    allows(shop.create(alice, "carts/alice", {}));
    denies(shop.get(bob, "carts/alice/lines/1"));
    denies(shop.create(anyone, "carts/alice/lines/2", {}));
  });
});

describe("rules of counters and of times", () => {
  const world = new World(
    rules(`
      match /counters/{id} {
        allow update: if request.resource.data.count == resource.data.count + 1
          && request.resource.data.diff(resource.data).affectedKeys() == ['count'].toSet();
      }
      match /votes/{poll_user} {
        allow create: if poll_user == request.resource.data.poll + '_' + request.auth.uid;
      }
      match /sales/{id} {
        allow create: if request.time >= resource_window().opens && request.time < resource_window().closes;
      }
      match /trials/{id} {
        allow get: if request.time < timestamp.date(2024, 6, 1);
        allow update: if request.time > resource.data.at + duration.value(1, 'd');
      }
      match /office/{id} {
        allow get: if request.time.dayOfWeek() <= 5 && request.time.hours() in [9, 10, 11, 12, 13, 14, 15, 16];
      }
      match /sessions/{id} {
        allow get: if request.auth.token.auth_time > request.time.toMillis() / 1000 - 3600;
      }
      match /profiles/{uid} {
        allow create: if resource == null && request.auth.uid == uid;
        allow get: if resource == null || resource.data.public == true;
        allow update: if request.resource.data.username == resource.data.username
          && request.resource.data.get('age', 18) >= 18
          && request.resource.id == uid;
      }
      function resource_window() { return get(/databases/$(database)/documents/config/sale).data; }`),
    {
      "counters/c": { count: 1, name: "c" },
      "config/sale": { opens: new Date(NOW.getTime() - 1000), closes: NOW },
      "trials/t": { at: new Date(NOW.getTime() - 90_000_000) },
      "trials/fresh": { at: new Date(NOW.getTime() - 80_000_000) },
      "office/o": {},
      "sessions/s": {},
      "profiles/alice": { username: "al", public: true },
      "profiles/bob": { username: "bo" },
    },
  );

  it("let a counter go up by one", () => {
    allows(world.update(alice, "counters/c", { count: 2 }));
    denies(world.update(alice, "counters/c", { count: 3 }));
    denies(world.update(alice, "counters/c", { count: 2, name: "d" }));
    denies(world.update(alice, "counters/c", { count: "2" }));
  });

  it("give each user one vote by its id", () => {
    allows(world.create(alice, "votes/p1_alice", { poll: "p1" }));
    denies(world.create(alice, "votes/p1_bob", { poll: "p1" }));
    denies(world.create(alice, "votes/p1_alice", { poll: "p2" }));
  });

  it("keep to their window, from its start to before its end", () => {
    denies(world.create(alice, "sales/s", {}));
    allows(world.get(alice, "trials/t"));
    allows(world.update(alice, "trials/t", {}));
    denies(world.update(alice, "trials/fresh", {}));
    allows(world.get(alice, "office/o"));
    const seconds = NOW.getTime() / 1000;
    allows(world.get(user("x", { auth_time: Math.floor(seconds) - 60 }), "sessions/s"));
    denies(world.get(user("x", { auth_time: Math.floor(seconds) - 4000 }), "sessions/s"));
  });

  it("know a document that does not exist by its null resource", () => {
    allows(world.create(user("carol"), "profiles/carol", {}));
    allows(world.get(anyone, "profiles/carol"));
    allows(world.get(anyone, "profiles/alice"));
    denies(world.get(anyone, "profiles/bob"));
  });

  it("see the document as the update would leave it, with its id", () => {
    allows(world.update(alice, "profiles/alice", { age: 20 }));
    allows(world.update(alice, "profiles/alice", { bio: "x" }));
    denies(world.update(alice, "profiles/alice", { age: 17 }));
    denies(world.update(alice, "profiles/alice", { username: "new" }));
  });
});
