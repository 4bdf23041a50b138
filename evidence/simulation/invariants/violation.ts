/** Something that must never be. */
export class Violation extends Error {
  constructor(
    readonly invariant: string,
    readonly problem: string,
  ) {
    super(`${invariant}: ${problem}`);
    this.name = "Violation";
  }
}
