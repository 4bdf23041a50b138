import { useLaterWords } from "../i18n/laterLanguage.js";
import { shapeOf } from "./shapes.js";

/** Says what the shapes of seats mean. */
export function Legend({ tier, hasAccessible }: { tier: number; hasAccessible: boolean }) {
  const { words, later } = useLaterWords();
  const states = ["free", "chosen", "locked", "sold"] as const;
  const item = (name: string, state: (typeof states)[number], isAccessible: boolean) => (
    <li key={name}>
      <svg class="seats" viewBox="-12 -12 24 24" width="24" height="24" aria-hidden="true">
        <path class={`seat ${state} tier-${tier % 6}`} d={shapeOf(state, isAccessible)} />
      </svg>
      {name}
    </li>
  );
  return (
    <ul class="legend" aria-label={later.legend.title}>
      {states.map((state) => item(words.seats.states[state], state, false))}
      {hasAccessible && item(later.legend.accessible, "free", true)}
    </ul>
  );
}
