import { expect } from "chai";
import fc from "fast-check";
import { DAY_MS, dateIn, daysBetween, HOUR_MS, startOfDate } from "../../src/shared/calendar.js";

const ZONES = [
  "Asia/Seoul",
  "America/New_York",
  "America/Santiago",
  "Asia/Kathmandu",
  "Pacific/Kiritimati",
  "UTC",
];
const aTime = fc.date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true });

describe("the calendar", () => {
  it("begins a day in Seoul at midnight there, which is 15:00 UTC", () => {
    expect(dateIn("Asia/Seoul", new Date("2026-11-24T14:59:59.999Z"))).to.equal("2026-11-24");
    expect(dateIn("Asia/Seoul", new Date("2026-11-24T15:00:00.000Z"))).to.equal("2026-11-25");
    expect(startOfDate("Asia/Seoul", "2026-11-25").toISOString()).to.equal("2026-11-24T15:00:00.000Z");
  });

  it("counts days by dates, over months, years and leap days", () => {
    expect(daysBetween("2026-11-25", "2026-11-25")).to.equal(0);
    expect(daysBetween("2026-12-31", "2027-01-01")).to.equal(1);
    expect(daysBetween("2028-02-28", "2028-03-01")).to.equal(2);
    expect(daysBetween("2026-03-02", "2026-03-01")).to.equal(-1);
  });

  it("has days of 23 and 25 hours where clocks change", () => {
    const length = (date: string) =>
      startOfDate("America/New_York", date, 1).getTime() - startOfDate("America/New_York", date).getTime();
    expect(length("2026-03-08")).to.equal(23 * HOUR_MS);
    expect(length("2026-03-09")).to.equal(DAY_MS);
    expect(length("2026-11-01")).to.equal(25 * HOUR_MS);
  });

  it("begins a day at one o'clock where midnight is skipped", () => {
    // Chile puts its clocks forward at midnight on 6 September 2026, from UTC-4 to UTC-3.
    expect(startOfDate("America/Santiago", "2026-09-06").toISOString()).to.equal("2026-09-06T04:00:00.000Z");
  });

  it("begins each date at its first moment, in every zone", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), aTime, fc.integer({ min: -20, max: 20 }), (zone, time, days) => {
        const date = dateIn(zone, time);
        const start = startOfDate(zone, date, days);
        expect(daysBetween(date, dateIn(zone, start))).to.equal(days);
        expect(daysBetween(date, dateIn(zone, new Date(start.getTime() - 1)))).to.equal(days - 1);
        if (days === 0) expect(start <= time).to.be.true;
      }),
    );
  });
});
