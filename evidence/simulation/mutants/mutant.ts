import type { Patch } from "../runtime/bundle.js";

/** A deliberate mistake in the protocol. */
export interface Mutant {
  /** What is wrong, as whoever reviews it would say. */
  name: string;
  patches: Patch[];
  /** Caught in a few worlds: the tests wait for it. */
  quick: boolean;
}

/** A replacement in `functions/src`, where the text to be replaced stands exactly once, in whichever file. */
export const patch = (find: string, replace: string): Patch => ({ find, replace });

/** A mistake that is caught within a few dozen worlds, whatever the seed within three hundred. */
export const mutant = (name: string, ...patches: Patch[]): Mutant => ({ name, patches, quick: true });

/** A mistake that takes more of a coincidence. */
export const rare = (name: string, ...patches: Patch[]): Mutant => ({ name, patches, quick: false });
