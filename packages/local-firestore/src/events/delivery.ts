import type { Event } from "./event.js";

/** The error if the Functions emulator does not know the function. */
export class NoSuchFunction extends Error {}

/** Sends an event to its function. @throws NoSuchFunction, or another error if the call failed. */
export type Send = (event: Event, signal: AbortSignal) => Promise<void>;

/** When each copy of an event is first due, in milliseconds from now. An empty list loses the event. */
export type Schedule = (event: Event) => readonly number[];

/** Counts of deliveries. `waiting` are due later or wait until fewer are in flight. `failed` are failed attempts. */
export interface DeliveryCounts {
  inFlight: number;
  waiting: number;
  delivered: number;
  failed: number;
  givenUp: number;
}

interface Delivery {
  event: Event;
  attempts: number;
  giveUpAt: number;
}

/** The deliveries to one function that are due. */
interface Lane {
  ready: Delivery[];
  inFlight: number;
}

// The limit is low, because the Functions emulator starts a process for each concurrent call of a function.
const MOST_IN_FLIGHT = 4;
const FIRST_BACKOFF_MS = 100;
const LONGEST_BACKOFF_MS = 30_000;
// Eventarc retries for the same time (https://cloud.google.com/eventarc/docs/retry-events).
const GIVE_UP_AFTER_MS = 24 * 60 * 60 * 1000;
// These attempts take about 25 seconds in all, so that a function that is still being loaded can be found.
const ATTEMPTS_TO_FIND = 9;

/** The pause after this many failed attempts, in milliseconds. It doubles each time, up to half a minute. */
export const backoff = (attempts: number): number =>
  Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (attempts - 1));

/**
 * Delivers events, up to four at a time for each function. A failed delivery is repeated with growing pauses: for a day
 * if the trigger asks for retries, or up to the ninth attempt if the function does not exist.
 */
export class DeliveryQueue {
  private lanes = new Map<string, Lane>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly idleListeners = new Set<() => void>();
  private stop = new AbortController();
  private counted = { delivered: 0, failed: 0, givenUp: 0 };

  constructor(
    private readonly send: Send,
    private readonly schedule: Schedule = () => [0],
  ) {}

  get counts(): DeliveryCounts {
    const lanes = [...this.lanes.values()];
    const inFlight = lanes.reduce((sum, lane) => sum + lane.inFlight, 0);
    const ready = lanes.reduce((sum, lane) => sum + lane.ready.length, 0);
    return { inFlight, waiting: ready + this.timers.size, ...this.counted };
  }

  add(event: Event): void {
    for (const delay of this.schedule(event)) {
      this.after(delay, { event, attempts: 0, giveUpAt: Date.now() + delay + GIVE_UP_AFTER_MS });
    }
  }

  /** Resolves once nothing is in flight or waiting. @throws the signal's reason if the signal aborts first. */
  idle(signal: AbortSignal): Promise<void> {
    if (this.isIdle()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason as Error);
      const done = () => {
        this.idleListeners.delete(done);
        signal.removeEventListener("abort", abort);
        resolve();
      };
      const abort = () => {
        this.idleListeners.delete(done);
        reject(signal.reason as Error);
      };
      this.idleListeners.add(done);
      signal.addEventListener("abort", abort, { once: true });
    });
  }

  /** Drops waiting deliveries, aborts those in flight, and resets the counts to zero. */
  clear(): void {
    this.stop.abort();
    this.stop = new AbortController();
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.lanes.clear();
    this.counted = { delivered: 0, failed: 0, givenUp: 0 };
    this.tellIfIdle();
  }

  private isIdle(): boolean {
    const { inFlight, waiting } = this.counts;
    return inFlight + waiting === 0;
  }

  private after(ms: number, delivery: Delivery): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      const lane = this.laneOf(delivery);
      lane.ready.push(delivery);
      this.fill(lane);
    }, ms);
    this.timers.add(timer);
  }

  private laneOf({ event: { trigger } }: Delivery): Lane {
    const name = `${trigger.project}/${trigger.key}`;
    const lane = this.lanes.get(name) ?? { ready: [], inFlight: 0 };
    this.lanes.set(name, lane);
    return lane;
  }

  private fill(lane: Lane): void {
    while (lane.inFlight < MOST_IN_FLIGHT) {
      const delivery = lane.ready.shift();
      if (!delivery) return;
      lane.inFlight++;
      void this.deliver(lane, delivery, this.stop.signal);
    }
  }

  private async deliver(lane: Lane, delivery: Delivery, signal: AbortSignal): Promise<void> {
    const failure = await this.send(delivery.event, signal).then(
      () => undefined,
      (error: unknown) => error ?? new Error("No reason given."),
    );
    // If the queue was cleared during the delivery, the counts no longer include the delivery.
    if (signal.aborted) return;
    lane.inFlight--;
    if (failure === undefined) this.counted.delivered++;
    else this.fail({ ...delivery, attempts: delivery.attempts + 1 }, failure);
    this.fill(lane);
    this.tellIfIdle();
  }

  private fail(delivery: Delivery, failure: unknown): void {
    this.counted.failed++;
    const wait = backoff(delivery.attempts);
    const worthIt =
      failure instanceof NoSuchFunction
        ? delivery.attempts < ATTEMPTS_TO_FIND
        : delivery.event.trigger.retry && Date.now() + wait < delivery.giveUpAt;
    if (worthIt) this.after(wait, delivery);
    else this.counted.givenUp++;
  }

  private tellIfIdle(): void {
    if (this.isIdle()) for (const listener of [...this.idleListeners]) listener();
  }
}
