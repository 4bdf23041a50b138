import * as z from "zod";
import { Amount } from "../shared/money.js";

const DaysBefore = z.int().nonnegative().max(3650).meta({
  description: "At least this many calendar days before the performance, in its time zone.",
});

/** When a cancellation is free: both conditions must hold. */
const FreeRule = z.object({
  withinHours: z
    .int()
    .positive()
    .max(87_600)
    .meta({ description: "Less than this many hours after confirmedAt." }),
  daysBefore: DaysBefore,
});

/** The fee for a cancellation at least `daysBefore` days before the performance. */
const Tier = z.object({
  daysBefore: DaysBefore,
  feePercent: z.int().min(0).max(100).meta({ description: "Of each seat's price, rounded down." }),
  maxFeePerSeat: Amount.optional().meta({
    description: "The most that one seat's fee can be, in the minor unit of the performance's currency.",
  }),
});

/**
 * The terms on which a user can cancel seats of a paid booking. If a free rule applies, there is no fee. Else the first
 * tier applies whose `daysBefore` is not more than the days that are left. If none applies, nothing can be cancelled.
 * For a performance that has begun, was moved or is gone see `quote`.
 */
export const RefundPolicy = z.object({
  free: z.array(FreeRule).max(20).default([]),
  // The tiers must be sorted, the most days first, because the first tier that applies is used.
  tiers: z
    .array(Tier)
    .max(20)
    .default([])
    .superRefine((tiers, context) =>
      tiers.forEach(({ daysBefore }, index) => {
        const above = tiers[index - 1];
        if (above !== undefined && above.daysBefore <= daysBefore) {
          context.addIssue({
            code: "custom",
            path: [index, "daysBefore"],
            message: `must be below the ${above.daysBefore} of the tier above it`,
          });
        }
      }),
    ),
});
export type RefundPolicy = z.output<typeof RefundPolicy>;
