import { expect } from "chai";
import { parseOutput } from "../reporter.js";

describe("the output of firebase-tools and the functions", () => {
  it("shows a structured log line as its message and fields", () => {
    const line = '>  {"bookingId":"bk_1","seats":2,"severity":"INFO","message":"booking.created"}';
    expect(parseOutput(line)).to.deep.equal({ kind: "log", text: "booking.created bookingId=bk_1 seats=2" });
  });

  it("marks warnings, and makes errors faults", () => {
    expect(parseOutput('>  {"severity":"WARNING","message":"payment.declined"}')).to.deep.equal({
      kind: "log",
      text: "warning: payment.declined",
    });
    expect(parseOutput('>  {"severity":"ERROR","message":"Error: gone"}')).to.deep.equal({
      kind: "fault",
      text: "error: Error: gone",
    });
  });

  it("leaves what a function printed by itself as it is", () => {
    expect(parseOutput(">  [1, 2]")).to.deep.equal({ kind: "log", text: "[1, 2]" });
  });

  it("passes warnings on, but for those that are true of every run", () => {
    expect(parseOutput("⚠  functions: Your function was killed.")).to.deep.equal({
      kind: "fault",
      text: "functions: Your function was killed.",
    });
    expect(parseOutput('⚠  functions: Your requested "node" version "22" doesn\'t match')).to.equal(null);
    expect(parseOutput("i  functions: Loaded environment variables from functions/.env")).to.equal(null);
  });

  it("leaves out tables and blank lines", () => {
    expect(parseOutput("│ Functions │ 127.0.0.1:5001 │")).to.equal(null);
    expect(parseOutput("")).to.equal(null);
  });
});
