import { AsyncResource } from "node:async_hooks";

/** The time at which every world begins, in milliseconds since 1970. */
export const BEGINNING = Date.UTC(2030, 0, 1);

/** A timer. It may fire from `due` on, which is a time of the database in milliseconds since 1970. */
export interface Timer {
  due: number;
  fire: () => void;
}

/** The time in a world. It changes only when the simulation sets it. All times are whole milliseconds. */
export class VirtualTime {
  /** The database's time. An instance's clock may differ from it: see `Instance`. */
  now = BEGINNING;

  /** Receives each timer that is set with a delay. The receiver decides when it fires. */
  onTimer: (timer: Timer) => void = () => undefined;
  onCleared: (timer: Timer) => void = () => undefined;

  restart(): void {
    this.now = BEGINNING;
  }

  /** The milliseconds since the world began. The monotonic clocks of instances are computed from it. */
  monotonic(): number {
    return this.now - BEGINNING;
  }

  /**
   * Sets a timer. Like Node's, it fires in the async context of the code that set it. A timer without a delay fires on
   * the next tick, without time passing.
   */
  set(fire: () => void, delayMs = 0): Timer {
    const timer = { due: this.now + Math.ceil(delayMs), fire: AsyncResource.bind(fire) };
    if (delayMs > 0) this.onTimer(timer);
    else process.nextTick(() => timer.fire());
    return timer;
  }

  clear(timer: Timer): void {
    this.onCleared(timer);
    timer.fire = () => undefined;
  }
}
