import type { Change } from "../../local/firestore/storage/document.js";
import type { Operation } from "../world/operation.js";
import {
  Answers,
  answersTellWhatIsStored,
  refusalsAreDocumented,
  refusedMeansNotBooked,
  type Ending,
} from "./answers.js";
import { Books, priceName, type Entry } from "./books.js";
import { CHANGES, type Commit } from "./changes.js";
import { ENDINGS } from "./endings.js";
import { Secrets } from "./secrets.js";
import { STATES } from "./states.js";
import { TRUTHS, type Told } from "./truth.js";
import { Violation } from "./violation.js";

/** The invariants that are not of what is stored. */
const SAME_ANSWER = "same requestId, same answer";
const TRUE_ANSWER = "an answer tells what is stored";
const NOT_BOOKED = "refused means not booked";
const DOCUMENTED = "only documented errors";
const NOTHING_UNHEARD = "nothing fails unheard";
const NO_SECRETS = "no CVV or card number is stored or logged";

/** The name of every invariant. */
export const INVARIANTS: readonly string[] = [
  ...Object.keys(STATES),
  ...Object.keys(CHANGES),
  ...Object.keys(ENDINGS),
  ...Object.keys(TRUTHS),
  ...[SAME_ANSWER, TRUE_ANSWER, NOT_BOOKED, DOCUMENTED, NOTHING_UNHEARD, NO_SECRETS],
];

/** Watches a world and remembers what must never be. */
export class Watch {
  readonly books = new Books();
  readonly secrets = new Secrets();
  /** One for each invariant that was violated, in the order of their discovery. */
  readonly violations = new Map<string, Violation>();
  private readonly answers = new Answers();

  /** Looks at a commit, right after it was applied. */
  commit(changes: readonly Change[], time: number, author: Operation | null): Entry[] {
    const entries = this.books.enter(changes);
    const commit = { entries, time, author, books: this.books };
    this.note(commit);
    for (const [invariant, check] of Object.entries(STATES)) this.report(invariant, check(this.books));
    for (const entry of entries) {
      for (const [invariant, check] of Object.entries(CHANGES)) this.report(invariant, check(entry, commit));
      this.secret(entry.after);
    }
    return entries;
  }

  /** Looks at what an operation ended with. */
  ended(operation: Operation, ending: Ending, now: number): void {
    const told: Told = { operation, now, books: this.books, answer: undefined, ...refusalOf(ending) };
    if ("answer" in ending) told.answer = ending.answer as Told["answer"];
    for (const [invariant, check] of Object.entries(TRUTHS)) this.report(invariant, check(told));
    if ("error" in ending) {
      this.report(DOCUMENTED, refusalsAreDocumented(operation, ending.error));
      this.report(NOT_BOOKED, refusedMeansNotBooked(operation, ending.error));
      return;
    }
    if (ending.answer === undefined) return;
    this.report(SAME_ANSWER, this.answers.sameRequestSameAnswer(operation, ending.answer as object));
    this.report(TRUE_ANSWER, answersTellWhatIsStored(operation, ending.answer as object, this.books));
    this.secret(ending.answer);
  }

  /** Looks at a line of the log. */
  logged(line: string): void {
    this.secret(line);
  }

  /** Hears what nobody waited for. */
  unheard(reason: unknown): void {
    this.report(NOTHING_UNHEARD, String(reason));
  }

  /** Looks at a world that is at rest. */
  atRest(): void {
    for (const [invariant, check] of Object.entries(ENDINGS)) this.report(invariant, check(this.books));
  }

  private secret(value: unknown): void {
    const found = this.secrets.findIn(value);
    this.report(NO_SECRETS, found && `${found} is in ${JSON.stringify(value)}`);
  }

  private report(invariant: string, problem: string | null): void {
    if (problem === null || this.violations.has(invariant)) return;
    this.violations.set(invariant, new Violation(invariant, problem));
  }

  /** Remembers what the documents alone do not tell. */
  private note({ entries, author }: Commit): void {
    for (const entry of entries) {
      if (entry.collection === "bookings" && entry.before === null) author?.created.push(entry.id);
      if (entry.collection === "simulatedCharges" && entry.before === null) {
        this.books.chargedFor.set(entry.id, chargedBooking(entry.id, author));
      }
      if (entry.collection === "performances" && entry.after !== null) {
        for (const { section, price } of entry.after.sections) {
          this.books.prices.add(priceName(entry.id, section, price));
        }
      }
    }
  }
}

/** Whose money a charge is: the caller's who sent it, whatever key it bears. */
function chargedBooking(key: string, author: Operation | null): string {
  const paymentIntentId = author?.call.name === "executePayment" ? author.call.paymentIntentId : key;
  return paymentIntentId.replace(/^pi_/, "bk_");
}

function refusalOf(ending: Ending): Pick<Told, "reason" | "details"> {
  const error =
    "error" in ending ? (ending.error as { details?: { reason?: string; seatIds?: string[] } } | null) : null;
  return { reason: error?.details?.reason, details: error?.details };
}
