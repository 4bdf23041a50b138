import { INVARIANTS } from "../invariants/watch.js";
import type { Caught } from "./catch.js";

/** The page that says which invariant caught each mistake, and which mistakes break each invariant. */
export function mutantsPage(caught: readonly Caught[], seed: number, date: string): string {
  const rows = caught.map(
    ({ mutant, worlds, violation }) =>
      `| ${mutant.name} | ${violation?.invariant ?? "—"} | ${worlds ?? "not caught"} |`,
  );
  const broken = INVARIANTS.map((invariant) => {
    const by = caught.filter(({ breaks }) => breaks.includes(invariant)).map(({ mutant }) => mutant.name);
    return `| ${invariant} | ${by.join("; ")} |`;
  });
  return `# Mutants: mistakes that the simulation finds

Each row is a deliberate mistake in the protocol: a small patch (in \`evidence/simulation/mutants\`) applied to a copy of
\`functions/src\`. The worlds of \`npm run simulate\` are then lived with it until an invariant is violated. The same
seed finds the same. Made on ${date} by \`npm run simulate:mutants -- --seed ${seed} --page evidence/simulation/mutants.md\`.

| mistake | caught by | in world |
|---|---|---|
${rows.join("\n")}

## No invariant that cannot fail

What else each mistake breaks, where its worlds are lived on after the first violation:

| invariant | broken by |
|---|---|
${broken.join("\n")}
`;
}
