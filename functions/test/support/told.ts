import { Refusal } from "../../src/shared/refusals.js";
import type { Refused } from "./world.js";

/** What a call told its caller: the status in its answer ("done" if it has none), or the reason or code of its refusal. */
export type Told = string;

export async function tell(call: Promise<unknown>): Promise<Told> {
  try {
    const answer = (await call) as { status?: string } | null | undefined;
    return answer?.status ?? "done";
  } catch (error) {
    if (error instanceof Refusal) return error.reason;
    const { code, details } = error as Partial<Refused>;
    return details?.reason ?? code ?? String(error);
  }
}
