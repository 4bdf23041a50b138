import { useLaterWords } from "../i18n/laterLanguage.js";
import { nameSeats } from "../i18n/words.js";
import { Link, paths } from "../router.js";
import type { OwnBooking } from "./ownBookings.js";

/** Names the seats of a booking that waits to be paid, or whose payment was sent, and leads to its payment. */
export function HeldNotice({ booking }: { booking: OwnBooking }) {
  const { words, later, format } = useLaterWords();
  const seatIds = booking.seats.map(({ seatId }) => seatId);
  return (
    <div class="notice good">
      <p>{later.booking[booking.wasSent ? "sent" : "held"](nameSeats(words, format, seatIds))}</p>
      <Link class="button" to={paths.pay(booking.bookingId)}>
        {booking.wasSent ? later.bookings.toPayment : later.bookings.goOn}
      </Link>
    </div>
  );
}
