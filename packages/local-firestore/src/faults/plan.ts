/** An injected fault of one call. Times are in milliseconds. */
export type Fault =
  | { fault: "none" }
  /** The call is executed after this time. */
  | { fault: "delay"; ms: number }
  /** Half of the time passes before the call, half before its answer. An error that ends a stream is not delayed. */
  | { fault: "round-trip"; ms: number }
  | { fault: "aborted" }
  | { fault: "unavailable" }
  /** The call is carried out, and UNAVAILABLE replaces its answer. */
  | { fault: "answer-lost" }
  /** The connection breaks before the call is carried out. */
  | { fault: "cut" };

/** A fault of one event. `copies` is how often the event is sent (0: it is lost). `delayMs` delays all copies. */
export interface EventFault {
  copies?: number;
  delayMs?: number;
  /**
   * Each copy is also delayed by a random time of its own, at most this long, so that events may overtake each other.
   */
  shuffleMs?: number;
}

/** A step of a script. A step with a collection waits for the next call or event of that collection. */
export type Step<F> = F & { collection?: string };
/** A fault with its probability, 1 by default. `collection` limits it to this collection. */
export type Chance<F> = F & { collection?: string; probability?: number };

/** A call or event that matches the script's next step uses up this step. Others may get the random faults. */
export interface Schedule<F> {
  script: Step<F>[];
  random: Chance<F>[];
}

export interface FaultPlan {
  /** With the same seed, the same calls in the same order get the same faults. */
  seed: number;
  /**
   * The schedules by method, such as `Commit`. `*` is for every method. A call takes a step of its method's script, or
   * else a step of the script of `*`, or else the random faults of both.
   */
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
