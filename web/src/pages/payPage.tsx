import { useEffect, useRef } from "preact/hooks";
import { openBooking } from "../booking/openBooking.js";
import type { OpenBooking } from "../booking/ownBookings.js";
import { call } from "../calls/call.js";
import { getPerformance } from "../calls/reads.js";
import { useLaterWords } from "../i18n/laterLanguage.js";
import { findSeat } from "../map/findSeat.js";
import { announce } from "../parts/announcer.js";
import { LoadingPage, Page } from "../parts/page.js";
import { WhenAndWhere } from "../parts/whenAndWhere.js";
import { TroublePage } from "../parts/troubleNotice.js";
import { useLoaded } from "../parts/useLoaded.js";
import { browserStore } from "../parts/storage.js";
import { BookedSeats } from "../bookings/bookedSeats.js";
import { CancelButton } from "../bookings/cancelButton.js";
import { RefundTerms } from "../bookings/refundTerms.js";
import { methods } from "../paying/methods.js";
import { Outcome } from "../paying/outcome.js";
import { TimeLeft } from "../paying/timeLeft.js";
import type { PayingState } from "../paying/payingState.js";
import { usePaying } from "../paying/usePaying.js";
import { paths } from "../router.js";
import { clock } from "../time/clock.js";

export function PayPage({ bookingId }: { bookingId: string }) {
  const { later } = useLaterWords();
  const { value, trouble, again } = useLoaded(
    () => openBooking(bookingId, clock.isExact, { call, storage: browserStore }),
    bookingId,
  );
  if (trouble) return <TroublePage title={later.pay.title} trouble={trouble} onAgain={again} />;
  if (value === null) return <LoadingPage />;
  return <Paying booking={value} />;
}

function Paying({ booking }: { booking: OpenBooking }) {
  const { later, format } = useLaterWords();
  const { state, pay, cancel, expire } = usePaying(booking);
  const performance = useLoaded(() => getPerformance(booking.performanceId), booking.performanceId);
  const block = performance.value && findSeat(performance.value, booking.seats[0]!.seatId)?.block;
  const seatsPath = block
    ? paths.seats(booking.performanceId, block.block)
    : paths.performance(booking.performanceId);
  const sum = format.money(booking.totalAmount, booking.currency);
  const isOpen = state.is === "form" || state.is === "paying" || state.is === "cancelling";
  const part = useRef<HTMLElement>(null);
  useEffect(() => {
    if (state.is !== "paying") return;
    announce(later.pay.paying);
    return () => announce("");
  }, [state.is]);
  useEffect(() => {
    // What had the focus, for instance the button that was pressed, is gone or is disabled.
    if (!isOpen) document.querySelector("h1")?.focus();
    else if (state.is === "paying" || (state.is === "form" && state.trouble !== null)) part.current?.focus();
  }, [state.is]);

  // The form stands below the booked seats. The outcome stands above them, where it is seen at once.
  const outcome = (
    <section key="outcome" ref={part} tabIndex={-1} class="part">
      {isOpen ? (
        <>
          <Outcome state={state} booking={booking} seatsPath={seatsPath} />
          {booking.totalAmount === 0 ? (
            <button type="button" class="main" disabled={state.is !== "form"} onClick={() => pay(null)}>
              {later.pay.confirmFree}
            </button>
          ) : (
            methods.map(({ method, Form }) => (
              <fieldset key={method} class="method">
                <legend>
                  {later.pay.method}: {later.pay.card}
                </legend>
                <Form
                  sum={sum}
                  isDisabled={state.is !== "form"}
                  isPaying={state.is === "paying"}
                  onPay={pay}
                />
              </fieldset>
            ))
          )}
          <CancelButton
            isDisabled={state.is !== "form"}
            isCancelling={state.is === "cancelling"}
            onCancel={() => void cancel()}
          />
        </>
      ) : (
        <Outcome state={state} booking={booking} seatsPath={seatsPath} />
      )}
    </section>
  );
  return (
    <Page title={titleOf(state)}>
      {state.is === "form" && <TimeLeft expiresAt={booking.expiresAt} onOver={expire} />}
      {!isOpen && outcome}
      <section key="booked" class="card" aria-labelledby="booked">
        <h2 id="booked">{performance.value?.title ?? later.pay.booked}</h2>
        {performance.value && <WhenAndWhere performance={performance.value} />}
        <BookedSeats
          seats={booking.seats}
          sections={performance.value?.sections ?? null}
          currency={booking.currency}
          total={booking.totalAmount}
        />
        {performance.value && <RefundTerms performance={performance.value} />}
      </section>
      {isOpen && outcome}
    </Page>
  );

  function titleOf(state: PayingState): string {
    const { status } = later.bookings;
    switch (state.is) {
      case "paid":
        return later.pay.paid.title;
      case "declined":
        return later.pay.declined.title;
      case "cancelled":
        return status.USER;
      case "expiring":
      case "expired":
        return status.expired;
      case "over":
        if (state.trouble.reason === "BOOKING_EXPIRED") return status.expired;
        return state.trouble.reason === "BOOKING_NOT_PENDING" ? status.USER : later.pay.title;
      default:
        return later.pay.title;
    }
  }
}
