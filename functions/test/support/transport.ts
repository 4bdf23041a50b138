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
import { db } from "../../src/firestore/database.js";

/** What becomes of a request: it goes through, is never sent, is refused unseen, or is carried out and its answer lost. */
export type Fate = "pass" | "stop" | { refuse: status } | { loseAnswer: status };

/** One request on its way to Firestore, as gRPC sends it: the SDK's own retries come by as well. */
export interface FirestoreRequest {
  /** The method's name in the protocol, such as `Commit`. */
  method: string;
  /** The collections it reads or writes. */
  collections: ReadonlySet<string>;
  /** Settles when the answer is about to be handed to the SDK; never for a request that is stopped. */
  answered: Promise<void>;
}

/** Sees a request before it is sent, holds it as long as it likes, and says what becomes of it. */
export type Watcher = (request: FirestoreRequest) => Fate | Promise<Fate>;

const watching = new AsyncLocalStorage<Watcher>();

/**
 * Runs a call so that each of its requests to Firestore first passes the watcher. Other calls, also those that the
 * watcher makes, are not concerned.
 */
export function watched<T>(watcher: Watcher, call: () => Promise<T>): Promise<T> {
  return watching.run(watcher, call);
}

/** Runs a call and answers the requests that it sent. */
export async function requestsOf(call: () => Promise<unknown>): Promise<FirestoreRequest[]> {
  const seen: FirestoreRequest[] = [];
  await watched((request) => (seen.push(request), "pass"), call);
  return seen;
}

// The SDK hands its settings down to gRPC, whose own hook this is: the handlers and the SDK above it are the real ones.
const transform: CallInvocationTransformer = (properties) => {
  const watcher = watching.getStore();
  if (watcher === undefined) return properties;
  const method = properties.methodDefinition.path.split("/").at(-1)!;
  const collections = collectionsOf(properties.argument);
  const held = interceptor((answered) =>
    watching.exit(async () => watcher({ method, collections, answered })),
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
          if (fate === "pass" || (fate !== "stop" && "loseAnswer" in fate)) {
            return next(metadata, heard(listener, fate, answer, end));
          }
          // What is never sent would else wait for its deadline.
          sent.cancelWithStatus(status.CANCELLED, "never sent");
          if (fate === "stop") return;
          answer();
          end(fate.refuse, "refused by the test");
        });
      },
    });
  };
}

/** Listens to the answer, and drops it where it is to be lost. A refusal is no loss: it is passed on. */
function heard(
  listener: InterceptingListener,
  fate: Exclude<Fate, "stop" | { refuse: status }>,
  answered: () => void,
  end: (code: status, details: string) => void,
): Partial<Listener> {
  return {
    onReceiveMessage(message, next) {
      if (fate === "pass") next(message);
    },
    onReceiveStatus(outcome, next) {
      answered();
      if (fate === "pass") next(outcome);
      else if (outcome.code === status.OK) end(fate.loseAnswer, "the answer was lost by the test");
      else listener.onReceiveStatus(outcome);
    },
  };
}

interface RequestMessage {
  documents?: string[];
  writes?: { update?: { name?: string }; delete?: string }[];
  structuredQuery?: { from?: { collectionId?: string }[] };
}

function collectionsOf(argument: unknown): Set<string> {
  const { documents = [], writes = [], structuredQuery } = argument as RequestMessage;
  const names = [...documents, ...writes.map((write) => write.update?.name ?? write.delete ?? "")];
  const queried = structuredQuery?.from?.map((from) => from.collectionId ?? "") ?? [];
  return new Set([...names.map((name) => name.split("/").at(-2) ?? ""), ...queried]);
}
