/** The most by which an instance's time may lag because of clock drift, as a part of the time that has passed. */
const DRIFT = 1 / 500;

/** An instance rounds times to whole milliseconds. */
const ROUNDING_MICROS = 1000;

/**
 * Computes the earliest time that an instance may assume the database to have, in microseconds. A warm instance has
 * already read the database's time. It lags only by the drift of its own clock, even if answers arrive late. A cold
 * instance uses its own clock until the first answer arrives, so it may lag by its clock's error or by the answer's
 * delay.
 */
export class Clock {
  private readonly isCold: boolean;
  private behind: number;
  /** How far the instance lags because it stood still, in microseconds. The next answer with a time corrects it. */
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

  /** Notes that the instance's own clock stood still for so many microseconds while the database's time went on. */
  stoodStill(micros: number): void {
    this.lost += micros;
  }

  /** The earliest time, in microseconds, that the instance may assume when the database's time is `time`. */
  earliest(time: number): number {
    return time - this.behind - this.lost - (time - this.since) * DRIFT - ROUNDING_MICROS;
  }
}
