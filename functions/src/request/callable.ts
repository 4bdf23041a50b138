import { HttpsError, onCall, type CallableFunction, type CallableRequest } from "firebase-functions/https";
import type * as z from "zod";
import { UserId } from "../shared/ids.js";
import { Refusal } from "../shared/refusals.js";
import { CALL_MS, inTime, timeLeft, withDeadline } from "../shared/deadline.js";
import { gaveUp, isContention } from "../firestore/commit.js";
import { decode } from "./decode.js";
import { toHttpsError } from "./errors.js";
import { callerOf, openEnvelope } from "./envelope.js";

/** The fields that every deployed callable accepts. */
export const common = {
  userId: UserId.nullish().meta({ description: "Sent by older clients. It must be the caller's own id." }),
};

type RequestSchema = z.ZodType<{ userId?: string | null | undefined; [field: string]: unknown }>;

/** The caller. The user id comes from the ID token. */
export interface Caller {
  userId: string;
}

interface Options {
  /** The reason to give the caller if it is not known whether a change was made. */
  unknown?: "OUTCOME_UNKNOWN" | "PAYMENT_OUTCOME_UNKNOWN";
}

/** Makes a callable for signed-in users. It parses the request and turns refusals into errors with a reason. */
export function callable<S extends RequestSchema, A>(
  schema: S,
  operation: (request: z.output<S>, caller: Caller) => Promise<A>,
  options: Options = {},
): CallableFunction<unknown, Promise<A>> {
  return published(async ({ data }, auth) => {
    if (auth === undefined) throw new HttpsError("unauthenticated", "Sign in first.");
    return operation(decodeFor(auth.uid, schema, data), { userId: auth.uid });
  }, options);
}

/** Makes a callable for all users, signed in or not. */
export function publicCallable<S extends RequestSchema, A>(
  schema: S,
  operation: (request: z.output<S>) => Promise<A>,
): CallableFunction<unknown, Promise<A>> {
  return published(async ({ data }, auth) => operation(decodeFor(auth?.uid, schema, data)));
}

function decodeFor<S extends RequestSchema>(
  caller: string | undefined,
  schema: S,
  data: unknown,
): z.output<S> {
  const request = decode(schema, data);
  const claimed = request.userId ?? caller;
  if (caller !== undefined && claimed !== caller) {
    throw new Refusal("USER_MISMATCH", "The userId is not the caller's.");
  }
  return request;
}

function published<A>(
  handler: (request: CallableRequest<unknown>, auth: CallableRequest["auth"]) => Promise<A>,
  { unknown = "OUTCOME_UNKNOWN" }: Options = {},
) {
  return openEnvelope(
    onCall<unknown, Promise<A>>(async (request) => {
      const auth = callerOf(request);
      try {
        return await withDeadline(CALL_MS, async () => {
          try {
            return await inTime(timeLeft(), handler(request, auth), gaveUp);
          } catch (error) {
            throw isContention(error) ? gaveUp() : error;
          }
        });
      } catch (error) {
        const isUnknown = error instanceof Refusal && error.reason === "OUTCOME_UNKNOWN";
        throw toHttpsError(isUnknown ? new Refusal(unknown, error.message) : error);
      }
    }),
  );
}
