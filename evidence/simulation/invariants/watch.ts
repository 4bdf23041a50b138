import type { Change } from "local-firestore/engine";
import type { Operation } from "./operation.js";
import { ANSWERS, pagesAreTrue, sameRequestSameAnswer } from "./answers.js";
import { Books } from "./books.js";
import { priceName, seatIdsOf, type Entry } from "./documents.js";
import { CHANGES } from "./changes.js";
import type { Commit } from "./check.js";
import { CLAIMS, noteClaims } from "./claims.js";
import { ENDINGS } from "./endings.js";
import { Log } from "./log.js";
import { MAP_ENDINGS } from "./mapEndings.js";
import { MAP_CHANGES, MAP_TRUTHS } from "./maps.js";
import { MONEY } from "./money.js";
import { REFUSALS } from "./refusals.js";
import { REFUSED_BOOKINGS } from "./refusedBookings.js";
import { Secrets } from "./secrets.js";
import { termsOf } from "./quoting.js";
import { REFUND_ENDINGS } from "./refundEndings.js";
import { REFUND_CHANGES, REFUND_STATES } from "./refunds.js";
import { REFUND_TRUTHS } from "./refundAnswers.js";
import { STATES } from "./states.js";
import type { Details, Told, Truth } from "./told.js";
import { TRUTHS } from "./truth.js";
import { Violation } from "./violation.js";

/** The names of invariants that the code of `Watch` reports. */
const SAME_ANSWER = "same requestId, same answer";
const TRUE_PAGES = "a user's bookings are complete";
const REFUSED_IS_UNWRITTEN = "refused means nothing written";
const TRUE_LOG = "the log tells each change exactly once";
const AT_REST = "a sweep with nothing to do writes nothing";
const NOTHING_UNHEARD = "nothing fails unheard";
const NO_SECRETS = "no card, CVV or token is stored or logged";

const EVERY_STATE = { ...STATES, ...MONEY, ...REFUND_STATES };
const EVERY_CHANGE = { ...CHANGES, ...CLAIMS, ...REFUND_CHANGES, ...MAP_CHANGES };
const EVERY_REST = { ...ENDINGS, ...REFUND_ENDINGS, ...MAP_ENDINGS };
const EVERY_ENDING = {
  ...ANSWERS,
  ...REFUSALS,
  ...REFUSED_BOOKINGS,
  ...TRUTHS,
  ...REFUND_TRUTHS,
  ...MAP_TRUTHS,
};

export type Ending = { answer: unknown } | { error: unknown };

export const INVARIANTS: readonly string[] = [
  ...Object.keys(EVERY_STATE),
  ...Object.keys(EVERY_CHANGE),
  ...Object.keys(EVERY_REST),
  ...Object.keys(EVERY_ENDING),
  SAME_ANSWER,
  TRUE_PAGES,
  TRUE_LOG,
  AT_REST,
  NOTHING_UNHEARD,
  NO_SECRETS,
];

/** Checks the invariants of a world, and keeps the violations. */
export class Watch {
  readonly books = new Books();
  readonly secrets = new Secrets();
  private readonly log = new Log();
  /** The first violation of each violated invariant, in the order of discovery. */
  readonly violations = new Map<string, Violation>();
  private readonly truths: Readonly<Record<string, Truth>> = {
    ...EVERY_ENDING,
    [SAME_ANSWER]: sameRequestSameAnswer(new Map()),
    [TRUE_PAGES]: pagesAreTrue(new Map()),
  };

  /** What was told of each refused operation. A commit of it may be applied later. */
  private readonly refused = new WeakMap<Operation, Told>();

  /** Notes a commit and checks it, right after it was applied. `time` is in microseconds. */
  commit(changes: readonly Change[], time: number, author: Operation | null): Entry[] {
    const entries = this.books.enter(changes, time);
    const commit = { entries, time, author, books: this.books };
    this.log.note(entries, author);
    this.note(commit);
    const told = author === null ? undefined : this.refused.get(author);
    if (told !== undefined) this.report(REFUSED_IS_UNWRITTEN, this.truths[REFUSED_IS_UNWRITTEN]!(told));
    for (const [invariant, check] of Object.entries(EVERY_STATE)) this.report(invariant, check(this.books));
    for (const entry of entries) {
      for (const [invariant, check] of Object.entries(EVERY_CHANGE))
        this.report(invariant, check(entry, commit));
      this.secret(withoutKeptToken(entry));
    }
    return entries;
  }

  /** Checks how an operation ended. If it handled an event without an error, notes that the event was handled. */
  ended(operation: Operation, ending: Ending, now: number): void {
    const told: Told = { operation, now, books: this.books, ...toldIn(ending) };
    const { call } = operation;
    if ("event" in call && "answer" in ending) this.books.maps.heard(call.event, now);
    if ("error" in ending) this.refused.set(operation, told);
    if (told.reason === "GATEWAY_UNAVAILABLE")
      for (const calls of this.books.chargedBy.values()) calls.delete(operation);
    for (const [invariant, check] of Object.entries(this.truths)) this.report(invariant, check(told));
    this.report(TRUE_LOG, this.log.untold(told));
    if ("answer" in ending) this.secret(ending.answer);
  }

  /** Checks a line of the log. Notes the payment if the line says that the gateway did not close it. */
  logged(line: string, author: Operation | null): void {
    const notClosed = /"paymentIntentId":"(pi_\w+)".*"message":"charge.not-closed"/.exec(line);
    if (notClosed) author?.notClosed.push(notClosed[1]!);
    this.secret(line);
    this.report(TRUE_LOG, this.log.problem(line, this.books));
  }

  /** Reports a failure that no code handled, such as a rejected promise that is not awaited. */
  unheard(reason: unknown): void {
    this.report(NOTHING_UNHEARD, String(reason));
  }

  /** Checks a world at its end. `isQuiet` says whether the sweeps stopped writing; `now` is in microseconds. */
  atRest(isQuiet: boolean, now: number): void {
    this.report(AT_REST, isQuiet ? null : "sweeps write for ever");
    for (const [invariant, check] of Object.entries(EVERY_REST))
      this.report(invariant, check(this.books, now));
  }

  private secret(value: unknown): void {
    const found = this.secrets.findIn(value);
    this.report(NO_SECRETS, found && `${found} is in ${JSON.stringify(value)}`);
  }

  private report(invariant: string, problem: string | null): void {
    if (problem === null || this.violations.has(invariant)) return;
    this.violations.set(invariant, new Violation(invariant, problem));
  }

  /** Records facts that the documents alone do not hold, such as the author of a change and earlier prices. */
  private note({ entries, author, time }: Commit): void {
    for (const entry of entries) {
      author?.wrote.push(entry);
      // A charge has the same id as its payment, so it must not count as a write of that payment.
      if (!entry.collection.startsWith("simulated")) this.books.lastWriter.set(entry.id, author);
      noteClaims(entry, author, this.books);
      if (
        entry.collection === "refunds" &&
        author?.call.name === "answerReview" &&
        entry.after?.status === "DONE"
      )
        this.books.paidByHand.add(`${entry.id}_${entry.after.round}`);
      if (entry.collection === "simulatedCharges" && entry.before === null) {
        this.books.chargedFor.set(entry.id, chargedBooking(entry.id, author));
      }
      if (entry.collection === "performances" && entry.after !== null) {
        for (const { section, price } of entry.before?.sections ?? [])
          this.books.prices.set(priceName(entry.id, section, price), time);
        for (const { section, price } of entry.after.sections)
          this.books.prices.set(priceName(entry.id, section, price), Infinity);
        const plans = this.books.plans.get(entry.id) ?? [];
        for (const plan of plans) plan.until = Math.min(plan.until, time);
        const seatIds = new Set(seatIdsOf(entry.after));
        const { maxTicketsPerUser: limit, refundPolicy, timeZone, startsAt } = entry.after;
        plans.push({ seatIds, limit, terms: termsOf(refundPolicy, timeZone, startsAt), until: Infinity });
        this.books.plans.set(entry.id, plans);
      }
      if (entry.collection === "performances" && entry.after === null) {
        for (const { section, price } of entry.before?.sections ?? [])
          this.books.prices.set(priceName(entry.id, section, price), time);
        for (const plan of this.books.plans.get(entry.id) ?? []) plan.until = Math.min(plan.until, time);
      }
    }
  }
}

/**
 * A document as it is searched for secrets. The gateway may keep some tokens in its own
 * records, so those are left out.
 */
function withoutKeptToken({ collection, after }: Entry): unknown {
  if (collection === "simulatedCharges" && after !== null) return { ...after, fault: null };
  if (collection === "simulatedRefunds" && after !== null)
    return after.refunds.map((refund) => ({ ...refund, fault: null }));
  return after;
}

/**
 * The booking that a charge is for. If a payment call sent it, that is the booking of the call, whatever key the charge
 * has. Otherwise the key was only closed, and tells the booking.
 */
function chargedBooking(key: string, author: Operation | null): string {
  const paymentIntentId = author?.call.name === "executePayment" ? author.call.paymentIntentId : key;
  return paymentIntentId.replace(/^pi_/, "bk_");
}

type Spoken = Pick<Told, "reason" | "code" | "error" | "details" | "answer">;

function toldIn(ending: Ending): Spoken {
  if ("answer" in ending) {
    const answer = ending.answer as Told["answer"];
    return { answer, error: undefined, reason: undefined, code: undefined, details: undefined };
  }
  const error = ending.error as Partial<Refused> | null;
  const { code, reason, details } = error ?? {};
  return {
    answer: undefined,
    error: ending.error ?? "nothing",
    code,
    reason: reason ?? details?.reason,
    details,
  };
}

/** An error as callers receive it, or a refusal with which the sweep or the trigger failed. */
interface Refused {
  code: string;
  reason: string;
  details: Details;
}
