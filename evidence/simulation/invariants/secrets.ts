/** What must not be stored or logged: the CVVs, card numbers and tokens that were used in a world. */
export class Secrets {
  private readonly digits = new Set<string>();

  private readonly words = new Set<string>();

  add(secret: string): void {
    if (/[a-z]/.test(secret)) this.words.add(secret);
    else this.digits.add(secret.replace(/\D/g, ""));
  }

  /** The first secret that a value holds: as a number, or as a text's whole run of digits, grouped or not. */
  findIn(value: unknown): string | null {
    if (typeof value === "string") return this.findInText(value);
    if (typeof value === "number") return this.digits.has(String(value)) ? String(value) : null;
    if (typeof value !== "object" || value === null) return null;
    for (const inner of Object.values(value)) {
      const found = this.findIn(inner);
      if (found !== null) return found;
    }
    return null;
  }

  /** Lines of a stack trace name places in code by numbers of their own, and times are numbers too. */
  private findInText(text: string): string | null {
    for (const word of this.words) if (text.includes(word)) return word;
    const runs = text.replace(/\n\s+at .*|\d{4}-\d\d-\d\dT[\d:.]+Z/g, "").match(/\d(?:[ -]?\d)*/g) ?? [];
    for (const run of runs) {
      for (const digits of [run.replace(/\D/g, ""), ...run.split(/\D/)])
        if (this.digits.has(digits)) return digits;
    }
    return null;
  }
}
