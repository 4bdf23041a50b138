/** An injected fault of one call. Times are in milliseconds. */
export type Fault =
  | { fault: "none" }
  /** The call is handled that much later. */
  | { fault: "delay"; ms: number }
  /** Half of the time passes on the way there, half on the way back. */
  | { fault: "round-trip"; ms: number }
  | { fault: "aborted" }
  | { fault: "unavailable" }
  /** The call is carried out, and the caller sees UNAVAILABLE. */
  | { fault: "answer-lost" }
  /** The connection breaks before the call is carried out. */
  | { fault: "cut" };

/** A fault of one event: the number of delivered copies (0 means that it is lost), their delay, and their spread. */
export interface EventFault {
  copies?: number;
  delayMs?: number;
  /** Each copy is further late by a random time up to this, so that events overtake each other. */
  shuffleMs?: number;
}

/** A step of a script. A step with a collection waits for a call or an event of that collection, and ignores others. */
export type Step<F> = F & { collection?: string };
/** A fault that occurs with this probability. Without one, it always occurs. */
export type Chance<F> = F & { collection?: string; probability?: number };

/** The script runs first, in order, one step for each matching call. After its last step, the random faults apply. */
export interface Schedule<F> {
  script: Step<F>[];
  random: Chance<F>[];
}

export interface FaultPlan {
  /** The same seed and the same calls in the same order give the same faults. */
  seed: number;
  /** By the method's name in the protocol, such as `Commit`; `*` is every method. */
  methods: Record<string, Schedule<Fault>>;
  events: Schedule<EventFault>;
}

export const METHODS = [
  "GetDocument",
  "ListDocuments",
  "CreateDocument",
  "UpdateDocument",
  "DeleteDocument",
  "BeginTransaction",
  "Commit",
  "Rollback",
  "BatchWrite",
  "ListCollectionIds",
  "PartitionQuery",
  "BatchGetDocuments",
  "RunQuery",
  "RunAggregationQuery",
  "Listen",
  "Write",
  "*",
];
