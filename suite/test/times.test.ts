import { expect } from "chai";
import fc from "fast-check";
import { inZone, wallTime } from "../times.js";

const zones = fc.constantFrom("Asia/Seoul", "Asia/Kathmandu", "America/New_York", "Pacific/Apia", "UTC");
const instants = fc.date({
  min: new Date("1850-01-01T00:00:00Z"),
  max: new Date("2100-01-01T00:00:00Z"),
  noInvalidDate: true,
});

describe("a time at its place", () => {
  it("is the same instant, whatever the zone", () => {
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        expect(new Date(inZone(instant, zone))).to.deep.equal(instant);
      }),
    );
  });

  it("is told as clocks there show it, in summer and in winter", () => {
    expect(inZone(new Date("2027-07-01T10:00:00Z"), "Europe/Vienna")).to.equal("2027-07-01T12:00:00+02:00");
    expect(inZone(new Date("2027-01-01T10:00:00Z"), "Europe/Vienna")).to.equal("2027-01-01T11:00:00+01:00");
    expect(inZone(new Date("2027-01-01T02:00:00Z"), "America/New_York")).to.equal(
      "2026-12-31T21:00:00-05:00",
    );
    expect(inZone(new Date("2027-05-01T10:30:00.045Z"), "Asia/Seoul")).to.equal(
      "2027-05-01T19:30:00.045+09:00",
    );
    expect(wallTime(new Date("2027-05-01T15:05:00Z"), "Asia/Seoul")).to.equal("2027-05-02 00:05");
  });
});
