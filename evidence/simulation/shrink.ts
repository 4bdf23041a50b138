import type { Step } from "./world/choices.js";

/**
 * The choices of each step of a world. `moved` has, for each step, the id of the last operation that it began, let go on,
 * paused, resumed or stopped, or 0.
 */
export interface Lived {
  choices: Step[];
  moved: number[];
}

/**
 * Runs a world by these choices. If its first violation is of the same invariant again, returns the choices that it
 * really used, with `moved`. Otherwise returns null.
 */
export type StillFails = (steps: readonly Step[]) => Promise<Lived | null>;

/**
 * Looks for the shortest record that still fails. It leaves out whole operations, then sequences of steps, then
 * choices, and makes choices smaller. It begins again until nothing helps.
 * @param mostRuns how many changed records it may try.
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
    // The world may have used fewer choices than the candidate has. Or it used more, and each further
    // one was 0. Keep the simpler record: the candidate or what was used.
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

/** How many steps in a row to leave out: a half of all, a quarter and so on down to 9, then each length from 8 to 1. */
function lengths(most: number): number[] {
  const halves: number[] = [];
  for (let length = most >> 1; length > 8; length >>= 1) halves.push(length);
  return [...halves, 8, 7, 6, 5, 4, 3, 2, 1];
}

const withStep = (steps: readonly Step[], at: number, step: Step): Step[] =>
  steps.map((other, index) => (index === at ? step : other));

const isSimpler = (one: readonly Step[], other: readonly Step[]): boolean =>
  compare(sizeOf(one), sizeOf(other)) < 0;

/** The size of a record, in order of importance: its steps, its choices other than 0, and the sum of its choices. */
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
