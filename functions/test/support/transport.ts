import "../../src/setup.js";
import { AsyncLocalStorage } from "node:async_hooks";
import {
  InterceptingCall,
  type CallInvocationTransformer,
  type Interceptor,
  type InterceptingListener,
  type Listener,
  Metadata,
  status,
} from "@grpc/grpc-js";
import { Timestamp } from "firebase-admin/firestore";
import { db } from "../../src/firestore/database.js";
import {
  collectionOf,
  collectionsOf,
  commitStep,
  type Place,
  type RequestMessage,
  type Step,
} from "./steps.js";

/**
 * The fault injected into a request.
 * - "pass": none.
 * - "stop": the request is not sent and gets no answer.
 * - `refuse`: the request is not sent and fails with this status.
 * - `loseAnswer`: the request is sent, but a successful answer is replaced by this status.
 * - `breakOff`: the caller gets the first document of the answer and then this status. With `without`, the caller gets
 *   all documents but those of these collections.
 * - `readAt`: the request is sent, and the caller gets an answer that was read at this time.
 * - `late`: the caller gets this status at once. The request is sent when `until` resolves, and `carriedOut` is called
 * with the status of Firestore's answer.
 */
export type Fate =
  | "pass"
  | "stop"
  | { refuse: status }
  | { loseAnswer: status }
  | { breakOff: status; without?: readonly string[] }
  | { readAt: Date }
  | { late: status; until: Promise<unknown>; carriedOut: (code: status) => void };

/** A gRPC request to Firestore. The SDK's own retries are requests too. */
export interface FirestoreRequest {
  step: Step;
  /** The step, and from its second time in the call on a number, such as "claim" and "claim 2". */
  place: Place;
  /** The collections that the request reads or writes. */
  collections: ReadonlySet<string>;
  isCommit: boolean;
  /** Resolves just before the SDK gets the status of the answer. For a stopped request it never resolves. */
  answered: Promise<void>;
}

/** Gets each request before it is sent, may delay it, and chooses its fate. */
export type Watcher = (request: FirestoreRequest) => Fate | Promise<Fate>;

const watching = new AsyncLocalStorage<{ watcher: Watcher; placeOf: (step: Step) => Place }>();

/** Runs a watcher outside the async context of the call that it watches. */
const outside = AsyncLocalStorage.snapshot();

/** Runs a call with a watcher on its requests to Firestore, but not on the watcher's own. */
export function watched<T>(watcher: Watcher, call: () => Promise<T>): Promise<T> {
  const times = new Map<Step, number>();
  const placeOf = (step: Step): Place => {
    const time = (times.get(step) ?? 0) + 1;
    times.set(step, time);
    return time === 1 ? step : `${step} ${time}`;
  };
  return watching.run({ watcher, placeOf }, call);
}

export async function requestsOf(call: () => Promise<unknown>): Promise<FirestoreRequest[]> {
  const seen: FirestoreRequest[] = [];
  await watched((request) => (seen.push(request), "pass"), call);
  return seen;
}

// gRPC calls this hook for each request, below the SDK.
const transform: CallInvocationTransformer = (properties) => {
  const watched = watching.getStore();
  if (watched === undefined) return properties;
  const isCommit = properties.methodDefinition.path.endsWith("/Commit");
  const message = properties.argument as RequestMessage;
  const collections = collectionsOf(message);
  const step = isCommit ? commitStep(message) : (`read ${[...collections].join("+")}` as const);
  const place = watched.placeOf(step);
  const held = interceptor((answered) =>
    outside(async () => watched.watcher({ step, place, collections, isCommit, answered })),
  );
  return { ...properties, callOptions: { ...properties.callOptions, interceptors: [held] } };
};
db.settings({ "grpc.callInvocationTransformer": transform });

function interceptor(fateOf: (answered: Promise<void>) => Promise<Fate>): Interceptor {
  return (options, nextCall) => {
    const sent = nextCall(options);
    return new InterceptingCall(sent, {
      start(metadata, listener, next) {
        let answer = () => {};
        const answered = new Promise<void>((resolve) => (answer = resolve));
        const end = (code: status, details: string) =>
          listener.onReceiveStatus({ code, details, metadata: new Metadata() });
        void fateOf(answered).then((fate) => {
          if (typeof fate === "object" && "late" in fate) {
            answer();
            end(fate.late, "delayed by the test");
            const onReceiveStatus = ({ code }: { code: status }) => fate.carriedOut(code);
            return fate.until.then(() => next(metadata, { onReceiveMessage: () => {}, onReceiveStatus }));
          }
          const isSent = fate === "pass" || (fate !== "stop" && !("refuse" in fate));
          if (isSent && typeof fate === "object" && "readAt" in fate)
            return next(metadata, heardAt(fate.readAt, answer));
          if (isSent)
            return next(
              metadata,
              heard(listener, fate, answer, end, () => sent.startRead()),
            );
          // Cancel the request, because gRPC would else keep it until its deadline.
          sent.cancelWithStatus(status.CANCELLED, "never sent");
          if (fate === "stop") return;
          answer();
          end(fate.refuse, "refused by the test");
        });
      },
    });
  };
}

/** Passes on the answer with another read time. */
function heardAt(readAt: Date, answered: () => void): Partial<Listener> {
  const { seconds, nanoseconds: nanos } = Timestamp.fromDate(readAt);
  return {
    onReceiveMessage: (message, next) => next({ ...(message as object), readTime: { seconds, nanos } }),
    onReceiveStatus(outcome, next) {
      answered();
      next(outcome);
    },
  };
}

/** Passes on as much of the answer as the fate lets the caller have, and an error status from Firestore. */
function heard(
  listener: InterceptingListener,
  fate: "pass" | { loseAnswer: status } | { breakOff: status; without?: readonly string[] },
  answered: () => void,
  end: (code: status, details: string) => void,
  readOn: () => void,
): Partial<Listener> {
  let left = fate === "pass" ? Infinity : "breakOff" in fate ? 1 : 0;
  const without = fate !== "pass" && "breakOff" in fate ? fate.without : undefined;
  return {
    onReceiveMessage(message, next) {
      const isGiven = without === undefined ? left-- > 0 : !without.includes(collectionIn(message as Found));
      if (isGiven) next(message);
      else readOn();
    },
    onReceiveStatus(outcome, next) {
      answered();
      if (fate === "pass") next(outcome);
      else if (outcome.code !== status.OK) listener.onReceiveStatus(outcome);
      else end("breakOff" in fate ? fate.breakOff : fate.loseAnswer, "the answer was lost by the test");
    },
  };
}

/** One document of an answer to a read: found with its name, or the name of a missing one. */
interface Found {
  found?: { name: string };
  missing?: string;
}

const collectionIn = ({ found, missing }: Found) => collectionOf(found?.name ?? missing ?? "");
