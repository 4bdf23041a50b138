import { expect } from "chai";
import { csv } from "../csv.js";

describe("CSV", () => {
  const line = (...cells: (string | number)[]) => csv([cells]).slice(1);

  it("quotes what holds a comma, a quotation mark or an end of line", () =>
    expect(line("a,b", 'say "a"', "a\nb", "a b", "")).to.equal('"a,b","say ""a""","a\nb",a b,\r\n'));

  for (const start of ["=", "+", "-", "@", "\t", "\r", "\n"]) {
    it(`lets no text become a formula that begins with ${JSON.stringify(start)}`, () =>
      expect(line(`${start}1+1`)).to.match(/^"?'/));
  }

  it("leaves numbers, and what only holds such a sign, as they are", () =>
    expect(line(-1, 100_000, "a=1", "1-A1")).to.equal("-1,100000,a=1,1-A1\r\n"));

  it("begins with the mark by which spreadsheets know UTF-8", () =>
    expect(csv([["가"]])).to.equal("\ufeff가\r\n"));
});
