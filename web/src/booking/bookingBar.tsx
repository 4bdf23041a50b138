import { useWords } from "../i18n/language.js";
import { namedSeat, nameSeats } from "../i18n/words.js";
import { TroubleNotice } from "../parts/troubleNotice.js";
import type { useChoosing } from "../seats/useChoosing.js";
import type { useBooking } from "./useBooking.js";

interface BarProps {
  choosing: ReturnType<typeof useChoosing>;
  booking: ReturnType<typeof useBooking>;
  currency: string;
  limit: number;
  isOnSale: boolean;
  performanceId: string;
}

/** What is chosen, what it costs, and the button that books it. */
export function BookingBar({ choosing, booking, currency, limit, isOnSale, performanceId }: BarProps) {
  const { words, format } = useWords();
  const { places, chosen, offer, alone, isOverLimit } = choosing;
  const { state } = booking;
  const isBusy = state.is !== "idle";
  const prices = new Map(places.map(({ seat }) => [seat.seatId, seat.section.price]));
  const total = chosen.reduce((sum, seatId) => sum + (prices.get(seatId) ?? 0), 0);
  const names = (seatIds: readonly string[]) => nameSeats(words, format, seatIds);

  return (
    <section class="bar" aria-label={words.seats.chosen(chosen.length)}>
      {state.is === "idle" && state.trouble && state.trouble.reason !== "SEAT_TAKEN" && (
        <TroubleNotice
          trouble={state.trouble}
          performanceId={performanceId}
          onAgain={() => chosen.length > 0 && booking.book(chosen)}
        />
      )}
      {state.is === "unknown" && (
        <p class="notice" role="status">
          {words.seats.stillBooking}
        </p>
      )}
      {offer && (
        <div class="notice">
          <p>{words.seats.justTaken(names(offer.lost), offer.lost.length)}</p>
          {offer.instead.length > 0 && (
            <button type="button" onClick={choosing.takeOffer}>
              {words.seats.takeInstead(names(offer.instead))}
            </button>
          )}
        </div>
      )}
      {isOverLimit && <p class="notice">{words.seats.tooMany(limit)}</p>}
      {alone.length > 0 && <p class="notice">{words.seats.alone(names(alone), alone.length)}</p>}
      <div class="bar-line">
        {chosen.length === 0 ? (
          <p class="quiet">{words.seats.hint(limit)}</p>
        ) : (
          <>
            <ul class="chips">
              {chosen.map((seatId) => (
                <li key={seatId}>
                  <Chip
                    name={words.seats.seat(namedSeat(seatId))}
                    isBusy={isBusy}
                    onGiveBack={() => choosing.setChosen(chosen.filter((each) => each !== seatId))}
                  />
                </li>
              ))}
            </ul>
            <p class="sum">
              {words.seats.chosen(chosen.length)} <strong>{format.money(total, currency)}</strong>
            </p>
          </>
        )}
        <button
          type="button"
          class="main"
          disabled={!isOnSale || isBusy || chosen.length === 0}
          onClick={() => booking.book(chosen)}
        >
          {isBusy ? words.seats.booking : words.seats.book}
        </button>
      </div>
    </section>
  );
}

function Chip({ name, isBusy, onGiveBack }: { name: string; isBusy: boolean; onGiveBack: () => void }) {
  const { words } = useWords();
  return (
    <button
      type="button"
      class="chip"
      aria-label={words.seats.giveBack(name)}
      disabled={isBusy}
      onClick={onGiveBack}
    >
      {name} <span aria-hidden="true">×</span>
    </button>
  );
}
