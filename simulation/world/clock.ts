/** By which part of the time that passes an instance may lose sight of the database's time. */
const DRIFT = 1 / 500;

/** Times are whole milliseconds to an instance. */
const ROUNDING_MICROS = 1000;

/**
 * What an instance can know of the database's time, in microseconds. One that knew it knows it for good, but for what
 * its own clock may lose, however late answers come. One that has just started goes by its own clock, and then by the
 * first answer.
 */
export class Clock {
  private readonly isCold: boolean;
  private behind: number;

  constructor(
    { skewMs, cold }: { skewMs: number; cold: boolean },
    private readonly since: number,
  ) {
    this.isCold = cold;
    this.behind = cold ? Math.max(0, -skewMs) * 1000 : 0;
  }

  /** Takes note that an answer was so long on its way. */
  heard(late: number): void {
    if (this.isCold) this.behind = Math.max(this.behind, late);
  }

  /** The earliest time that the instance can take it for. */
  earliest(time: number): number {
    return time - this.behind - (time - this.since) * DRIFT - ROUNDING_MICROS;
  }
}
