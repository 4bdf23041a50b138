/** Limits as Google publishes them, each with its source. */
export const limits = {
  /**
   * The soft limit of writes per second to a collection that has an index on a field whose
   * values grow with the clock.
   */
  clockOrderedIndex: {
    perSecond: 500,
    source: "https://firebase.google.com/docs/firestore/best-practices#index_exemptions",
    shards: "https://firebase.google.com/docs/firestore/solutions/shard-timestamp",
  },
  /** The operations per second at which traffic to a new collection should start, and how it may grow from there. */
  ramp: {
    perSecond: 500,
    growth: 1.5,
    everySeconds: 300,
    source: "https://firebase.google.com/docs/firestore/best-practices#ramping_up_traffic",
  },
  /**
   * Sustained writes to one document. The limit used to be one per second. Google now says it depends on the workload.
   */
  oneDocument: {
    formerlyPerSecond: 1,
    source: "https://firebase.google.com/docs/firestore/best-practices#updates_to_a_single_document",
  },
  /** The quota of processors for all functions in a region. */
  processors: { source: "https://cloud.google.com/run/docs/configuring/max-instances-limits" },
};

/** The issue in which a maintainer says that a failed commit is not billed. The documentation does not say it. */
export const failedCommits = "https://github.com/googleapis/google-cloud-go/issues/2765";

/**
 * Prices of Cloud Functions, 2nd generation, in Seoul (a tier 2 region), in US dollars beyond the free quota. They
 * hold for request-based billing, while an instance handles requests.
 */
export const functionPrices = {
  request: 0.4 / 1_000_000,
  vcpuSecond: 0.0000336,
  gibSecond: 0.0000035,
  source: "https://cloud.google.com/run/pricing",
};

/**
 * Price of Firebase Hosting, in US dollars for each gigabyte that its CDN sends. Requests cost nothing. A CDN in front of
 * functions keeps an answer as long as its `s-maxage` says.
 */
export const hostingPrices = {
  gigabyte: 0.15,
  source: "https://firebase.google.com/pricing",
  caching: "https://firebase.google.com/docs/hosting/manage-cache",
};

/**
 * This page says that a listener is billed a read for each document that is added or
 * updated, and none for a removal.
 */
export const listening = "https://firebase.google.com/docs/firestore/pricing";

/**
 * How each function is deployed for such a sale: as in functions/src/setup.ts, but with `MAX_INSTANCES` raised from
 * 10. `gib` is the memory of an instance in GiB.
 */
export const deployed = { instances: 100, concurrency: 80, gib: 0.5 };
