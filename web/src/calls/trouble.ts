import type { RefusalDetails, RefusalReason } from "../../../functions/src/contract.js";

/**
 * Why a call failed, where the service gave no reason. SIGNED_OUT: no valid sign-in, or no valid App Check token.
 * MALFORMED: the request is not valid. LOST: anything else, such as no answer. The request may then have been carried out.
 * UNANSWERED: a booking had no answer for minutes, and was not made.
 */
export type OtherReason = "LOST" | "SIGNED_OUT" | "MALFORMED" | "UNANSWERED";

export type Reason = RefusalReason | OtherReason;

/** Why a call failed: a refusal with its details, or one of the other reasons. */
export type Trouble = RefusalDetails | { reason: OtherReason };

/** The error of a call that failed. */
export class CallFailed extends Error {
  override readonly name = "CallFailed";
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(trouble.reason);
    this.trouble = trouble;
  }
}

/** Returns the trouble of an error that a call has thrown. Any other error is thrown again. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof CallFailed) return error.trouble;
  throw error;
}

/** Makes the error for an answered error: `status` as in `not-found` or `NOT_FOUND`, `details` as received. */
export function callFailed(status: string, details: unknown): CallFailed {
  const refusal = details as Partial<RefusalDetails> | null | undefined;
  if (typeof refusal?.reason === "string") return new CallFailed(refusal as RefusalDetails);
  switch (status.toLowerCase().replaceAll("_", "-")) {
    case "unauthenticated":
      return new CallFailed({ reason: "SIGNED_OUT" });
    case "invalid-argument":
      return new CallFailed({ reason: "MALFORMED" });
    default:
      return new CallFailed({ reason: "LOST" });
  }
}
