import { PassThrough } from "node:stream";
import { type CallContext, type FirestoreService, type Message, StatusError } from "local-firestore/engine";
import { type Codec } from "./codec.js";
import { real } from "./globals.js";

/** The methods of Firestore's API that the functions use. */
export type Method = "commit" | "batchGetDocuments" | "runQuery";

/** One request of the Admin SDK that waits for its answer. */
export interface Exchange {
  method: Method;
  request: Message;
  /** Gives the SDK its answer. */
  answer: (messages: Message[]) => void;
  /** Gives the SDK an error. A stream delivers the messages in `before` first. */
  fail: (error: Error, before?: Message[]) => void;
}

/** Names of gRPC's status codes, as they appear in its error messages. Other codes are named UNKNOWN here. */
export const STATUS_NAMES: Readonly<Record<number, string>> = {
  1: "CANCELLED",
  2: "UNKNOWN",
  3: "INVALID_ARGUMENT",
  4: "DEADLINE_EXCEEDED",
  5: "NOT_FOUND",
  6: "ALREADY_EXISTS",
  9: "FAILED_PRECONDITION",
  10: "ABORTED",
  12: "UNIMPLEMENTED",
  13: "INTERNAL",
  14: "UNAVAILABLE",
};

/** Returns an error in the form in which the gRPC client gives it to the SDK. */
export function statusError(code: number, details: string): Error {
  const message = `${code} ${STATUS_NAMES[code] ?? "UNKNOWN"}: ${details}`;
  return Object.assign(new Error(message), { code, details, metadata: {} });
}

/** The codes a client may get if an answer is lost: UNAVAILABLE, DEADLINE_EXCEEDED, INTERNAL, CANCELLED, UNKNOWN. */
export const LOST: readonly number[] = [14, 4, 13, 1, 2];

interface ClientPool {
  run<T>(tag: string, requiresGrpc: boolean, operation: (client: unknown) => Promise<T>): Promise<T>;
}

/** The SDK's retry options for a call: for which codes, with which pauses, and for how long (see google-gax). */
interface CallOptions {
  retry?: {
    retryCodes: number[];
    backoffSettings: {
      initialRetryDelayMillis: number;
      retryDelayMultiplier: number;
      maxRetryDelayMillis: number;
      totalTimeoutMillis: number;
    };
  };
}

/**
 * Retries a call after the codes of its options, as google-gax does for the SDK (its `retries.ts`). Before each retry
 * it waits a random part of a pause, which grows up to a limit. It gives up when the total time is over.
 */
async function repeated<T>(call: () => Promise<T>, { retry }: CallOptions = {}): Promise<T> {
  if (retry === undefined || retry.retryCodes.length === 0) return call();
  const { initialRetryDelayMillis, retryDelayMultiplier, maxRetryDelayMillis, totalTimeoutMillis } =
    retry.backoffSettings;
  const until = Date.now() + totalTimeoutMillis;
  for (
    let pause = initialRetryDelayMillis;
    ;
    pause = Math.min(pause * retryDelayMultiplier, maxRetryDelayMillis)
  ) {
    try {
      return await call();
    } catch (error) {
      const { code } = error as { code?: number };
      if (code === undefined || !retry.retryCodes.includes(code) || Date.now() >= until) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * pause));
    }
  }
}

/**
 * Replaces the gRPC clients of an Admin SDK's Firestore, so that all its requests go to `send`. The SDK is unchanged
 * and retries its reads itself. This code retries a commit (`repeated`) if the SDK's call options ask for it.
 */
export function replaceTransport(firestore: object, send: (exchange: Exchange) => void): void {
  const unary = (method: Method) => (request: Message, options?: CallOptions) =>
    repeated(
      () =>
        new Promise<[Message]>((resolve, reject) =>
          send({ method, request, answer: (messages) => resolve([messages[0]!]), fail: reject }),
        ),
      options,
    );
  const stream = (method: Method) => (request: Message) => {
    const answers = new PassThrough({ objectMode: true });
    send({
      method,
      request,
      answer(messages) {
        for (const message of messages) answers.write(message);
        answers.end();
      },
      fail(error, before = []) {
        for (const message of before) answers.write(message);
        // Destroy the stream later, because a destroyed stream drops the messages that were not read yet.
        real.setImmediate(() => answers.destroy(error));
      },
    });
    return answers;
  };
  const client = {
    commit: unary("commit"),
    batchGetDocuments: stream("batchGetDocuments"),
    runQuery: stream("runQuery"),
  };
  (firestore as { _clientPool: ClientPool })._clientPool = {
    run: (_tag, _grpc, operation) => operation(client),
  };
}

const ADMIN: CallContext = { caller: { kind: "admin" }, signal: new AbortController().signal };

/**
 * Executes a request at the server.
 * @throws the error that the gRPC client would throw.
 */
export async function execute(
  service: FirestoreService,
  codec: Codec,
  method: Method,
  request: Message,
): Promise<Message[]> {
  try {
    const received = codec.request(method, request);
    const answers: Message[] = [];
    if (method === "commit") answers.push(await service.unary.commit(received, ADMIN));
    else await service.serverStream[method](received, ADMIN, (message) => answers.push(message));
    return answers.map((message) => codec.response(method, message));
  } catch (error) {
    if (error instanceof StatusError) throw statusError(error.code, error.message);
    throw error;
  }
}
