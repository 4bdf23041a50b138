import { NOW, reference, rules, user, World } from "./world.js";
import { allows, denies } from "./verdicts.js";

const alice = user("alice", { email: "alice@example.com", email_verified: true });
const bob = user("bob");
const anyone = null;

describe("rules of a blog", () => {
  const blog = new World(
    rules(`
      function isAuthor() { return request.auth.uid == resource.data.author; }
      function isModerator() { return request.auth.token.role in ['moderator', 'admin']; }

      match /posts/{post} {
        allow read: if resource.data.published || isAuthor();
        allow create: if request.auth != null
          && request.resource.data.keys().hasAll(['title', 'body', 'author', 'published', 'createdAt'])
          && request.resource.data.keys().hasOnly(['title', 'body', 'author', 'published', 'createdAt', 'tags'])
          && request.resource.data.author == request.auth.uid
          && request.resource.data.title is string
          && request.resource.data.title.size() > 0 && request.resource.data.title.size() <= 40
          && request.resource.data.createdAt == request.time
          && (!('tags' in request.resource.data) || request.resource.data.tags is list);
        allow update: if isAuthor()
          && request.resource.data.diff(resource.data).affectedKeys().hasOnly(['title', 'body', 'published']);
        allow delete: if isAuthor() || isModerator();

        match /comments/{comment} {
          allow read: if get(/databases/$(database)/documents/posts/$(post)).data.published;
          allow create: if request.auth.token.email_verified
            && exists(/databases/$(database)/documents/posts/$(post))
            && request.resource.data.text.matches('^[^<>]{1,500}$')
            && !exists(/databases/$(database)/documents/banned/$(request.auth.uid));
        }
      }`),
    {
      "posts/draft": { author: "alice", published: false, title: "Draft", body: "", createdAt: NOW },
      "posts/out": { author: "alice", published: true, title: "Out", body: "", createdAt: NOW },
      "posts/out/comments/1": { text: "Nice" },
      "posts/draft/comments/1": { text: "Early" },
      "banned/mallory": { since: NOW },
    },
  );
  const post = { title: "New", body: "Text", author: "alice", published: false, createdAt: NOW };

  it("show what is published to all, and a draft to its author", () => {
    allows(blog.get(anyone, "posts/out"));
    allows(blog.get(alice, "posts/draft"));
    denies(blog.get(bob, "posts/draft"));
    denies(blog.get(anyone, "posts/draft"));
    denies(blog.get(alice, "posts/none"));
  });

  it("check the shape of a new post", () => {
    allows(blog.create(alice, "posts/new", post));
    allows(blog.create(alice, "posts/new", { ...post, tags: ["a"] }));
    denies(blog.create(alice, "posts/new", { ...post, tags: "a" }));
    denies(blog.create(alice, "posts/new", { ...post, likes: 1000 }));
    denies(blog.create(alice, "posts/new", { title: "New", author: "alice" }));
    denies(blog.create(alice, "posts/new", { ...post, title: "" }));
    denies(blog.create(alice, "posts/new", { ...post, title: "x".repeat(41) }));
    denies(blog.create(alice, "posts/new", { ...post, title: 5 }));
    denies(blog.create(alice, "posts/new", { ...post, createdAt: new Date(0) }));
    denies(blog.create(bob, "posts/new", post));
    denies(blog.create(anyone, "posts/new", post));
  });

  it("keep author and date as they are", () => {
    allows(blog.update(alice, "posts/out", { title: "Better" }));
    allows(blog.update(alice, "posts/out", {}));
    denies(blog.update(alice, "posts/out", { title: "Better", author: "bob" }));
    denies(blog.update(alice, "posts/out", { likes: 5 }));
    denies(blog.update(bob, "posts/out", { title: "Mine" }));
  });

  it("let authors and moderators delete", () => {
    allows(blog.delete(alice, "posts/out"));
    allows(blog.delete(user("m", { role: "moderator" }), "posts/out"));
    denies(blog.delete(user("m", { role: "reader" }), "posts/out"));
    denies(blog.delete(bob, "posts/out"));
    denies(blog.delete(anyone, "posts/out"));
  });

  it("tie comments to their post, and keep out whoever is banned", () => {
    allows(blog.get(anyone, "posts/out/comments/1"));
    denies(blog.get(anyone, "posts/draft/comments/1"));
    allows(blog.create(alice, "posts/out/comments/2", { text: "Thanks" }));
    denies(blog.create(bob, "posts/out/comments/2", { text: "Unverified" }));
    denies(blog.create(alice, "posts/none/comments/2", { text: "Where?" }));
    denies(blog.create(alice, "posts/out/comments/2", { text: "<script>" }));
    denies(blog.create(user("mallory", { email_verified: true }), "posts/out/comments/2", { text: "Hi" }));
  });
});

describe("rules of a chat", () => {
  const chat = new World(
    rules(`
      match /rooms/{room} {
        function room() { return get(/databases/$(database)/documents/rooms/$(room)).data; }
        function isMember() { return request.auth.uid in room().members; }
        function hasRole(role) { return room().roles[request.auth.uid] == role; }

        allow get: if request.auth.uid in resource.data.members;
        allow create: if request.resource.data.members == [request.auth.uid];
        allow update: if hasRole('owner')
          || (request.auth.uid in resource.data.members
              && request.resource.data.diff(resource.data).affectedKeys() == ['members'].toSet()
              && resource.data.members.removeAll(request.resource.data.members) == [request.auth.uid]
              && request.resource.data.members.removeAll(resource.data.members).size() == 0);

        match /messages/{message} {
          allow read: if isMember();
          allow create: if isMember()
            && request.resource.data.from == request.auth.uid
            && request.resource.data.sender == /databases/$(database)/documents/users/$(request.auth.uid);
          allow delete: if isMember() && resource.data.from == request.auth.uid
            && request.time < resource.data.at + duration.value(5, 'm');
        }
      }`),
    {
      "rooms/r": { members: ["alice", "bob"], roles: { alice: "owner" } },
      "rooms/r/messages/new": { from: "bob", at: new Date(NOW.getTime() - 60_000) },
      "rooms/r/messages/old": { from: "bob", at: new Date(NOW.getTime() - 600_000) },
    },
  );

  it("let members in only", () => {
    allows(chat.get(bob, "rooms/r"));
    denies(chat.get(user("eve"), "rooms/r"));
    allows(chat.get(bob, "rooms/r/messages/new"));
    denies(chat.get(user("eve"), "rooms/r/messages/new"));
    denies(chat.get(anyone, "rooms/r/messages/new"));
    denies(chat.get(bob, "rooms/none/messages/new"));
    allows(chat.create(user("eve"), "rooms/mine", { members: ["eve"] }));
    denies(chat.create(user("eve"), "rooms/mine", { members: ["eve", "bob"] }));
  });

  it("let the owner change a room, and a member only leave", () => {
    allows(chat.update(alice, "rooms/r", { topic: "New" }));
    denies(chat.update(bob, "rooms/r", { topic: "New" }));
    allows(chat.update(bob, "rooms/r", { members: ["alice"] }));
    denies(chat.update(bob, "rooms/r", { members: ["bob"] }));
    denies(chat.update(bob, "rooms/r", { members: ["alice", "eve"] }));
  });

  it("let members write as themselves, and take back what is new", () => {
    const message = { from: "bob", sender: reference("users/bob") };
    allows(chat.create(bob, "rooms/r/messages/2", message));
    denies(chat.create(bob, "rooms/r/messages/2", { from: "bob", sender: reference("users/alice") }));
    denies(chat.create(alice, "rooms/r/messages/2", message));
    denies(chat.create(user("eve"), "rooms/r/messages/2", message));
    allows(chat.delete(bob, "rooms/r/messages/new"));
    denies(chat.delete(bob, "rooms/r/messages/old"));
    denies(chat.delete(alice, "rooms/r/messages/new"));
  });
});
