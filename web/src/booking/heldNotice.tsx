import type { CreateBookingAnswer } from "../../../functions/src/contract.js";
import { useLaterWords } from "../i18n/laterLanguage.js";
import { nameSeats } from "../i18n/words.js";
import { Link, paths } from "../router.js";

/** Names the seats of a booking that waits to be paid, and leads to its payment. */
export function HeldNotice({ booking }: { booking: CreateBookingAnswer }) {
  const { words, later, format } = useLaterWords();
  const seatIds = booking.seats.map(({ seatId }) => seatId);
  return (
    <div class="notice good">
      <p>{later.booking.held(nameSeats(words, format, seatIds))}</p>
      <Link class="button" to={paths.pay(booking.bookingId)}>
        {later.bookings.goOn}
      </Link>
    </div>
  );
}
