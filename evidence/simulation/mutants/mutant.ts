import type { Patch } from "../runtime/bundle.js";

/** A deliberate mistake in the protocol. */
export interface Mutant {
  /** The mistake in words, as a reviewer would describe it. */
  name: string;
  patches: Patch[];
  /** Whether a few worlds catch the mistake. The tests try only such mistakes. */
  quick: boolean;
}

/** A replacement in `functions/src`. The text to replace must occur there exactly once, in any of the files. */
export const patch = (find: string, replace: string): Patch => ({ find, replace });

/** A mistake that is usually caught within a few dozen worlds. A test requires it within three hundred. */
export const mutant = (name: string, ...patches: Patch[]): Mutant => ({ name, patches, quick: true });

/** A mistake that needs a rarer coincidence, and so more worlds. */
export const rare = (name: string, ...patches: Patch[]): Mutant => ({ name, patches, quick: false });
