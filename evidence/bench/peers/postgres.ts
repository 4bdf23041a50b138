import { setTimeout } from "node:timers/promises";
import pg from "pg";
import { callable, type Caller } from "../../../functions/src/request/callable.js";
import { ledgerEntriesOf } from "../../../functions/src/payments/domain/ledger.js";
import type { PaymentIntent } from "../../../functions/src/payments/domain/paymentIntent.js";
import { Refusal } from "../../../functions/src/shared/refusals.js";
import { seatTaken } from "../../../functions/src/bookings/domain/seat.js";
import { charge } from "../../../functions/src/payments/gateways/charge.js";
import { gatewayInUse } from "../../../functions/src/payments/gateways/index.js";
import { call } from "../calls.js";
import { GOOD_CVV, seatIdsOf, type Design } from "../design.js";
import { putOnSale } from "../performances.js";
import type { Cluster } from "./cluster.js";
import { BookingRequest, CancelRequest, draftPurchase, PaymentRequest } from "./requests.js";

const CONNECTIONS = 100;

const SCHEMA = `
  CREATE TABLE seats (
    performance_id text, seat_id text, status text NOT NULL DEFAULT 'free', booking_id text, locked_until timestamptz,
    PRIMARY KEY (performance_id, seat_id));
  CREATE TABLE bookings (
    booking_id text PRIMARY KEY, user_id text NOT NULL, performance_id text NOT NULL, seat_ids text[] NOT NULL,
    seats jsonb NOT NULL, total_amount bigint NOT NULL, currency text NOT NULL, payment_method text NOT NULL,
    status text NOT NULL, cancel_reason text, expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now(), confirmed_at timestamptz);
  CREATE INDEX ON bookings (user_id, created_at DESC);
  CREATE TABLE payment_intents (
    payment_intent_id text PRIMARY KEY, booking_id text NOT NULL REFERENCES bookings, user_id text NOT NULL,
    amount bigint NOT NULL, currency text NOT NULL, status text NOT NULL, failure jsonb, gateway jsonb,
    expires_at timestamptz, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());
  CREATE INDEX ON payment_intents (expires_at) WHERE status = 'PENDING';
  CREATE TABLE ticket_counts (
    performance_id text, user_id text, tickets int NOT NULL, PRIMARY KEY (performance_id, user_id));
  CREATE TABLE ledger_entries (
    entry_id text PRIMARY KEY, account text NOT NULL, amount bigint NOT NULL, currency text NOT NULL,
    payment_intent_id text NOT NULL, created_at timestamptz NOT NULL DEFAULT now());`;

const LOCK_SEATS = `
  SELECT seat_id, status FROM seats WHERE performance_id = $1 AND seat_id = ANY($2) ORDER BY seat_id FOR UPDATE`;

const INSERT_PURCHASE = `
  WITH counted AS (
    INSERT INTO ticket_counts VALUES ($3, $2, $9)
      ON CONFLICT (performance_id, user_id) DO UPDATE SET tickets = ticket_counts.tickets + $9
      WHERE ticket_counts.tickets + $9 <= $12 RETURNING tickets),
  booked AS (
    INSERT INTO bookings (booking_id, user_id, performance_id, seat_ids, seats, total_amount, currency, payment_method, status, expires_at)
      SELECT $1, $2, $3, $4, $5, $6, $7, $8, 'pending', $10::timestamptz FROM counted RETURNING booking_id),
  opened AS (
    INSERT INTO payment_intents (payment_intent_id, booking_id, user_id, amount, currency, status, expires_at)
      SELECT $11, booking_id, $2, $6, $7, 'PENDING', $10::timestamptz FROM booked)
  UPDATE seats SET status = 'locked', booking_id = $1, locked_until = $10::timestamptz
    FROM counted WHERE performance_id = $3 AND seat_id = ANY($4)`;

const CLAIM = `
  UPDATE payment_intents SET status = 'PROCESSING', expires_at = now() + interval '90 seconds', updated_at = now()
    WHERE payment_intent_id = $1 AND user_id = $2 AND status = 'PENDING' AND expires_at > now()
    RETURNING booking_id, amount, currency`;

/** Records a successful payment, its ledger entries, the confirmed booking and its booked seats, in one commit. */
const RECORD_SUCCESS = `
  WITH paid AS (
    UPDATE payment_intents SET status = 'SUCCESS', gateway = $2, expires_at = NULL, updated_at = now()
      WHERE payment_intent_id = $1 AND status = 'PROCESSING' RETURNING booking_id, amount, currency),
  entered AS (
    INSERT INTO ledger_entries (entry_id, account, amount, currency, payment_intent_id)
      SELECT entry.id, entry.account, amount, currency, $1
      FROM paid, unnest($3::text[], $4::text[]) AS entry (id, account)),
  confirmed AS (
    UPDATE bookings SET status = 'confirmed', confirmed_at = now(), updated_at = now()
      FROM paid WHERE bookings.booking_id = paid.booking_id RETURNING performance_id, seat_ids)
  UPDATE seats SET status = 'booked', locked_until = NULL
    FROM confirmed WHERE seats.performance_id = confirmed.performance_id AND seat_id = ANY(confirmed.seat_ids)`;

/** Cancels the matching pending payment intents and their bookings, and releases their seats and ticket counts. */
const release = (which: string, reason: string) => `
  WITH closed AS (
    UPDATE payment_intents SET status = 'CANCELLED', expires_at = NULL, updated_at = now()
      WHERE status = 'PENDING' AND ${which} RETURNING booking_id),
  cancelled AS (
    UPDATE bookings SET status = 'cancelled', cancel_reason = '${reason}', updated_at = now()
      FROM closed WHERE bookings.booking_id = closed.booking_id
      RETURNING bookings.booking_id, bookings.performance_id, bookings.user_id, bookings.seat_ids),
  counted AS (
    UPDATE ticket_counts SET tickets = ticket_counts.tickets - returned.tickets
      FROM (SELECT performance_id, user_id, sum(cardinality(seat_ids)) AS tickets FROM cancelled GROUP BY 1, 2) returned
      WHERE ticket_counts.performance_id = returned.performance_id AND ticket_counts.user_id = returned.user_id)
  UPDATE seats SET status = 'free', booking_id = NULL, locked_until = NULL
    FROM cancelled WHERE seats.performance_id = cancelled.performance_id AND seat_id = ANY(cancelled.seat_ids)`;

const CANCEL = release("booking_id = $1 AND user_id = $2 AND expires_at > now()", "USER");
const SWEEP = release("expires_at <= now()", "EXPIRED");

/** A design on PostgreSQL. Network time is simulated at each request of a purchase or a sweep, as for Firestore. */
export interface Postgres extends Design {
  /** Sets the simulated network time of each later request of a purchase or a sweep, in milliseconds. */
  distance(ms: number): void;
  /** The number of requests sent so far for purchases and sweeps. */
  requests(): number;
  close(): Promise<void>;
}

/**
 * The same purchase, written as is usual for PostgreSQL. A booking is a transaction: SELECT … FOR UPDATE, then one
 * statement for all writes. To claim a payment, to record it, to cancel and to sweep take one statement each.
 */
export async function postgresDesign({ port, user }: Cluster): Promise<Postgres> {
  const database = { host: "127.0.0.1", port, user, database: "postgres" };
  const pool = new pg.Pool({ ...database, max: CONNECTIONS, idleTimeoutMillis: 0 });
  // Ignore errors of idle connections, because they are cut when the cluster stops.
  pool.on("error", () => undefined);
  await pool.query(SCHEMA);
  // All connections are opened now, as in a running service. Otherwise a measurement would include opening them.
  await Promise.all(Array.from({ length: CONNECTIONS }, () => pool.query("SELECT 1")));
  let networkMs = 0;
  let requests = 0;

  async function ask(client: pg.Pool | pg.PoolClient, text: string, values: unknown[] = []) {
    requests++;
    if (networkMs > 0) await setTimeout(networkMs / 2);
    try {
      // A named statement is prepared once for each connection and then reused.
      return await client.query({ text, values, ...(values.length > 0 && { name: nameOf(text) }) });
    } finally {
      if (networkMs > 0) await setTimeout(networkMs / 2);
    }
  }

  async function transaction(act: (client: pg.PoolClient) => Promise<void>): Promise<void> {
    const client = await pool.connect();
    try {
      await ask(client, "BEGIN");
      await act(client);
      await ask(client, "COMMIT");
    } catch (error) {
      await ask(client, "ROLLBACK");
      throw error;
    } finally {
      client.release();
    }
  }

  const create = callable(BookingRequest, async (request, { userId }: Caller) => {
    const { booking, intent, ticketLimit } = await draftPurchase({ ...request, userId });
    const { bookingId, performanceId, seatIds } = booking;
    await transaction(async (client) => {
      const seats = await ask(client, LOCK_SEATS, [performanceId, seatIds]);
      const taken = seats.rows.filter(({ status }) => status !== "free");
      if (taken.length > 0) {
        throw seatTaken(
          taken.map(({ seat_id: seatId, status }) => ({
            performanceId,
            seatId,
            status,
            bookingId: "",
            lockedUntil: null,
          })),
        );
      }
      const written = await ask(client, INSERT_PURCHASE, valuesOf(booking, intent, ticketLimit));
      if (written.rowCount !== seatIds.length)
        throw new Refusal("TICKET_LIMIT", "Too many tickets.", { limit: ticketLimit, held: ticketLimit });
    });
    return { bookingId, paymentIntentId: intent.paymentIntentId };
  });

  const pay = callable(PaymentRequest, async (request, { userId }: Caller) => {
    const { paymentIntentId: idempotencyKey, paymentMethodToken, cvv } = request;
    const [claimed] = (await ask(pool, CLAIM, [idempotencyKey, userId])).rows;
    if (claimed === undefined)
      throw new Refusal("BOOKING_NOT_PENDING", "This payment is finished.", { status: "confirmed" });
    const [amount, currency] = [Number(claimed.amount), claimed.currency as string];
    const outcome = await charge(
      gatewayInUse(),
      {
        idempotencyKey,
        amount,
        currency,
        paymentMethodToken,
        cvv,
      },
      { isAlone: true },
    );
    if (outcome.status === "FAILURE") throw new Error("No measurement declines a card.");
    const entries = ledgerEntriesOf(
      { paymentIntentId: idempotencyKey, amount, currency } as PaymentIntent,
      { kind: "charge" },
      new Date(),
    );
    await ask(pool, RECORD_SUCCESS, [
      idempotencyKey,
      outcome.gateway,
      entries.map(({ id }) => id),
      entries.map(({ entry }) => entry.account),
    ]);
    return outcome;
  });

  const cancel = callable(CancelRequest, async ({ bookingId }, { userId }: Caller) => {
    const { rowCount } = await ask(pool, CANCEL, [bookingId, userId]);
    if (rowCount === 0)
      throw new Refusal("BOOKING_NOT_PENDING", "This booking is not pending.", { status: "cancelled" });
  });

  return {
    name: "PostgreSQL, SELECT … FOR UPDATE",
    async open(performanceId, venue) {
      await putOnSale(performanceId, venue);
      const all = seatIdsOf(venue);
      await pool.query("INSERT INTO seats SELECT $1, unnest($2::text[])", [performanceId, all]);
    },
    book: ({ userId, performanceId, seatIds }) =>
      call(create, userId, { performanceId, seatIds, paymentMethod: "CREDIT_CARD" }),
    pay: (userId, paymentIntentId, cvv = GOOD_CVV) =>
      call(pay, userId, { paymentIntentId, paymentMethodToken: "tok_visa", cvv }),
    // There is no event, because paying settles the booking in the same commit.
    outcomeEvent: async () => async () => undefined,
    cancel: (userId, bookingId) => call(cancel, userId, { bookingId }),
    async abandon(performanceId, seatIds) {
      const drafts = await Promise.all(
        seatIds.map((seatId, index) => {
          const wish = { userId: `user${index}`, performanceId, seatIds: [seatId] };
          return draftPurchase({ ...wish, paymentMethod: "CREDIT_CARD" }, new Date(Date.now() - 600_000));
        }),
      );
      for (const { booking, intent, ticketLimit } of drafts) {
        await pool.query(INSERT_PURCHASE, valuesOf(booking, intent, ticketLimit));
      }
    },
    sweep: () => ask(pool, SWEEP),
    async occupied(performanceId) {
      const text = "SELECT count(*)::int AS held FROM seats WHERE performance_id = $1 AND status <> 'free'";
      return (await pool.query(text, [performanceId])).rows[0].held;
    },
    distance: (ms) => void (networkMs = ms),
    requests: () => requests,
    close: () => pool.end(),
  };
}

type Draft = Awaited<ReturnType<typeof draftPurchase>>;

function valuesOf(booking: Draft["booking"], intent: Draft["intent"], ticketLimit: number): unknown[] {
  const { bookingId, userId, performanceId, seatIds, seats, totalAmount, currency, paymentMethod } = booking;
  return [
    bookingId,
    userId,
    performanceId,
    seatIds,
    JSON.stringify(seats),
    totalAmount,
    currency,
    paymentMethod,
    seatIds.length,
    booking.expiresAt,
    intent.paymentIntentId,
    ticketLimit,
  ];
}

const names = new Map<string, string>();

function nameOf(text: string): string {
  const name = names.get(text) ?? `statement${names.size}`;
  names.set(text, name);
  return name;
}
