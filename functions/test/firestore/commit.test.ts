import { status } from "@grpc/grpc-js";
import { expect } from "chai";
import { noteSent, withDeadline } from "../../src/shared/deadline.js";
import { Refusal } from "../../src/shared/refusals.js";
import {
  type Change,
  commitOnce,
  gaveUp,
  isContention,
  isLostRace,
  isWorthRereading,
  optimisticCommit,
  Outdated,
  updateUnchanged,
} from "../../src/firestore/commit.js";
import { db } from "../../src/firestore/database.js";
import { type Fate, type FirestoreRequest, requestsOf, watched } from "../support/transport.js";

/** Makes an error with a gRPC status code, as Firestore's client throws it. */
const coded = (code: number) => Object.assign(new Error(`code ${code}`), { code });

/** Makes an attempt that fails with each of the errors in turn and then returns the number of tries. */
function failing(...errors: Error[]): () => Promise<Change<number>> {
  let tried = 0;
  return async () => {
    const error = errors[tried++];
    if (error !== undefined) throw error;
    return { answer: tried };
  };
}

describe("an optimistic commit", () => {
  describe("is decided anew where", () => {
    for (const [what, code] of Object.entries({
      "a document is gone": 5,
      "a document is there already": 6,
      "a document has changed": 9,
      "another commit was in the way": 10,
      "the call was cut off": 1,
      "nobody knows why it failed": 2,
      "the answer took too long": 4,
      "the server had a fault": 13,
      "the server was not there": 14,
    })) {
      it(what, async () => expect(await optimisticCommit(failing(coded(code)))).to.equal(2));
    }
  });

  for (const [what, error] of Object.entries({
    "a malformed request": coded(3),
    "a missing permission": coded(7),
    "a refusal": new Refusal("SEAT_TAKEN", "Taken: A1.", { seatIds: ["A1"] }),
    "a fault of ours": new TypeError("undefined is not a function"),
  })) {
    it(`is not tried again after ${what}`, async () => {
      let tried = 0;
      const thrown = await optimisticCommit(() => {
        tried++;
        return Promise.reject(error);
      }).catch((caught: unknown) => caught);
      expect([thrown, tried]).to.deep.equal([error, 1]);
    });
  }

  it("is tried six times", async () => {
    expect(await optimisticCommit(failing(...Array.from({ length: 5 }, () => coded(10))))).to.equal(6);
  });

  describe("some of whose commits fail", () => {
    const ref = db.doc(`ledgerEntries/guarded_once_more_${process.pid}`);
    afterEach(() => ref.delete());

    const aborted: Fate = { refuse: status.ABORTED };
    const notSent: Fate = { refuse: status.INTERNAL };
    const answerLost: Fate = { loseAnswer: status.UNAVAILABLE };
    const times = (count: number, fate: Fate) => Array.from({ length: count }, () => fate);
    const taken = new Refusal("SEAT_TAKEN", "Taken: A1.", { seatIds: ["A1"] });
    const nobodyKnows = { reason: "OUTCOME_UNKNOWN" };

    /**
     * Creates the document unless it exists. The commits have these fates in turn, and a further commit passes. The
     * attempt after them fails with `lastly`, if given. Returns "made", "found" or the error.
     */
    const making = (fates: Fate[], lastly?: Error): Promise<unknown> => {
      const left = [...fates];
      const watcher = ({ isCommit }: FirestoreRequest): Fate => (isCommit && left.shift()) || "pass";
      const change = () =>
        optimisticCommit<string>(async ({ batch }) => {
          if (left.length === 0 && lastly !== undefined) throw lastly;
          if ((await ref.get()).exists) return { answer: "found" };
          batch.create(ref, {});
          return { onceCommitted: () => "made" };
        });
      return watched(watcher, change).catch((error: unknown) => error);
    };
    const isThere = async () => (await ref.get()).exists;

    for (const count of [1, 3, 6]) {
      describe(`${count} of six, is refused`, () => {
        it("for certain, where every commit lost a race", async () => {
          expect(await making(times(count, aborted), taken)).to.equal(taken);
        });

        it("but says that nobody knows, where a commit was not answered", async () => {
          expect(await making(times(count, notSent), taken)).to.include(nobodyKnows);
        });

        it("but says that nobody knows, where the first commit was not answered and the others lost a race", async () => {
          expect(await making([notSent, ...times(count - 1, aborted)], taken)).to.include(nobodyKnows);
        });

        it("for certain, where only a reading was not answered", async () => {
          let tried = 0;
          const attempt = () => Promise.reject(++tried > count ? taken : coded(14));
          expect(await optimisticCommit(attempt).catch((error: unknown) => error)).to.equal(taken);
        });
      });
    }

    describe("all six, looks once more", () => {
      it("and answers what the last one wrote, where its answer was lost", async () => {
        expect(await making([...times(5, aborted), answerLost])).to.equal("found");
      });

      it("and writes nothing any more: too many want the same", async () => {
        const thrown = await making(times(6, aborted));
        expect(thrown).to.include({ reason: "CONTENDED" }).and.property("message").include("Try again");
        expect(await isThere()).to.be.false;
      });

      it("and says that nobody knows, where a commit was not answered and there is nothing yet", async () => {
        for (const unanswered of [0, 5]) {
          expect(await making(times(6, aborted).with(unanswered, notSent))).to.include(nobodyKnows);
          expect(await isThere()).to.be.false;
        }
      });

      for (const [what, unread] of Object.entries({
        "it cannot look": coded(10),
        "what it reads is outdated at once": new Outdated(),
      })) {
        it(`and goes by the commits, where ${what}`, async () => {
          expect(await making(times(6, aborted), unread)).to.include({ reason: "CONTENDED" });
          expect(await making(times(6, notSent), unread)).to.include(nobodyKnows);
        });
      }

      it("and passes on a fault of ours, whatever became of the commits", async () => {
        const fault = new TypeError("undefined is not a function");
        for (const fate of [aborted, notSent]) expect(await making(times(6, fate), fault)).to.equal(fault);
      });

      it("and reads as after any failed try", async () => {
        const repeated: boolean[] = [];
        const thrown = await optimisticCommit(({ isRepeated }) => {
          repeated.push(isRepeated);
          return Promise.reject(new Outdated());
        }).catch((error: unknown) => error);
        expect(thrown).to.include({ reason: "CONTENDED" });
        expect(repeated).to.deep.equal([false, true, true, true, true, true, true]);
      });

      it("and tries no commit before, where too little time is left for one", async () => {
        let tried = 0;
        const attempt = async (): Promise<Change<null>> => {
          if (++tried === 1) throw coded(14);
          return { onceCommitted: () => null };
        };
        const thrown = await withDeadline(1_000, () => optimisticCommit(attempt)).catch(
          (error: unknown) => error,
        );
        expect(thrown).to.include({ reason: "CONTENDED" });
        expect(tried).to.equal(2);
      });
    });
  });

  it("refuses for certain what comes after another change of the same call", async () => {
    const refusal = new Refusal("NOT_REFUNDABLE", "No.");
    const thrown = await withDeadline(60_000, async () => {
      noteSent();
      return optimisticCommit(() => Promise.reject(refusal)).catch((error: unknown) => error);
    });
    expect(thrown).to.equal(refusal);
  });

  describe("is sent", () => {
    const ref = db.doc(`ledgerEntries/guarded_once_${process.pid}`);
    afterEach(() => ref.delete());
    const commit = () => commitOnce(db.batch().create(ref, {})).catch((error: unknown) => error);
    /** Commits in a call that has so much time left. Returns the error, and the reason that `gaveUp` then gives. */
    const commitIn = (milliseconds: number, fate: Fate) =>
      withDeadline(milliseconds, async () => {
        const error = await watched(() => fate, commit);
        return { error, refusal: gaveUp().reason };
      });

    it("once, even where Firestore's client would try it again", async () => {
      let sent = 0;
      const watcher = (): Fate => (++sent === 1 ? { refuse: status.UNAVAILABLE } : "pass");
      expect(await watched(watcher, commit)).to.include({ code: status.UNAVAILABLE });
      expect(sent).to.equal(1);
    });

    it("not at all in the last two seconds of a call, which are for reading what became of the one before", async () => {
      for (const [before, reason] of [
        [() => undefined, "CONTENDED"],
        [noteSent, "OUTCOME_UNKNOWN"],
      ] as const) {
        const requests = await requestsOf(() =>
          withDeadline(2_000, async () => {
            before();
            expect(await commit()).to.include({ reason });
          }),
        );
        expect(requests).to.have.length(0);
      }
    });

    it("and given up two seconds before the end of its call, as if its answer were lost", async () => {
      const { error, refusal } = await commitIn(2_200, "stop");
      expect(error).to.include({ code: status.DEADLINE_EXCEEDED });
      expect(String(error)).to.include("did not answer a commit in time");
      expect(refusal).to.equal("OUTCOME_UNKNOWN");
    });

    it("and counts as a change that may have been made unless it lost a race", async () => {
      for (const [refuse, reason] of [
        [status.ABORTED, "CONTENDED"],
        [status.FAILED_PRECONDITION, "CONTENDED"],
        [status.UNAVAILABLE, "OUTCOME_UNKNOWN"],
      ] as const) {
        const { error, refusal } = await commitIn(60_000, { refuse });
        expect(error).to.include({ code: refuse });
        expect(refusal).to.equal(reason);
      }
    });
  });

  it("fails where the document was written since it was read, and changes nothing else with it", async () => {
    const ref = db.doc(`ledgerEntries/guarded_${process.pid}`);
    const other = db.doc(`ledgerEntries/guarded_other_${process.pid}`);
    await ref.set({ amount: 1 });
    const read = await ref.get();
    await ref.update({ amount: 2 });
    const batch = db.batch().create(other, {});
    updateUnchanged(batch, read, { amount: 3 });
    const thrown: unknown = await batch.commit().catch((error: unknown) => error);
    expect(isLostRace(thrown)).to.be.true;
    expect((await ref.get()).data()).to.deep.equal({ amount: 2 });
    expect((await other.get()).exists).to.be.false;
    await ref.delete();
  });

  it("cannot be made of a document that was not there", async () => {
    const nowhere = await db.doc("ledgerEntries/guarded_nowhere").get();
    expect(() => updateUnchanged(db.batch(), nowhere, { amount: 1 })).to.throw("guarded_nowhere");
  });

  it("knows contention, lost races and lost answers apart", () => {
    const codes = Array.from({ length: 17 }, (_, code) => code);
    expect(codes.filter((code) => isContention(coded(code)))).to.deep.equal([10]);
    expect(codes.filter((code) => isLostRace(coded(code)))).to.deep.equal([5, 6, 9, 10]);
    expect(codes.filter((code) => isWorthRereading(coded(code)))).to.deep.equal([
      1, 2, 4, 5, 6, 9, 10, 13, 14,
    ]);
    expect(isWorthRereading({ code: 10 })).to.be.false;
    expect(isWorthRereading(undefined)).to.be.false;
  });
});
