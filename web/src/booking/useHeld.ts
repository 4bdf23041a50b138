import { useEffect, useState } from "preact/hooks";
import { browserStore } from "../parts/storage.js";
import { clock } from "../time/clock.js";
import { BOOKINGS_KEY } from "./keptKeys.js";
import { heldBookings, type OwnBooking } from "./ownBookings.js";

/**
 * Returns this browser's bookings of a performance that wait to be paid. Renders again when another tab changes them.
 * @param onChange gets all bookings that the other tab keeps.
 */
export function useHeld(
  performanceId: string,
  onChange: (own: readonly OwnBooking[]) => void = () => {},
): OwnBooking[] {
  const [, setChanged] = useState({});
  useEffect(() => {
    function heard({ key, newValue }: StorageEvent): void {
      if (key !== BOOKINGS_KEY) return;
      setChanged({});
      onChange(JSON.parse(newValue ?? "[]") as OwnBooking[]);
    }
    addEventListener("storage", heard);
    return () => removeEventListener("storage", heard);
  });
  return heldBookings(browserStore, performanceId, clock.now());
}
