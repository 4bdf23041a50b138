import type { Step } from "./world/choices.js";

/** A record, and for each of its steps which operation it moved. */
export interface Lived {
  choices: Step[];
  moved: number[];
}

/** Lives what was chosen; answers what was really asked for if it still ends in the same violation, or null. */
export type StillFails = (steps: readonly Step[]) => Promise<Lived | null>;

/**
 * Looks for the shortest record that still fails: leaves out whole operations, then steps, many at a time and one by
 * one, and makes what is left as dull as it can be.
 * @param mostRuns how many records may be tried.
 */
export async function shrink(
  steps: readonly Step[],
  stillFails: StillFails,
  mostRuns: number,
): Promise<Step[]> {
  let best = steps.map((step) => [...step]);
  let moved: number[] = [];
  let runs = 0;
  const attempt = async (candidate: Step[]): Promise<boolean> => {
    if (runs >= mostRuns || !isSimpler(candidate, best)) return false;
    runs++;
    const lived = await stillFails(candidate);
    if (lived === null) return false;
    // What was asked for may be less than what was on record, or more: dull answers to questions beyond it.
    best = isSimpler(lived.choices, candidate) ? lived.choices : candidate;
    moved = lived.moved;
    return true;
  };
  const withoutOperation = (operation: number) => best.filter((_, at) => moved[at] !== operation);

  for (let before: number[] | null = null; before === null || compare(sizeOf(best), before) < 0;) {
    before = sizeOf(best);
    moved = (await stillFails(best))?.moved ?? [];
    for (let operation = Math.max(0, ...moved); operation > 0; operation--) {
      await attempt(withoutOperation(operation));
    }
    for (const length of lengths(best.length)) {
      for (let at = best.length - length; at >= 1; at -= length) {
        await attempt([...best.slice(0, at), ...best.slice(at + length)]);
      }
    }
    for (let at = best.length - 1; at >= 0; at--) {
      if (await attempt(withStep(best, at, []))) continue;
      for (let place = 0; place < (best[at]?.length ?? 0); place++) {
        for (const value of [0, 1, (best[at]?.[place] ?? 0) >> 1, (best[at]?.[place] ?? 0) - 1]) {
          const step = [...(best[at] ?? [])];
          if (value < 0 || value >= (step[place] ?? 0)) continue;
          step[place] = value;
          if (await attempt(withStep(best, at, step))) break;
        }
      }
    }
  }
  return best;
}

/** Of how many steps in a row to try: half of them, a quarter and so on, and every length that one request may take. */
function lengths(most: number): number[] {
  const halves: number[] = [];
  for (let length = most >> 1; length > 8; length >>= 1) halves.push(length);
  return [...halves, 8, 7, 6, 5, 4, 3, 2, 1];
}

const withStep = (steps: readonly Step[], at: number, step: Step): Step[] =>
  steps.map((other, index) => (index === at ? step : other));

const isSimpler = (one: readonly Step[], other: readonly Step[]): boolean =>
  compare(sizeOf(one), sizeOf(other)) < 0;

/** How long a record is: in steps, then in choices that are not dull, then by their sum. */
function sizeOf(steps: readonly Step[]): number[] {
  const choices = steps.flat();
  return [
    steps.length,
    choices.filter((choice) => choice !== 0).length,
    choices.reduce((sum, one) => sum + one, 0),
  ];
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (const [index, value] of one.entries()) if (value !== other[index]) return value - (other[index] ?? 0);
  return 0;
}
