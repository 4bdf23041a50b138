import { Random } from "../runtime/random.js";

/** What was chosen in one step of a world, in the order of the questions. */
export type Step = number[];

/**
 * Where everything that happens in a world comes from: each choice is a small number, drawn by a seed and written down,
 * or read back from what was written down. 0 is always the dullest choice, and what is asked beyond the record is
 * answered 0: so a record that is cut anywhere still makes a world.
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

  /** Whether anything is left of the record that is read back; null where nothing is. */
  get recordLeft(): boolean | null {
    return this.random === null ? this.steps.length < this.recorded.length : null;
  }

  /** Begins a step. */
  step(): void {
    this.current = [];
    this.steps.push(this.current);
  }

  /** One of `count`, each as likely. */
  below(count: number): number {
    return this.noted(this.random?.below(count) ?? this.read(count));
  }

  /** One of as many as there are weights, each as likely as its weight says. */
  weighted(weights: readonly number[]): number {
    if (this.random === null) return this.noted(this.read(weights.length));
    let left = this.random.next() * weights.reduce((sum, weight) => sum + weight, 0);
    let chosen = weights.findIndex((weight) => (left -= weight) < 0);
    if (chosen < 0) chosen = 0;
    return this.noted(chosen);
  }

  /** One of a list. */
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

/** A record as one word, to be put on a command line. */
export const choicesToText = (steps: readonly Step[]): string =>
  steps.map((step) => step.join(".")).join("/");

/** @throws Error if the text is not of a record. */
export function choicesFromText(text: string): Step[] {
  if (!/^[\d./]*$/.test(text)) throw new Error("choices are numbers, dots and slashes");
  return text.split("/").map((step) => (step === "" ? [] : step.split(".").map(Number)));
}
