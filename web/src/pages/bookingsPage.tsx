import { useState } from "preact/hooks";
import type { GetMyBookingsAnswer } from "../../../functions/src/contract.js";
import { BookingCard } from "../bookings/bookingCard.js";
import { readBookings } from "../booking/ownBookings.js";
import { call, isSignedIn } from "../calls/call.js";
import { troubleOf, type Trouble } from "../calls/trouble.js";
import { useLaterWords } from "../i18n/laterLanguage.js";
import { Page } from "../parts/page.js";
import { browserStore } from "../parts/storage.js";
import { TroubleNotice } from "../parts/troubleNotice.js";
import { useLoaded } from "../parts/useLoaded.js";

const means = { call, storage: browserStore };

const NONE: GetMyBookingsAnswer = { bookings: [], nextCursor: null };

/** Loads the first page of the list. Without an account the list is empty, and no account is made for it. */
async function firstPage(): Promise<GetMyBookingsAnswer> {
  return (await isSignedIn()) ? readBookings(null, means) : NONE;
}

export function BookingsPage() {
  const { words, later } = useLaterWords();
  const first = useLoaded(firstPage, "", ({ bookings }) =>
    bookings.some(({ status }) => status === "pending"),
  );
  const [older, setOlder] = useState<GetMyBookingsAnswer[]>([]);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const pages = first.value === null ? [] : [first.value, ...older];
  const bookings = pages.flatMap((page) => page.bookings);
  const nextCursor = pages.at(-1)?.nextCursor ?? null;

  async function showOlder(): Promise<void> {
    setTrouble(null);
    try {
      const page = await readBookings(nextCursor, means);
      setOlder((before) => [...before, page]);
    } catch (error) {
      setTrouble(troubleOf(error));
    }
  }

  function reload(): void {
    setOlder([]);
    first.again();
  }

  return (
    <Page title={later.bookings.title}>
      {first.value === null && first.trouble === null && <p class="quiet">{words.loading}</p>}
      {first.trouble && <TroubleNotice trouble={first.trouble} onAgain={reload} />}
      {first.value !== null && bookings.length === 0 && <p class="quiet">{later.bookings.none}</p>}
      <ul class="cards one">
        {bookings.map((booking) => (
          <li key={booking.bookingId}>
            <BookingCard booking={booking} onChanged={reload} />
          </li>
        ))}
      </ul>
      {trouble && <TroubleNotice trouble={trouble} onAgain={() => void showOlder()} />}
      {nextCursor !== null && (
        <button type="button" onClick={() => void showOlder()}>
          {later.bookings.more}
        </button>
      )}
    </Page>
  );
}
