import { AsyncResource } from "node:async_hooks";

/** When every world begins, in milliseconds since 1970. */
export const BEGINNING = Date.UTC(2030, 0, 1);

/** Something that waits for a time. */
export interface Timer {
  due: number;
  fire: () => void;
}

/** The time in a world: it stands still until someone moves it. All times are whole milliseconds. */
export class VirtualTime {
  /** The database's time. Instances may be told another one: see `Instance`. */
  now = BEGINNING;

  /** Told of each timer that is set; whoever is told decides when it fires. */
  onTimer: (timer: Timer) => void = () => undefined;
  onCleared: (timer: Timer) => void = () => undefined;

  /** Begins a new world. */
  restart(): void {
    this.now = BEGINNING;
  }

  /** Milliseconds on a clock that no one sets. */
  monotonic(): number {
    return this.now - BEGINNING;
  }

  /**
   * Sets a timer, which fires in the context of whoever set it, as Node's do. One without a delay only lets others go
   * first: no time passes until it fires.
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
