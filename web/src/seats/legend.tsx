import { useWords } from "../i18n/language.js";
import { SHAPES } from "./shapes.js";

/** Says what the shapes of seats mean. */
export function Legend({ tier }: { tier: number }) {
  const { words } = useWords();
  const states = ["free", "chosen", "locked", "sold"] as const;
  return (
    <ul class="legend" aria-label={words.seats.legend}>
      {states.map((state) => (
        <li key={state}>
          <svg class="seats" viewBox="-12 -12 24 24" width="24" height="24" aria-hidden="true">
            <path class={`seat ${state} tier-${tier % 6}`} d={SHAPES[state]} />
          </svg>
          {words.seats.states[state]}
        </li>
      ))}
    </ul>
  );
}
