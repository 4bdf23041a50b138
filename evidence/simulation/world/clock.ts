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
  /** By how much it fell behind when its instance stood still, until it hears what time it is. */
  private lost = 0;

  constructor(
    { skewMs, cold }: { skewMs: number; cold: boolean },
    private readonly since: number,
  ) {
    this.isCold = cold;
    this.behind = cold ? Math.max(0, -skewMs) * 1000 : 0;
  }

  /**
   * Takes note that an answer was so long on its way.
   * @param isNoted whether the service takes the time from such an answer, for certain.
   */
  heard(late: number, isNoted: boolean): void {
    if (this.isCold) this.behind = Math.max(this.behind, late);
    if (this.lost > 0 && isNoted) this.lost = Math.min(this.lost, late);
  }

  /** Takes note that the instance's own clock did not count so much of the time. */
  stoodStill(micros: number): void {
    this.lost += micros;
  }

  /** The earliest time that the instance can take it for. */
  earliest(time: number): number {
    return time - this.behind - this.lost - (time - this.since) * DRIFT - ROUNDING_MICROS;
  }
}
