import type { Audience } from "./withSuite.js";

/** Prints only faults, and on standard error, because standard output belongs to the command. */
export const faultsOnly: Audience = {
  step: () => {},
  hear: ({ kind, text }) => {
    if (kind === "fault") console.error(text);
  },
};
