/** Clock drift may make an instance's time lag by at most this part of the time that has passed. */
const DRIFT = 1 / 500;

/** An instance rounds times to whole milliseconds. */
const ROUNDING_MICROS = 1000;

/**
 * Computes the earliest value that an instance may take for the database's time, in microseconds. An instance may lag
 * by drift, rounding and standstills, and a cold one also by the largest of its clock's error and the delays of its
 * answers.
 */
export class Clock {
  private readonly isCold: boolean;
  private behind: number;
  /**
   * How far the instance lags because it stood still, in microseconds. The next answer whose time is certainly read
   * lowers it to that answer's delay.
   */
  private lost = 0;

  constructor(
    { skewMs, cold }: { skewMs: number; cold: boolean },
    private readonly since: number,
  ) {
    this.isCold = cold;
    this.behind = cold ? Math.max(0, -skewMs) * 1000 : 0;
  }

  /**
   * Notes that an answer arrived.
   * @param late how long the answer was on its way, in microseconds.
   * @param isNoted whether the service certainly reads the database's time from this answer.
   */
  heard(late: number, isNoted: boolean): void {
    if (this.isCold) this.behind = Math.max(this.behind, late);
    if (this.lost > 0 && isNoted) this.lost = Math.min(this.lost, late);
  }

  /** Notes that the instance's clock stood still for this many microseconds of the database's time. */
  stoodStill(micros: number): void {
    this.lost += micros;
  }

  /** The earliest time, in microseconds, that the instance may assume when the database's time is `time`. */
  earliest(time: number): number {
    return time - this.behind - this.lost - (time - this.since) * DRIFT - ROUNDING_MICROS;
  }
}
