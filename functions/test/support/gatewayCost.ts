type Figure = "requests" | "reads" | "writes" | "deletes" | "bytes";

/**
 * Returns the part of a figure that the simulated gateway's own requests make up.
 * @param collections what was counted in each collection.
 */
export function gatewayCost<Key extends Figure>(
  collections: Record<string, Record<Key | "reads", number>>,
  figure: Key,
): number {
  const [charges, refunds] = ["simulatedCharges", "simulatedRefunds"].map((name) => collections[name]);
  const both = (charges?.[figure] ?? 0) + (refunds?.[figure] ?? 0);
  // The gateway reads a charge's refunds only together with the charge. Such a request counts for both collections.
  return figure === "requests" ? both - (refunds?.reads ?? 0) : both;
}
