import * as z from "zod";

const MAX_ROWS = 3_000;
const MAX_BLOCKS = 500;

/** The largest coordinate, and the largest radius of a row, in units of 10 cm: 2 km. */
const FAR = 20_000;

const Coordinate = z.number().min(-FAR).max(FAR);

const Polygon = z
  .array(z.int("must be a whole number of units of 10 cm").min(-FAR).max(FAR))
  .min(6, "must have at least 3 points: [x, y, x, y, x, y]")
  .max(400, "must have at most 200 points")
  .refine((numbers) => numbers.length % 2 === 0, "must have an even count of numbers: [x, y, x, y, …]");

const Seats = z.array(z.int().positive().max(9999)).max(200);

const Names = z.object({ ko: z.string().min(1).max(100), en: z.string().min(1).max(100) });

const Block = z.object({
  name: Names.meta({ description: "The block's name as viewers read it." }),
  outline: Polygon.meta({ description: "The block's corners." }),
  level: z.int().min(0).max(20).meta({ description: "The floor. Higher ones are drawn over lower ones." }),
});

const Row = z.object({
  firstSeat: z.int().positive().max(9999).meta({ description: "The number of the seat at x, y." }),
  x: Coordinate,
  y: Coordinate.meta({ description: "It grows downwards." }),
  angle: z
    .number()
    .min(-360)
    .max(360)
    .meta({ description: "Where higher seat numbers are, in degrees. 0: to the right. 90: down." }),
  pitch: z
    .number()
    .min(1)
    .max(100)
    .meta({ description: "The distance of neighbouring seats along the row." }),
  curve: Coordinate.meta({
    description:
      "The radius of the row's circle. 0: a straight row. Positive: a row that leads to the right bends up. Negative: it bends down.",
  }),
  gaps: Seats.meta({ description: "The seat numbers after which there is an aisle, as wide as one seat." }),
  accessible: Seats.meta({ description: "The numbers of the wheelchair places." }),
});

/** A block's id or a row's name. It must equal the one in the performances, so it is normalised in the same way. */
const Key = z.string().normalize("NFC").min(1);

const atMost = (most: number) => (map: object) => Object.keys(map).length <= most;

/** Where the seats of a venue stand, for every performance that names this layout. Lengths are in units of 10 cm. */
export const Layout = z.object({
  name: z.string().min(1).max(200).meta({ description: "For operators." }),
  stage: Polygon.meta({
    description: "The corners of the stage or pitch, in units of 10 cm: [x, y, x, y, …].",
  }),
  blocks: z
    .record(Key, Block)
    .refine(atMost(MAX_BLOCKS), `must have at most ${MAX_BLOCKS} blocks`)
    .meta({ description: "By the blocks' ids, as in the performances." }),
  rows: z
    .record(Key, Row)
    .refine(atMost(MAX_ROWS), `must have at most ${MAX_ROWS} rows`)
    .meta({ description: "By the rows' names, as in the performances. Lengths are in units of 10 cm." }),
});
export type Layout = z.output<typeof Layout>;
