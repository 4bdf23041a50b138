import type { Mutant } from "./report.js";

/** Why mistakes are not found: by file, the text that was there, what it became, and the reason. */
const reasons: Record<string, [was: string, became: string, why: string][]> = {};

/** Says why a mistake is not found, or that nobody has looked yet. */
export function whyItSurvives({ file, was, became }: Mutant): string {
  const found = reasons[file]?.find((reason) => reason[0] === was && reason[1] === became);
  return found?.[2] ?? "not looked at yet";
}
