import { useLaterWords } from "../i18n/laterLanguage.js";
import { namedSeat, nameSeats } from "../i18n/words.js";
import { TroubleNotice } from "../parts/troubleNotice.js";
import { Link, paths } from "../router.js";
import type { Choosing } from "../seats/useChoosing.js";
import { useBooking } from "./useBooking.js";

interface BarProps {
  performanceId: string;
  block: string;
  currency: string;
  choosing: Choosing;
  isOnSale: boolean;
}

/** The chosen seats, their sum, the button that books them, and notices, for instance about seats that were lost. */
export function BookingBar({ performanceId, block, currency, choosing, isOnSale }: BarProps) {
  const { words, later, format } = useLaterWords();
  const { places, chosen, limit, offer, alone, isOverLimit, isBusy } = choosing;
  const { state, again, held, book } = useBooking(performanceId, block, choosing);
  const prices = new Map(places.map(({ seat }) => [seat.seatId, seat.section.price]));
  const total = chosen.reduce((sum, seatId) => sum + (prices.get(seatId) ?? 0), 0);
  const names = (seatIds: readonly string[]) => nameSeats(words, format, seatIds);

  return (
    <section class="bar" aria-label={later.booking.chosen(chosen.length)}>
      {state.is === "idle" && state.trouble && state.trouble.reason !== "SEAT_TAKEN" && (
        <TroubleNotice trouble={state.trouble} performanceId={performanceId} onAgain={book} />
      )}
      {state.is === "unknown" && (
        <p class="notice" role="status">
          {later.booking.stillBooking}
        </p>
      )}
      {again.length > 0 && !isBusy && (
        <p class="notice" role="status">
          {later.booking.again(names(again), again.length)}
        </p>
      )}
      {held && !isBusy && (
        <div class="notice good">
          <p>{later.booking.held(names(held.seats.map(({ seatId }) => seatId)))}</p>
          <Link class="button" to={paths.pay(held.bookingId)}>
            {later.bookings.goOn}
          </Link>
        </div>
      )}
      {offer && (
        <div class="notice">
          <p>{words.seats.justTaken(names(offer.lost), offer.lost.length)}</p>
          {offer.instead.length > 0 && (
            <button type="button" onClick={choosing.takeOffer}>
              {later.booking.takeInstead(names(offer.instead))}
            </button>
          )}
        </div>
      )}
      {isOverLimit && <p class="notice">{words.seats.tooMany(limit)}</p>}
      {alone.length > 0 && <p class="notice">{later.booking.alone(names(alone), alone.length)}</p>}
      {chosen.length > 0 && (
        <ul class="chips">
          {chosen.map((seatId) => (
            <li key={seatId}>
              <Chip
                name={words.seats.seat(namedSeat(seatId))}
                isBusy={isBusy}
                onRemove={() => choosing.setChosen(chosen.filter((each) => each !== seatId))}
              />
            </li>
          ))}
        </ul>
      )}
      <div class="bar-foot">
        <p class="sum">
          {chosen.length > 0 ? later.booking.chosen(chosen.length) : isOnSale && later.booking.hint(limit)}
          {chosen.length > 0 && <strong>{format.money(total, currency)}</strong>}
        </p>
        <button
          type="button"
          class="main"
          disabled={!isOnSale || chosen.length === 0}
          aria-disabled={isBusy}
          onClick={book}
        >
          {isBusy ? later.booking.booking : later.booking.book}
        </button>
      </div>
    </section>
  );
}

function Chip({ name, isBusy, onRemove }: { name: string; isBusy: boolean; onRemove: () => void }) {
  const { later } = useLaterWords();
  return (
    <button
      type="button"
      class="chip"
      aria-label={later.booking.remove(name)}
      disabled={isBusy}
      onClick={onRemove}
    >
      {name} <span aria-hidden="true">×</span>
    </button>
  );
}
