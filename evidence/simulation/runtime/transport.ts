import { PassThrough } from "node:stream";
import { type CallContext, type FirestoreService, type Message, StatusError } from "local-firestore/engine";
import { type Codec } from "./codec.js";
import { real } from "./globals.js";

/** The methods of Firestore that the functions use. */
export type Method = "commit" | "batchGetDocuments" | "runQuery";

/** One request of the Admin SDK, under way. */
export interface Exchange {
  method: Method;
  request: Message;
  /** Gives the SDK its answer. */
  answer: (messages: Message[]) => void;
  /** Fails, and for a stream perhaps only after some messages. */
  fail: (error: Error, before?: Message[]) => void;
}

/** The names of gRPC's status codes, as its errors tell them. */
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

/** A failure as the gRPC client hands it to the SDK. */
export function statusError(code: number, details: string): Error {
  const message = `${code} ${STATUS_NAMES[code] ?? "UNKNOWN"}: ${details}`;
  return Object.assign(new Error(message), { code, details, metadata: {} });
}

/** What a client may see where an answer is lost: UNAVAILABLE, DEADLINE_EXCEEDED, INTERNAL, CANCELLED, UNKNOWN. */
export const LOST: readonly number[] = [14, 4, 13, 1, 2];

interface ClientPool {
  run<T>(tag: string, requiresGrpc: boolean, operation: (client: unknown) => Promise<T>): Promise<T>;
}

/** How the SDK wants a call to be repeated: which codes, and with which pauses (`RetryOptions` of google-gax). */
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

/** Repeats a call as google-gax does beneath the SDK (its `retries.ts`): a random part of a growing pause in between. */
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
 * Takes the place of the gRPC clients beneath a Firestore of the Admin SDK: whatever it sends goes to `send`. The SDK
 * itself is as it is, with its own retries of reads, and commits are repeated where it asks for that.
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
        // What was written must be read first: a stream that is destroyed forgets what it holds.
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

/** Lets the server do what a request asks. @throws what the gRPC client would. */
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
