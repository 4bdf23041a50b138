import { useEffect, useState } from "preact/hooks";
import { useLaterWords } from "../i18n/laterLanguage.js";
import { nameSeats } from "../i18n/words.js";
import { announce } from "../parts/announcer.js";
import { browserStore } from "../parts/storage.js";
import type { Choosing } from "../seats/useChoosing.js";
import { lost } from "./advice.js";
import { ownBookings, seatsOf } from "./ownBookings.js";

interface Loss {
  lost: readonly string[];
  /** What was chosen before, and after. */
  chosen: readonly string[];
  left: readonly string[];
}

/** Takes chosen seats out of the choice that the map shows as taken, or that the service called taken. Announces it. */
export function useLosses(performanceId: string, { places, chosen, setChosen, isBusy, markTaken }: Choosing) {
  const { words, later, format } = useLaterWords();
  const [loss, setLoss] = useState<Loss | null>(null);

  function lose(seatIds: readonly string[]): void {
    const left = chosen.filter((seatId) => !seatIds.includes(seatId));
    setChosen(left);
    // What the user has booked in another tab is not lost.
    const own = seatsOf(ownBookings(browserStore), performanceId);
    const others = seatIds.filter((seatId) => !own.includes(seatId));
    if (others.length === 0) return;
    setLoss({ lost: others, chosen, left });
    announce(later.booking.justTaken(nameSeats(words, format, others), others.length));
  }

  useEffect(() => {
    const gone = lost(chosen, places);
    // While the chosen seats are being booked, the map may show them as taken by this very booking.
    if (!isBusy && gone.length > 0) lose(gone);
  }, [places]);

  return {
    /** The latest loss. Null again once the choice is changed. */
    loss: loss?.left === chosen ? loss : null,
    /** Shows seats as locked that the service called taken, and treats them as lost. */
    loseTaken(seatIds: readonly string[]): void {
      markTaken(seatIds);
      lose(seatIds);
    },
  };
}
