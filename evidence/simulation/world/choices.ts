import { Random } from "../runtime/random.js";

/** The choices made in one step of a world, in the order in which they were made. */
export type Step = number[];

/**
 * The source of all choices in a world. Each choice is a small number, drawn from a seed or read from an earlier
 * record. All choices are recorded. 0 is the simplest choice. When the earlier record has no more numbers, each further
 * choice is 0, so a record that is cut anywhere is still a complete world.
 */
export class Choices {
  readonly steps: Step[] = [];
  private current: Step = [];

  private constructor(
    private readonly random: Random | null,
    private readonly recorded: readonly Step[],
  ) {}

  static drawn(seed: number): Choices {
    return new Choices(new Random(seed), []);
  }

  static replayed(steps: readonly Step[]): Choices {
    return new Choices(null, steps);
  }

  /** Whether the replayed record has more steps. Null if choices are drawn from a seed. */
  get recordLeft(): boolean | null {
    return this.random === null ? this.steps.length < this.recorded.length : null;
  }

  /** Begins the choices of the next step. */
  step(): void {
    this.current = [];
    this.steps.push(this.current);
  }

  /** Chooses a number from 0 to `count` - 1, all equally likely. */
  below(count: number): number {
    return this.noted(this.random?.below(count) ?? this.read(count));
  }

  /** Chooses an index of `weights`. Its probability is proportional to its weight. */
  weighted(weights: readonly number[]): number {
    if (this.random === null) return this.noted(this.read(weights.length));
    let left = this.random.next() * weights.reduce((sum, weight) => sum + weight, 0);
    let chosen = weights.findIndex((weight) => (left -= weight) < 0);
    if (chosen < 0) chosen = 0;
    return this.noted(chosen);
  }

  /** Chooses an element of a list. Its probability is proportional to its weight. */
  weightedOf<T extends { weight: number }>(options: readonly T[]): T {
    return options[this.weighted(options.map(({ weight }) => weight))]!;
  }

  /** Chooses an element of a list, all equally likely. */
  of<T>(options: readonly T[]): T {
    return options[this.below(options.length)]!;
  }

  private read(count: number): number {
    const value = this.recorded[this.steps.length - 1]?.[this.current.length] ?? 0;
    return value < count ? value : 0;
  }

  private noted(value: number): number {
    this.current.push(value);
    return value;
  }
}

/** Formats a record as one word for the command line. */
export const choicesToText = (steps: readonly Step[]): string =>
  steps.map((step) => step.join(".")).join("/");

/**
 * Parses a record that `choicesToText` has formatted.
 * @throws Error if the text has other characters than digits, dots and slashes.
 */
export function choicesFromText(text: string): Step[] {
  if (!/^[\d./]*$/.test(text)) throw new Error("choices are numbers, dots and slashes");
  return text.split("/").map((step) => (step === "" ? [] : step.split(".").map(Number)));
}
