import { FirebaseError } from "firebase/app";

/**
 * Returns the reason for which a call was refused: `details.reason` of the error.
 * @throws the call's own error if that has no reason; Error if the call succeeded.
 */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    return reasonOf(error);
  }
  throw new Error("the call was not refused");
}

/**
 * Returns `details.reason` of a callable's error.
 * @throws the error itself if it has no reason.
 */
export function reasonOf(error: unknown): string {
  const details = error instanceof FirebaseError && "details" in error ? error.details : undefined;
  const reason = (details as { reason?: unknown } | undefined)?.reason;
  if (typeof reason !== "string") throw error;
  return reason;
}
