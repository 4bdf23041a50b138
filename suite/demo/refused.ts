import { FirebaseError } from "firebase/app";

/**
 * The reason for which a call was refused, as the callables' contract has it.
 * @throws what the call threw, if that was no refusal; Error if it was not refused at all.
 */
export async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    return reasonOf(error);
  }
  throw new Error("the call was not refused");
}

/** The reason in an error of a callable. */
export function reasonOf(error: unknown): string {
  const details = error instanceof FirebaseError && "details" in error ? error.details : undefined;
  const reason = (details as { reason?: unknown } | undefined)?.reason;
  if (typeof reason !== "string") throw error;
  return reason;
}
