/** The CVVs, card numbers and tokens that were used in a world. None of them may be stored, answered or logged. */
export class Secrets {
  private readonly digits = new Set<string>();

  private readonly words = new Set<string>();

  add(secret: string): void {
    if (/[a-z]/.test(secret)) this.words.add(secret);
    else this.digits.add(secret.replace(/\D/g, ""));
  }

  /**
   * The first secret in a value, or null. Digits match only as a whole number or a whole run of digits. The rows of
   * seat maps are ignored, because their characters could match a secret by chance.
   */
  findIn(value: unknown): string | null {
    if (typeof value === "string") return this.findInText(value);
    if (typeof value === "number") return this.digits.has(String(value)) ? String(value) : null;
    if (typeof value !== "object" || value === null) return null;
    for (const [name, inner] of Object.entries(value)) {
      const found = name === "rows" ? null : this.findIn(inner);
      if (found !== null) return found;
    }
    return null;
  }

  /** Digits in stack trace lines, times and delays are ignored, because they could match a secret by chance. */
  private findInText(text: string): string | null {
    for (const word of this.words) if (text.includes(word)) return word;
    const runs =
      text.replace(/\n\s+at .*|"delayMs":\d+|\d{4}-\d\d-\d\dT[\d:.]+Z/g, "").match(/\d(?:[ -]?\d)*/g) ?? [];
    for (const run of runs) {
      for (const digits of [run.replace(/\D/g, ""), ...run.split(/\D/)])
        if (this.digits.has(digits)) return digits;
    }
    return null;
  }
}
