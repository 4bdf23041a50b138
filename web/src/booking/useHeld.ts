import { useEffect, useState } from "preact/hooks";
import { browserStore } from "../parts/storage.js";
import { BOOKINGS_KEY } from "./keptKeys.js";
import { heldBookings, ownIn, type OwnBooking } from "./ownBookings.js";

/**
 * Returns this browser's bookings of a performance that wait to be paid. Renders again when another tab changes them.
 * @param onChange gets the bookings that the browser kept after each change.
 */
export function useHeld(
  performanceId: string,
  onChange: (own: readonly OwnBooking[]) => void = () => {},
): OwnBooking[] {
  const [, setChanged] = useState({});
  useEffect(() => {
    function heard({ key, newValue }: StorageEvent): void {
      // The key is null if all was cleared.
      if (key !== BOOKINGS_KEY && key !== null) return;
      setChanged({});
      onChange(ownIn(newValue));
    }
    addEventListener("storage", heard);
    return () => removeEventListener("storage", heard);
  });
  return heldBookings(browserStore, performanceId);
}
