/** Limits as Google publishes them, each with its page. */
export const limits = {
  /** Writes a second to a collection with an index that begins with a field that grows with the clock; a soft limit. */
  clockOrderedIndex: {
    perSecond: 500,
    source: "https://firebase.google.com/docs/firestore/best-practices#index_exemptions",
    shards: "https://firebase.google.com/docs/firestore/solutions/shard-timestamp",
  },
  /** Operations a second with which to begin on a new collection, and how they may grow from there. */
  ramp: {
    perSecond: 500,
    growth: 1.5,
    everySeconds: 300,
    source: "https://firebase.google.com/docs/firestore/best-practices#ramping_up_traffic",
  },
  /** Sustained writes to one document: there was a figure, one a second; now it depends on the workload. */
  oneDocument: {
    formerlyPerSecond: 1,
    source: "https://firebase.google.com/docs/firestore/best-practices#updates_to_a_single_document",
  },
  /** Processors of all instances of all functions in a region: a quota of the project, often far less than needed. */
  processors: { source: "https://cloud.google.com/run/docs/configuring/max-instances-limits" },
};

/** Where a maintainer says that a commit that fails is not billed; the documentation does not. */
export const failedCommits = "https://github.com/googleapis/google-cloud-go/issues/2765";

/**
 * Cloud Functions, 2nd generation, in Seoul (a tier 2 region), in US dollars beyond the free quota: billed by request,
 * instances that are at work.
 */
export const functionPrices = {
  request: 0.4 / 1_000_000,
  vcpuSecond: 0.0000336,
  gibSecond: 0.0000035,
  source: "https://cloud.google.com/run/pricing",
};

/** Cloud CDN, in US dollars for each request it answers from its cache. Traffic out comes on top. */
export const cdnPrices = { lookup: 0.0075 / 10_000, source: "https://cloud.google.com/cdn/pricing" };

/**
 * How each function is deployed for such a sale: as functions/src/setup.ts says, with `MAX_INSTANCES` raised from 10. The
 * processor is the platform's default.
 */
export const deployed = { instances: 100, concurrency: 80, gib: 0.5 };
