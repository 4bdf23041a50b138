import { DAY_MS } from "../functions/src/shared/calendar.js";
import { commandLine } from "./commandLine.js";
import { withDatabase } from "./database.js";
import { storedBytes } from "./documentFile.js";
import { checkLayouts } from "./layoutFile.js";
import { loadLayouts } from "./layoutStore.js";
import { loadPerformances } from "./load.js";
import { checkPerformances } from "./performanceFile.js";
import { addresses, hostPort } from "./settings.js";
import { houseSize } from "./stored.js";
import { stadium, stadiumSections } from "./venues/stadium.js";

const help = `npm run stadium

Puts a stadium of 50,000 seats on sale in the suite that runs here, with its layout, and prints its address in the shop.
Run again, it moves the dates.`;

/** The performance in the stadium, two months from `now`. */
export function concert(now: number) {
  return {
    title: "Summer Night",
    venue: "Stadium",
    startsAt: new Date(now + 60 * DAY_MS),
    salesOpenAt: new Date(now - DAY_MS),
    salesCloseAt: new Date(now + 59 * DAY_MS),
    currency: "KRW",
    layoutId: "stadium",
    sections: stadiumSections,
  };
}

/**
 * `npm run stadium`: loads a large house into the suite.
 * @throws UserError if no suite is running.
 */
export async function main(args: string[]): Promise<number> {
  commandLine({ help, args }, {});
  const layouts = checkLayouts({ stadium }, "stadium");
  const performances = checkPerformances({ stadium: concert(Date.now()) }, "stadium");
  await withDatabase(undefined, async ({ db }) => {
    await loadLayouts(db, layouts, "stadium");
    await loadPerformances(db, performances, { yes: true });
  });
  const [layout, performance] = [layouts["stadium"]!, performances["stadium"]!];
  const size = (map: object) => Object.keys(map).length;
  const kib = (document: object) => `${Math.ceil(storedBytes(document) / 1_024)} KiB`;
  console.log(`http://${hostPort(addresses.hosting)}/p/stadium
${houseSize(performance)} seats, ${size(layout.rows)} rows, ${size(layout.blocks)} blocks.
Stored: the performance ${kib(performance)}, the layout ${kib(layout)}. A document can hold 1024 KiB.`);
  return 0;
}
