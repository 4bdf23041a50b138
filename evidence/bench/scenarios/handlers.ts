import { seatIdsOf } from "../design.js";
import { alternating, inParallel, median, timed } from "../../support/measure.js";
import type { Result } from "../report/result.js";
import { figure } from "../report/table.js";
import type { Settings } from "../settings.js";
import type { World } from "../world.js";

const VENUE = { sections: 1, rowsPerSection: 40 };
const CLIENTS = 8;
const SEATS = 2;
/**
 * The number of purchases in a round. Rounds are short and many, so that other load on the machine affects all
 * contenders of a round alike.
 */
const PURCHASES = 40;

/** How long it took until all purchases had done each step, in milliseconds. */
interface Times {
  book: number;
  pay: number;
  settle: number;
}

type Contender = "handlers" | "same requests, bare" | "commits alone";

/** Measures the time of the handlers' own code, by comparing them with bare requests for the same documents. */
export async function handlers(world: World, { full }: Settings): Promise<Result> {
  const { barePurchase } = await import("../bare.js");
  const rounds = full ? 41 : 5;
  const seatIds = seatIdsOf(VENUE);
  const wishes = (performanceId: string) =>
    Array.from({ length: PURCHASES }, (_, index) => {
      const first = index * SEATS;
      return { userId: `user${index}`, performanceId, seatIds: seatIds.slice(first, first + SEATS) };
    });
  const each = (work: (index: number) => Promise<unknown>) =>
    timed(() => inParallel(PURCHASES, CLIENTS, async (index) => void (await work(index))));

  async function byHandlers(performanceId: string): Promise<Times> {
    const all = wishes(performanceId);
    const made: { paymentIntentId: string }[] = [];
    const book = await each(async (index) => (made[index] = await world.ours.book(all[index]!)));
    const pay = await each((index) => world.ours.pay(`user${index}`, made[index]!.paymentIntentId));
    const events = await Promise.all(made.map((one) => world.ours.outcomeEvent(one.paymentIntentId)));
    return { book, pay, settle: await each((index) => events[index]!()) };
  }

  async function bare(performanceId: string, reading: boolean): Promise<Times> {
    const made = await Promise.all(wishes(performanceId).map(barePurchase));
    const book = await each((index) => made[index]!.book());
    const pay = await each((index) => made[index]!.pay(reading));
    return { book, pay, settle: await each((index) => made[index]!.settle(reading)) };
  }

  const contenders: Contender[] = ["handlers", "same requests, bare", "commits alone"];
  const measure = async (contender: Contender) => {
    await world.firestore.clear();
    const performanceId = world.newPerformance();
    await world.ours.open(performanceId, VENUE);
    await world.ours.book({ userId: "first", performanceId, seatIds: [seatIds.at(-1)!] });
    if (contender === "handlers") return byHandlers(performanceId);
    return bare(performanceId, contender === "same requests, bare");
  };
  for (let warming = 0; warming < (full ? 5 : 2); warming++)
    for (const contender of contenders) await measure(contender);
  const readings = await alternating(rounds, contenders, measure);

  const total = ({ book, pay, settle }: Times) => book + pay + settle;
  const steps: [string, (times: Times) => number][] = [
    ["createBooking", ({ book }) => book],
    ["executePayment", ({ pay }) => pay],
    ["onPaymentIntentUpdated", ({ settle }) => settle],
    ["the whole purchase", total],
  ];
  const ratio = (of: number, step: (times: Times) => number) =>
    median(readings[of]!.map((times, round) => step(times) / step(readings[0]![round]!)));
  return {
    name: "handlers",
    title: "The handlers' own time",
    about:
      `${PURCHASES} purchases of ${SEATS} seats, ${CLIENTS} at a time, no network time. Beside the handlers (request ` +
      "decoded, performance priced, documents parsed and decided upon, log lines written) stand the same requests sent " +
      "bare, their contents made ahead of time, and the commits among them alone; a booking is one commit, so for it " +
      "both are the same, and what they differ by is noise. 1 means that the handlers cost nothing. Medians of the " +
      `ratios of ${rounds} rounds, in each of which all three ran one after the other in changing order.`,
    tables: [
      {
        caption: "Purchases a second, as a share of what the SDK and the database can do bare",
        columns: ["step", "of the same requests", "of the commits alone"],
        rows: steps.map(([name, step]) => [name, figure(ratio(1, step)), figure(ratio(2, step))]),
      },
    ],
    plots: [],
  };
}
