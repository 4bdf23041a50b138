import { useEffect, useRef, useState } from "preact/hooks";
import type {
  CancelBookingAnswer,
  GetPerformanceAnswer,
  QuoteRefundAnswer,
} from "../../../functions/src/contract.js";
import { call } from "../calls/call.js";
import { troubleOf, type Reason, type Trouble } from "../calls/trouble.js";
import { useLaterWords } from "../i18n/laterLanguage.js";
import { namedSeat } from "../i18n/words.js";
import { announce } from "../parts/announcer.js";
import { TroubleNotice } from "../parts/troubleNotice.js";
import { useWait } from "../parts/useWait.js";
import type { Booking } from "./bookingCard.js";
import { giveBack, quote } from "./refund.js";
import { RefundQuote } from "./refundQuote.js";

type RefundState =
  | { is: "closed" | "quoting" }
  /** `isUnknown`: it is not known yet whether it is done, and the service is asked again. */
  | { is: "working"; isUnknown: boolean }
  | { is: "trouble"; trouble: Trouble }
  | { is: "quoted"; quote: QuoteRefundAnswer; isChanged: boolean };

interface PanelProps {
  booking: Booking;
  performance: GetPerformanceAnswer | null;
  /** Called when what comes back is asked for. */
  onAsk: () => void;
  onDone: (refund: CancelBookingAnswer["refund"]) => void;
}

/** Gives paid seats back: the user chooses which, sees what comes back, and agrees. */
export function RefundPanel({ booking, performance, onAsk, onDone }: PanelProps) {
  const { words, later, format } = useLaterWords();
  const { bookingId, seatIds, currency } = booking;
  const [state, setState] = useState<RefundState>({ is: "closed" });
  const [wanted, setWanted] = useState<readonly string[]>(seatIds);
  const wait = useWait();
  // The number of the newest question. A quote is ignored if the choice changed or the panel closed before it came.
  const asked = useRef(0);
  const isOpen = state.is !== "closed" || wanted.length === 0;
  const part = useRef<HTMLElement>(null);
  const wasOpen = useRef(false);
  useEffect(() => {
    // What was pressed is gone, so the focus goes to the open panel, or to the button that opens it.
    if (isOpen !== wasOpen.current) (isOpen ? part.current : part.current?.querySelector("button"))?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);

  async function ask(seats: readonly string[]): Promise<void> {
    const round = ++asked.current;
    const show = (next: RefundState) => round === asked.current && setState(next);
    setWanted(seats);
    onAsk();
    announce("");
    if (seats.length === 0) return setState({ is: "closed" });
    setState({ is: "quoting" });
    const waiting = {
      // A question that is not the newest is not repeated.
      wait: (pause: number) => wait(pause).then(() => round === asked.current || new Promise(() => {})),
      onUnknown: (reason: Reason) => {
        if (reason === "LOST") show({ is: "trouble", trouble: { reason } });
      },
    };
    try {
      const quoted = await quote(bookingId, seats, { call, waiting });
      show({ is: "quoted", quote: quoted, isChanged: false });
      if (round === asked.current)
        announce(`${later.refund.back}: ${format.money(quoted.refundAmount, currency)}`);
    } catch (error) {
      show({ is: "trouble", trouble: troubleOf(error) });
    }
  }

  async function agree(agreed: QuoteRefundAnswer): Promise<void> {
    setState({ is: "working", isUnknown: false });
    // The button that was pressed is gone.
    part.current?.focus();
    try {
      const onUnknown = () => setState({ is: "working", isUnknown: true });
      const refunded = await giveBack(agreed, { call, waiting: { wait, onUnknown } });
      if (refunded.is === "changed")
        return setState({ is: "quoted", quote: refunded.quote, isChanged: true });
      wasOpen.current = false;
      setState({ is: "closed" });
      onDone(refunded.answer.refund);
    } catch (error) {
      setState({ is: "trouble", trouble: troubleOf(error) });
    }
  }

  if (!isOpen) {
    return (
      <section ref={part} class="actions">
        <button type="button" onClick={() => void ask(seatIds)}>
          {later.bookings.refund}
        </button>
      </section>
    );
  }
  const busy = sayBusy();
  return (
    <section ref={part} tabIndex={-1} class="refund" aria-label={later.refund.title}>
      {seatIds.length > 1 && (
        <fieldset class="filter" disabled={state.is === "working"}>
          <legend>{later.refund.which}</legend>
          {seatIds.map((seatId) => (
            <label key={seatId} class="option">
              <input
                type="checkbox"
                checked={wanted.includes(seatId)}
                onChange={({ currentTarget }) =>
                  void ask(
                    seatIds.filter((each) =>
                      each === seatId ? currentTarget.checked : wanted.includes(each),
                    ),
                  )
                }
              />
              {words.seats.seat(namedSeat(seatId))}
            </label>
          ))}
        </fieldset>
      )}
      {busy !== null && (
        <p class="quiet" role="status">
          {busy}
        </p>
      )}
      {state.is === "trouble" && <TroubleNotice trouble={state.trouble} onAgain={() => void ask(wanted)} />}
      {state.is === "quoted" && (
        <RefundQuote
          quote={state.quote}
          isChanged={state.isChanged}
          performance={performance}
          onAgree={() => void agree(state.quote)}
        />
      )}
      <button
        type="button"
        disabled={state.is === "working"}
        onClick={() => {
          asked.current++;
          setWanted(seatIds);
          setState({ is: "closed" });
        }}
      >
        {later.refund.keep}
      </button>
    </section>
  );

  function sayBusy(): string | null {
    if (wanted.length === 0) return later.refund.choose;
    if (state.is === "quoting") return later.refund.quoting;
    if (state.is !== "working") return null;
    return state.isUnknown ? later.cancel.unknown : later.refund.working;
  }
}
