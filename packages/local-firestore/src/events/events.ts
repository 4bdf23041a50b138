import type { Change } from "../storage/document.js";
import type { Micros } from "../values/timestamp.js";
import { DeliveryQueue, type DeliveryCounts, type Schedule, type Send } from "./delivery.js";
import { eventOf } from "./event.js";
import { kindOf, type Trigger } from "./trigger.js";

/** The registered triggers, and the queue that delivers their events. */
export class Events {
  private readonly triggers = new Map<string, Trigger>();
  private readonly queue: DeliveryQueue;
  private muted = false;

  constructor(send: Send, schedule?: Schedule) {
    this.queue = new DeliveryQueue(send, schedule);
  }

  /** Adds a trigger, or replaces its project's trigger with the same key. */
  register(trigger: Trigger): void {
    this.triggers.set(`${trigger.project}/${trigger.key}`, trigger);
  }

  /** Queues an event for each trigger that a change matches, except while muted. */
  readonly onCommit = (changes: readonly Change[], commitTime: Micros): void => {
    if (this.muted) return;
    for (const change of changes) {
      const kind = kindOf(change);
      if (!kind) continue;
      for (const trigger of this.triggers.values()) {
        if (trigger.wants(change, kind)) this.queue.add(eventOf(trigger, change, commitTime));
      }
    }
  };

  /** Runs an action without queueing events for its commits. */
  muting(action: () => void): void {
    this.muted = true;
    try {
      action();
    } finally {
      this.muted = false;
    }
  }

  get counts(): DeliveryCounts {
    return this.queue.counts;
  }

  /** Resolves once no event is waiting or in flight. @throws the signal's reason if the signal aborts first. */
  idle(signal: AbortSignal): Promise<void> {
    return this.queue.idle(signal);
  }

  /** Drops all events that are not delivered yet, and sets the counts to zero. */
  clear(): void {
    this.queue.clear();
  }
}
