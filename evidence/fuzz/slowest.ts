import { median } from "../support/measure.js";
import type { Transport, Sent } from "./transport.js";

const FEW = 5;
const REPEATS = 9;

/**
 * The requests that took longest. They are measured again before they are judged, because one
 * long time may be chance.
 */
export class SlowestFew {
  private readonly few: { sent: Sent; took: number }[] = [];

  add(sent: Sent, took: number): void {
    if (this.few.length === FEW && took <= this.few.at(-1)!.took) return;
    this.few.push({ sent, took });
    this.few.sort((one, other) => other.took - one.took).splice(FEW);
  }

  /**
   * The largest ratio of a slow request's time to the time of a plain request of the same length, which holds one long
   * text. Both are sent in turn, nine times, and their medians are compared.
   */
  async besidePlainOnes(send: Transport["send"]): Promise<number> {
    let most = 0;
    for (const { sent } of this.few) {
      const text = "x".repeat(Math.max(0, sent.body.length - '{"data":""}'.length));
      const plain = { ...sent, method: "POST", body: Buffer.from(JSON.stringify({ data: text })) };
      const took: [number[], number[]] = [[], []];
      for (let repeat = 0; repeat < REPEATS; repeat++) {
        for (const [which, request] of [sent, plain].entries()) took[which]!.push((await send(request)).took);
      }
      most = Math.max(most, median(took[0]) / median(took[1]));
    }
    return most;
  }
}
