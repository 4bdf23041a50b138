import type { Mutant } from "./report.js";
import { whyItSurvives } from "./survivors.js";

/** The number of characters of a text to show. A reader finds the rest by the line number. */
const SHOWN = 100;

/** The page that says how many mistakes the tests find, and lists those that they do not find. */
export function mutationPage(mutants: readonly Mutant[]): string {
  const files = [...new Set(mutants.map(({ file }) => file))];
  const scores = files.map((file) =>
    row(
      short(file),
      mutants.filter((mutant) => mutant.file === file),
    ),
  );
  const timedOut = mutants.filter(({ status }) => status === "Timeout");
  return `# Mutation testing: mistakes that the tests find

[StrykerJS](https://stryker-mutator.io) makes every small mistake it knows of in the rules, the commits and what they stand on
(\`evidence/mutation/rooms.ts\` lists the folders of \`functions/src\`), one at a time: a condition turned round, a call or a field
left out, a text emptied. Each time those tests that come by there are run, and one should fail. Only the tests that
\`rooms.ts\` names for the folder are tried, which are its own and a few others. So all tests together may find more. Made by
\`npm run stryker\`, which ends with an error where fewer than 90 of 100 are found.

| file | score | killed | timed out | survived | never run |
|---|---|---|---|---|---|
${row("**all**", mutants)}
${scores.join("\n")}

Not counted:

- ${count(mutants, "Static")} mistakes in code that runs only once, when a file is loaded, such as schemas and constants. Each of them would need a
  process of its own that runs all tests, because any of them may use it.
- ${count(mutants, "RuntimeError") + count(mutants, "CompileError")} that keep the code or the tests from being loaded at all.
- Descriptions of fields, because only the documentation is made from them.

## What survives

${listed(mutants.filter(({ status }) => status === "Survived" || status === "NoCoverage"))}

## What never ended

A mistake that makes a test wait for ever, or try again for ever, is found because the run then takes too long.

${timedOut.length === 0 ? "None." : timedOut.map(({ file, line, was, became }) => `- \`${short(file)}:${line}\` ${code(was)} became ${code(became)}`).join("\n")}
`;
}

/** The percentage of mistakes that were found. Mistakes that were left out, or do not compile or load, do not count. */
export function score(mutants: readonly Mutant[]): string {
  const found = count(mutants, "Killed") + count(mutants, "Timeout");
  const all = found + count(mutants, "Survived") + count(mutants, "NoCoverage");
  return all === 0 ? "—" : ((100 * found) / all).toFixed(1);
}

function row(name: string, mutants: readonly Mutant[]): string {
  const counts = ["Killed", "Timeout", "Survived", "NoCoverage"].map((status) => count(mutants, status));
  return `| ${[name, score(mutants), ...counts].join(" | ")} |`;
}

function count(mutants: readonly Mutant[], status: string): number {
  return mutants.filter((mutant) => mutant.status === status).length;
}

function listed(survivors: readonly Mutant[]): string {
  if (survivors.length === 0) return "None.";
  const rows = survivors.map((mutant) => {
    const { file, line, was, became } = mutant;
    return `| \`${short(file)}:${line}\` | ${code(was)} | ${code(became)} | ${whyItSurvives(mutant)} |`;
  });
  return `| where | was | became | why it survives |\n|---|---|---|---|\n${rows.join("\n")}`;
}

/** Returns a file's path below `functions/src`. */
export const short = (file: string) => file.replace(/^functions\/src\//, "");

/** Returns a text as code for a table cell: cut if it is long, and "nothing" if it is empty. */
export function code(text: string): string {
  const shown = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return shown === "" ? "nothing" : `\`\` ${shown.replaceAll("|", "\\|")} \`\``;
}
