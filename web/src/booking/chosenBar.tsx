import type { GetPerformanceAnswer } from "../../../functions/src/contract.js";
import { useLaterWords } from "../i18n/laterLanguage.js";
import { nameSeats } from "../i18n/words.js";
import { findSeat } from "../map/findSeat.js";
import { browserStore, tabStore } from "../parts/storage.js";
import { Link, paths } from "../router.js";
import { keptChoice } from "./choice.js";
import { HeldNotice } from "./heldNotice.js";
import { ownBookings, seatsOf } from "./ownBookings.js";
import { useHeld } from "./useHeld.js";

/**
 * Says, where the blocks are chosen, which seats this tab has chosen already, and leads to the block of the first.
 * Also names the seats of bookings that wait to be paid, and leads to their payment.
 */
export function ChosenBar({ performance }: { performance: GetPerformanceAnswer }) {
  const { words, later, format } = useLaterWords();
  const { performanceId } = performance;
  const held = useHeld(performanceId);
  const own = seatsOf(ownBookings(browserStore), performanceId);
  const chosen = keptChoice(tabStore, performanceId).filter((seatId) => !own.includes(seatId));
  const place = chosen[0] === undefined ? undefined : findSeat(performance, chosen[0]);
  if (held.length === 0 && !place) return null;
  return (
    <section class="bar">
      {held.map((booking) => (
        <HeldNotice key={booking.bookingId} booking={booking} />
      ))}
      {place && (
        <div class="bar-foot">
          <p>{later.booking.kept(nameSeats(words, format, chosen))}</p>
          <Link class="main button" to={paths.seats(performanceId, place.block.block)}>
            {later.booking.goOn}
          </Link>
        </div>
      )}
    </section>
  );
}
