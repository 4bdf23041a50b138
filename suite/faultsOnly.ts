import type { Audience } from "./withSuite.js";

/** Hears only what is wrong, and tells it on standard error: the output is the command's own. */
export const faultsOnly: Audience = {
  step: () => {},
  hear: ({ kind, text }) => {
    if (kind === "fault") console.error(text);
  },
};
