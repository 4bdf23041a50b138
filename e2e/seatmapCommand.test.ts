import { expect } from "chai";
import { main as seatmap } from "../suite/seatmap.js";
import { book, everything, run } from "../suite/test/support/database.js";
import { database, stored, useDatabase } from "./support/operator.js";

describe("npm run seatmap", () => {
  useDatabase();

  const rowsOf = async (block: string) => (await stored(`seatMaps/perf_${block}`))?.["rows"] as unknown;

  it("builds the maps that are missing, and finds nothing to do after that", async () => {
    await book(database.db, "perf", "ann", ["A1", "A2"]);
    await book(database.db, "perf", "ben", ["가1"], { paid: false, madeAt: new Date() });
    expect(await run(seatmap, "perf")).to.deep.equal({
      code: 0,
      text: [
        "b1: there is no map of the present plan",
        "b2: there is no map of the present plan",
        "2 maps, 2 built anew.",
      ].join("\n"),
    });
    expect(await rowsOf("b1")).to.deep.equal({ A: "##........" });
    expect(await rowsOf("b2"))
      .to.have.property("가")
      .that.matches(/^[0-9A-Za-z]\.{9}$/);
    const before = await everything(database.db);
    expect(await run(seatmap, "perf")).to.deep.equal({ code: 0, text: "2 maps, all right." });
    expect(await everything(database.db)).to.deep.equal(before);
  });

  it("prints each seat that differs, and mends its map alone", async () => {
    const bookingId = await book(database.db, "perf", "ann", ["A1", "A2"]);
    await run(seatmap, "perf");
    await database.db.doc("seatMaps/perf_b1").update({ rows: { A: ".#=......." } });
    const { version } = (await stored("seatMaps/perf_b2"))!;
    expect((await run(seatmap, "perf")).text).to.equal(
      [
        "b1: A1 is shown as free, but is sold",
        "b1: A3 is shown as held, but is free",
        "2 maps, 1 built anew.",
      ].join("\n"),
    );
    expect(await rowsOf("b1")).to.deep.equal({ A: "##........" });
    expect((await stored("seatMaps/perf_b2"))!["version"]).to.equal(version);
    expect(await stored(`bookings/${bookingId}`)).to.include({ status: "confirmed" });
  });

  it("removes the maps of blocks that an earlier plan had", async () => {
    await run(seatmap, "perf");
    const map = (await stored("seatMaps/perf_b1"))!;
    await database.db.doc("seatMaps/perf_Balcony").set({ ...map, block: "Balcony" });
    expect((await run(seatmap, "perf")).text).to.equal(
      "Balcony: the present plan has no such block; its map is removed\n2 maps, all right.",
    );
    expect(await rowsOf("Balcony")).to.be.undefined;
    expect(await rowsOf("b1")).to.deep.equal(map["rows"]);
  });

  it("takes one performance that there is", async () => {
    expect((await run(seatmap, "none")).text).to.equal(
      "none: there is no such performance, or it cannot be read.",
    );
    expect((await run(seatmap, "a/b")).code).to.equal(1);
    for (const args of [[], ["perf", "perf_other"]]) expect((await run(seatmap, ...args)).code).to.equal(2);
  });
});
