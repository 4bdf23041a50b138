import { generateKeyPairSync, sign } from "node:crypto";
import { alternating, median, timed } from "../../support/measure.js";
import { seatIdsOf } from "../design.js";
import type { Result } from "../report/result.js";
import { figure, times } from "../report/table.js";
import type { Settings } from "../settings.js";
import type { World } from "../world.js";

const VENUE = { sections: 1, rowsPerSection: 40 };
const CALLS = 40;

const KEY_ID = "bench";
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
/** The header and the signature of ID tokens, made as Firebase Authentication makes them. */
const SIGNED = {
  header: { alg: "RS256", kid: KEY_ID, typ: "JWT" },
  sign: (text: string) => sign("RSA-SHA256", Buffer.from(text), privateKey).toString("base64url"),
};

/** Measures a whole call over HTTP: what the platform does before and after the handler, and the handler itself. */
export async function wholeCall(world: World, { full }: Settings): Promise<Result> {
  const { createBooking, empty, handler } = await functions();
  const { serve } = await import("../../../functions/test/support/http.js");
  const { idToken } = await import("../../../functions/test/support/auth.js");
  const served = await serve({ "/createBooking": createBooking, "/empty": empty });
  const seatIds = seatIdsOf(VENUE);
  const tokens = seatIds.slice(0, CALLS).map((_, index) => idToken(`user${index}`, undefined, SIGNED));
  const over = (path: string) => async (index: number, data: object) => {
    const { status, text } = await served.send(path, {
      method: "POST",
      token: tokens[index]!,
      body: { data },
    });
    if (status !== 200) throw new Error(text);
  };
  const contenders: [string, (index: number, data: object) => Promise<unknown>][] = [
    ["an empty callable, over HTTP", over("/empty")],
    ["createBooking, its handler alone", handler],
    ["createBooking, over HTTP", over("/createBooking")],
  ];
  const measure = async ([, call]: (typeof contenders)[number]) => {
    await world.firestore.clear();
    const performanceId = world.newPerformance();
    await world.ours.open(performanceId, VENUE);
    const readings: number[] = [];
    for (let index = 0; index < CALLS; index++) {
      const data = { performanceId, seatIds: [seatIds[index]], paymentMethod: "CREDIT_CARD" };
      readings.push(await timed(() => call(index, data)));
    }
    return median(readings);
  };
  for (const contender of contenders) await measure(contender);
  const rounds = full ? 21 : 5;
  const readings = (await alternating(rounds, contenders, measure)).map(median);
  served.close();
  return {
    name: "wholeCall",
    title: "A whole call",
    about:
      "The Functions Framework, Express, JSON, CORS and the ID token, whose signature (RS256) is checked with a key that " +
      "need not be fetched, around the handler; and a callable that does nothing. The client is in the same process, no " +
      `network time, one call after the other. Medians of ${rounds} rounds of ${CALLS} calls, in turn.`,
    tables: [
      {
        caption: "One call",
        columns: ["", "time", "beside an empty callable"],
        rows: contenders.map(([name], index) => [
          name,
          `${figure(readings[index]!)} ms`,
          times(readings[index]!, readings[0]!),
        ]),
      },
    ],
    plots: [],
  };
}

/** Loads the functions. Their Admin SDK checks tokens with the key of this file instead of Google's keys. */
async function functions() {
  const { createBooking } = await import("../../../functions/src/index.js");
  const { getAuth, onCall } = await import("../admin.js");
  const { call } = await import("../calls.js");
  const { idTokenVerifier } = getAuth() as unknown as {
    idTokenVerifier: { signatureVerifier: { keyFetcher: { fetchPublicKeys: () => Promise<object> } } };
  };
  const key = publicKey.export({ type: "spki", format: "pem" });
  idTokenVerifier.signatureVerifier.keyFetcher.fetchPublicKeys = async () => ({ [KEY_ID]: key });
  const handler = (index: number, data: object) => call(createBooking, `user${index}`, data);
  return { createBooking, empty: onCall(() => ({})), handler };
}
