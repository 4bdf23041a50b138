/** Limits as Google publishes them, each with its page. */
export const limits = {
  /** Writes a second to a collection in which a field that grows with the clock is indexed. */
  clockOrderedIndex: {
    perSecond: 500,
    source: "https://firebase.google.com/docs/firestore/best-practices#index_exemptions",
  },
  /** Operations a second that a collection takes when it is new or was idle, and how it may grow from there. */
  ramp: {
    perSecond: 500,
    growth: 1.5,
    everySeconds: 300,
    source: "https://firebase.google.com/docs/firestore/best-practices#ramping_up_traffic",
  },
  /** Sustained writes a second to one document. */
  oneDocument: {
    perSecond: 1,
    source: "https://firebase.google.com/docs/firestore/best-practices#updates_to_a_single_document",
  },
};

/** Cloud Functions, 2nd generation, in Seoul (a tier 2 region), in US dollars beyond the free quota. */
export const functionPrices = {
  request: 0.4 / 1_000_000,
  vcpuSecond: 0.0000336,
  gibSecond: 0.0000035,
  source: "https://cloud.google.com/run/pricing",
};

/** How the functions are deployed: see functions/src/setup.ts. Memory is the platform's default. */
export const deployed = { instances: 100, concurrency: 80, gib: 0.25 };
