import { readdirSync } from "node:fs";
import { expect } from "chai";

/** Returns the paths of the files with this ending in a folder and its subfolders. The paths are without the ending. */
const filesIn = (folder: string, ending: string) =>
  readdirSync(new URL(folder, import.meta.url), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length));

const sources = filesIn("../src", ".ts");
const tests = filesIn(".", ".test.ts");

/** Source files without a test of the same path, and the test that covers each of them instead. */
const testedElsewhere: Record<string, string> = {
  index: "deployed",
  setup: "deployed",
  "bookings/store/collections": "firestore/database",
  "payments/store/collections": "firestore/database",
  "seatmap/store/collections": "seatmap/domain/seatMap",
  "performances/collection": "performances/findPerformance",
  "payments/gateways/gateway": "payments/gateways/charge",
  "bookings/store/listBookings": "bookings/getMyBookings",
  "bookings/store/ownSeats": "hazards/strayedSeats",
  "triggers/sweepExpiredLocks": "triggers/sweep",
  "triggers/pool": "triggers/sweepRefunds",
  "bookings/store/refundPaid": "payments/store/operatorActions",
  "payments/store/promiseRefund": "bookings/cancelPaid",
  "payments/store/beginRound": "payments/store/resolveReview",
  "payments/store/lookAgain": "payments/store/operatorActions",
  "payments/store/payByHand": "payments/store/operatorActions",
};

/** Tests without a source file of the same path. The hazards are such tests, too, and need not be listed. */
const ofTheWhole = [
  "budgets",
  "seatMapBudgets",
  "deployed",
  "leaks",
  "mirrors",
  "options",
  "bookings/cancelPaid",
  "bookings/cancelTerms",
  "bookings/domain/anyRefundPolicy",
  "bookings/koreanRows",
  "performances/whateverLoads",
  "request/appCheck",
  "triggers/sweepRefundsAgain",
  "triggers/sweepUnanswered",
];

describe("the tests", () => {
  it("have a file for each source file, of the same path", () => {
    const untested = sources.filter((file) => !tests.includes(testedElsewhere[file] ?? file));
    expect(untested).to.deep.equal([]);
  });

  it("have no file without its source file but those that are named here", () => {
    const others = tests.filter((file) => !sources.includes(file) && !file.startsWith("hazards/"));
    expect(others).to.have.members(ofTheWhole);
  });
});
