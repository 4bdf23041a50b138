import type { Told } from "./messages.js";
import type { Progress, Simulated } from "./simulate.js";
import { choicesToText } from "./world/choices.js";

/** Formats the progress and the speed of a simulation. */
export function progressText({ worlds, steps, confirmed, seconds }: Progress): string {
  const rate = (count: number) => Math.round(count / Math.max(seconds, 0.001)).toLocaleString("en");
  return (
    `${worlds.toLocaleString("en")} worlds in ${seconds.toFixed(1)} s: ${rate(worlds)} worlds/s, ` +
    `${rate(steps)} steps/s, ${(steps / worlds).toFixed(0)} steps and ${(confirmed / worlds).toFixed(2)} sales a world`
  );
}

export function historyText({ lines, violation }: Told): string {
  const ending = violation
    ? `\nVIOLATED: ${violation.invariant}\n  ${violation.problem}`
    : "\nNo invariant was violated.";
  return `${lines.join("\n")}${ending}`;
}

/** Formats a violation: the invariant, the shortest history found, and the command that replays it. */
export function violationText(
  seed: number,
  { world, shortest }: NonNullable<Simulated["violation"]>,
): string {
  return [
    `\nAn invariant is violated in world ${world} of seed ${seed}. The shortest history found:\n`,
    historyText(shortest),
    "\nTo see it again, or the whole world without --choices:",
    `  npm run simulate -- --seed ${seed} --world ${world} --choices ${choicesToText(shortest.choices)}`,
  ].join("\n");
}
