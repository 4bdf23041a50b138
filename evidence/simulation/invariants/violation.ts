/** An invariant that does not hold, and the problem that shows it. */
export class Violation extends Error {
  constructor(
    readonly invariant: string,
    readonly problem: string,
  ) {
    super(`${invariant}: ${problem}`);
    this.name = "Violation";
  }
}
