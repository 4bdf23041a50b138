import { expect } from "chai";
import {
  book,
  call,
  clearDatabase,
  deliver,
  expire,
  functions,
  openPerformance,
  pay,
  refusal,
  runSweep,
} from "./support/world.js";
import { everything } from "./support/documents.js";
import { logsOf } from "./support/logs.js";
import { serve } from "./support/http.js";
import { idToken, startAuth } from "./support/auth.js";

/** CVVs that occur nowhere else in the data. `CVVS` lead to all outcomes of a charge, `REFUSED_CVVS` to refusals. */
const CVVS = ["7390", "7391", "7392", "7393", "7394", "7395", "7396", "7397", "7399"];
const REFUSED_CVVS = ["7483", "7484", "7485", "7486", "7487"];
/** A card token. It must not be stored or logged either. */
const TOKEN = "tok_leak_7f3a";
const CARDS = ["4111111111111111", "4111 1111 1111 1111", "5555-5555-5555-4444"];

/** Finds secrets in a text: a CVV that stands alone, one of the `CARDS`, the card token. */
function leaksIn(text: string): string[] {
  const cvvs = [...CVVS, ...REFUSED_CVVS].filter((cvv) => new RegExp(`\\b${cvv}\\b`).test(text));
  return [...cvvs, ...[...CARDS, TOKEN].filter((secret) => text.includes(secret))];
}

describe("after a run through everything that can happen to a payment", () => {
  let documents: string;
  let logs: string;

  before(async () => {
    await clearDatabase();
    await startAuth();
    const server = await serve({ "/executePayment": functions.executePayment, "/api": functions.api });
    logs = await logsOf(async () => {
      await payInEveryWay();
      await sendWhatIsWrong(server.send);
    });
    server.close();
    documents = JSON.stringify(await everything());
  });

  async function payInEveryWay() {
    for (const [index, cvv] of CVVS.entries()) {
      const performanceId = await openPerformance();
      const userId = `payer_${index}`;
      const purchase = async (seatId: string) =>
        (await book(userId, performanceId, [seatId])).paymentIntentId;

      const ordinary = await purchase("A1");
      await pay(userId, ordinary, { cvv, token: TOKEN });
      await deliver(ordinary);
      await pay(userId, ordinary, { cvv, token: TOKEN });

      const charged = await purchase("A2");
      await pay(userId, charged, { cvv, token: "tok_timeout_after_charge" });

      const lost = await purchase("A3");
      await refusal(pay(userId, lost, { cvv, token: "tok_timeout_before_charge" }));
      await expire(lost);

      const expired = await purchase("A4");
      await expire(expired);
      await refusal(pay(userId, expired, { cvv, token: TOKEN }));
      await refusal(pay("thief", ordinary, { cvv, token: TOKEN }));
      await refusal(pay(userId, "pi_nowhere", { cvv, token: TOKEN }));
    }
    await runSweep();
  }

  async function sendWhatIsWrong(send: Awaited<ReturnType<typeof serve>>["send"]) {
    const [one, two, three, four, five] = REFUSED_CVVS;
    for (const card of CARDS) {
      const good = { paymentIntentId: "pi_nowhere", paymentMethodToken: "tok_visa", cvv: one };
      const bodies: unknown[] = [
        { data: { ...good, paymentMethodToken: card } },
        { data: { ...good, card } },
        { data: { ...good, [card]: card } },
        { data: card },
        { data: { ...good, cvv: { "@type": card, value: two } } },
        { cvv: three, card },
        { data: good, cvv: three, [card]: card },
        `{"data":{"__proto__":{"cvv":"${four}","paymentMethodToken":"${card}"}}}`,
      ];
      const post = { method: "POST", token: idToken("ann") };
      for (const body of bodies) await send("/executePayment", { ...post, body });
      await send("/executePayment", {
        ...post,
        body: { data: good },
        headers: { "Content-Type": "text/plain" },
      });
      for (const body of bodies) await send("/api/payments/execute", { ...post, body });
      await send("/api/payments/execute", { ...post, body: { ...good, cvv: five, card } });
      await send(
        `/api/occupiedSeats/${encodeURIComponent(card)}?seatIds=${encodeURIComponent(card)}&cvv=${five}`,
      );
      const inPath = encodeURIComponent(card);
      await send(`/api/performances?cursor=${inPath}&cvv=${five}`);
      for (const path of [
        `performances/${inPath}`,
        `layouts/${inPath}`,
        `seatMaps/${inPath}`,
        `seatMaps/${inPath}/${inPath}`,
      ]) {
        await send(`/api/${path}`);
        await send(`/api/${path}?card=${inPath}&cvv=${five}`);
      }
      await refusal(
        call(functions.executePayment, "ann", { ...good, cvv: `${five}x`, paymentMethodToken: card }),
      );
    }
  }

  it("no document holds a CVV, a card number or the token of a card", () => {
    expect(leaksIn(documents)).to.deep.equal([]);
  });

  it("no line of the log does", () => {
    expect(leaksIn(logs)).to.deep.equal([]);
  });

  it("which was all stored and logged: charges, declines, lost answers, sweeps", () => {
    for (const done of [
      "simulatedCharges/",
      "ledgerEntries/",
      "INSUFFICIENT_FUNDS",
      "PG_TIMEOUT",
      "confirmed",
    ]) {
      expect(documents).to.include(done);
    }
    for (const line of ["booking.created", "payment.finished", "charge.answer-lost", "locks.swept"]) {
      expect(logs).to.include(line);
    }
  });

  it("and would be found if it were there", () => {
    for (const secret of [...CVVS, ...REFUSED_CVVS, ...CARDS, TOKEN]) {
      expect(leaksIn(documents.replace('"confirmed"', `"confirmed","note":"${secret}"`))).to.deep.equal([
        secret,
      ]);
      expect(leaksIn(logs.replace("booking.created", `booking.created with ${secret}`))).to.deep.equal([
        secret,
      ]);
    }
  });
});
