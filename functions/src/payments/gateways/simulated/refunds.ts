import { getFirestore, type DocumentReference, type Timestamp } from "firebase-admin/firestore";
import type { GatewayRefund } from "../../domain/refundFindings.js";
import { DAY_MS } from "../../../shared/calendar.js";
import type { RefundAnswer, RefundOrder } from "../gateway.js";

/** The milliseconds until a `tok_refund_pending` refund is done, or a `tok_refund_returned` refund is returned. */
const BANK_MS = 10_000;

/** The gRPC status codes of a write that lost a race: ALREADY_EXISTS, FAILED_PRECONDITION, ABORTED. */
const LOST_A_RACE: ReadonlySet<unknown> = new Set([6, 9, 10]);

/** A refund as it is recorded. One document holds all refunds of a payment, so that a commit can limit their sum. */
interface Recorded {
  key: string;
  refundId: string;
  round: number;
  amount: number;
  reference: string;
  /** The token of the charge, if it injects a fault that acts after the charge. */
  fault: string | null;
  at: Timestamp;
}

/** Reads the record of a payment's charge and that of its refunds. */
export async function readPayment(charge: DocumentReference) {
  const record = getFirestore().collection("simulatedRefunds").doc(charge.id);
  const [charged, refunded] = await getFirestore().getAll(charge, record);
  const now = charged!.readTime;
  const refunds = (refunded!.get("refunds") ?? []) as Recorded[];
  return { charged: charged!, refunded: refunded!, refunds, now };
}

/**
 * Records a refund, or refuses it if it exceeds what is left of the charge. A key that was recorded in the last 24
 * hours gets its first answer again. An older key is forgotten, because real gateways forget keys, too.
 */
export async function recordRefund(charge: DocumentReference, order: RefundOrder): Promise<RefundAnswer> {
  for (;;) {
    const { charged, refunded, refunds, now } = await readPayment(charge);
    const { idempotencyKey: key, refundId, round, amount } = order;
    const isRemembered = (other: Recorded) =>
      other.key === key && now.toMillis() < other.at.toMillis() + DAY_MS;
    const earlier = refunds.find(isRemembered);
    if (earlier) return answerOf(earlier);
    const captured = charged.get("failure") === null ? (charged.get("amount") as number) : 0;
    const paid = refunds.filter((other) => !["FAILED", "RETURNED"].includes(statusOf(other, now)));
    if (paid.reduce((total, other) => total + other.amount, amount) > captured) {
      return refused("EXCEEDS_CAPTURED", "More would be refunded than was captured.");
    }
    const fault = (charged.get("fault") ?? null) as string | null;
    const reference = `sim_${key}_${refunds.length}`;
    const refund = { key, refundId, round, amount, reference, fault, at: now };
    const change = { refunds: [...refunds, refund] };
    try {
      if (refunded.exists) await refunded.ref.update(change, { lastUpdateTime: refunded.updateTime! });
      else await refunded.ref.create(change);
      return answerOf(refund);
    } catch (error) {
      if (!LOST_A_RACE.has((error as { code?: unknown }).code)) throw error;
    }
  }
}

/** Returns what the gateway tells of a refund at `now`. */
export function shown(refund: Recorded, now: Timestamp): GatewayRefund {
  const { refundId, round, amount, reference } = refund;
  return { refundId, round, amount, reference, status: statusOf(refund, now) };
}

/** Returns the status of a refund at `now`. It is computed from the record, so that a look writes nothing. */
function statusOf({ fault, at }: Recorded, now: Timestamp): GatewayRefund["status"] {
  const bankActed = now.toMillis() >= at.toMillis() + BANK_MS;
  if (fault === "tok_refund_fails") return "FAILED";
  if (fault === "tok_refund_pending") return bankActed ? "DONE" : "ACCEPTED";
  return fault === "tok_refund_returned" && bankActed ? "RETURNED" : "DONE";
}

/**
 * Answers an order by the refund's status at the time when it was recorded.
 * @throws Error for `tok_refund_timeout`.
 */
function answerOf(refund: Recorded): RefundAnswer {
  if (refund.fault === "tok_refund_timeout") throw new Error("timed out");
  const { status, reference } = shown(refund, refund.at);
  return status === "ACCEPTED" || status === "DONE"
    ? { status, reference }
    : refused("REFUND_DECLINED", "The bank does not take the refund.");
}

function refused(code: string, message: string): RefundAnswer {
  return { status: "REFUSED", failure: { code, message } };
}
