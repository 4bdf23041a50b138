import { useEffect, useMemo, useRef } from "preact/hooks";
import type { GetPerformanceAnswer } from "../../../functions/src/contract.js";
import { useLaterWords } from "../i18n/laterLanguage.js";
import { namedSeat, nameSeats } from "../i18n/words.js";
import { findSeat } from "../map/findSeat.js";
import { TroubleNotice } from "../parts/troubleNotice.js";
import type { Choosing } from "../seats/useChoosing.js";
import { leftAlone, lost, nearestFree } from "./advice.js";
import { HeldNotice } from "./heldNotice.js";
import { useBooking } from "./useBooking.js";

interface BarProps {
  performance: GetPerformanceAnswer;
  choosing: Choosing;
  isOnSale: boolean;
}

/** The chosen seats, their sum, the button that books them, and notices, for instance about seats that were lost. */
export function BookingBar({ performance, choosing, isOnSale }: BarProps) {
  const { words, later, format } = useLaterWords();
  const { performanceId, currency } = performance;
  const { places, chosen, limit, isOverLimit, isBusy, setChosen } = choosing;
  const { state, again, gone, held, loss, book } = useBooking(performanceId, choosing);
  const total = chosen.reduce((sum, seatId) => sum + (findSeat(performance, seatId)?.section.price ?? 0), 0);
  const alone = useMemo(() => leftAlone(chosen, places), [chosen, places]);
  const instead = useMemo(() => (loss ? nearestFree(loss.lost, loss.chosen, places) : []), [loss]);
  const names = (seatIds: readonly string[]) => nameSeats(words, format, seatIds);
  /** Chooses seats in place of lost ones, as far as they are free and the limit allows. */
  function take(seatIds: readonly string[]): void {
    const taken = lost(seatIds, places);
    pressed.current = Infinity;
    setChosen([...chosen, ...seatIds.filter((seatId) => !taken.includes(seatId))].slice(0, limit));
  }
  const part = useRef<HTMLElement>(null);
  // Where among the chosen seats the button was that was pressed and is gone now. Infinity: behind the last.
  const pressed = useRef<number | null>(null);
  useEffect(() => {
    if (pressed.current === null) return;
    const chips = part.current!.querySelectorAll<HTMLElement>(".chip");
    (chips[Math.min(pressed.current, chips.length - 1)] ?? part.current!).focus();
    pressed.current = null;
  }, [chosen]);

  useEffect(() => {
    // The button that was pressed may be gone or disabled.
    if (loss && document.activeElement === document.body) part.current!.focus();
  }, [loss]);

  return (
    <section ref={part} tabIndex={-1} class="bar" aria-label={later.booking.chosen(chosen.length)}>
      <div class="notices">
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
        {gone.length > 0 && !isBusy && (
          <p class="notice" role="status">
            {later.booking.gone(names(gone), gone.length)}
          </p>
        )}
        {!isBusy && held.map((booking) => <HeldNotice key={booking.bookingId} booking={booking} />)}
        {loss && (
          <div class="notice">
            <p>{later.booking.justTaken(names(loss.lost), loss.lost.length)}</p>
            {instead.length > 0 && (
              <button type="button" onClick={() => take(instead)}>
                {later.booking.takeInstead(names(instead))}
              </button>
            )}
          </div>
        )}
        {isOverLimit && chosen.length === limit && <p class="notice">{words.seats.tooMany(limit)}</p>}
        {alone.length > 0 && <p class="notice">{later.booking.alone(names(alone), alone.length)}</p>}
      </div>
      {chosen.length > 0 && (
        <ul class="chips">
          {chosen.map((seatId, index) => (
            <li key={seatId}>
              <Chip
                name={words.seats.seat(namedSeat(seatId))}
                isBusy={isBusy}
                onRemove={() => {
                  pressed.current = index;
                  setChosen(chosen.filter((each) => each !== seatId));
                }}
              />
            </li>
          ))}
        </ul>
      )}
      <div class="bar-foot">
        <p class="sum" role="status">
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
