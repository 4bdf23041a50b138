import { expect } from "chai";
import { FUNCTIONS_FAILED, whyItFailed } from "../failure.js";

describe("why the suite failed", () => {
  it("names the port that something else took after it was found free", () => {
    const why = whyItFailed(["⚠  Port 8080 is not open on 127.0.0.1, could not start Firestore Emulator."]);
    expect(why.message).to.match(/^Port 8080 \(firestore\) is in use: /);
  });

  it("names what a function threw when it was loaded", () => {
    const why = whyItFailed([
      "TypeError: x is not a function",
      "    at index.js:4",
      `⬢  ${FUNCTIONS_FAILED}`,
    ]);
    expect(why.message).to.equal("The functions could not be loaded: TypeError: x is not a function");
  });

  it("names what could not be downloaded", () => {
    const why = whyItFailed(["Error: Failed to make request to https://storage.googleapis.com/a/b-1.2.jar"]);
    expect(why.message).to.match(/could not be downloaded: .*b-1\.2\.jar$/);
  });

  it("falls back on the error that firebase-tools gave, or its last words", () => {
    expect(whyItFailed(["Error: no such project", ""]).message).to.equal(
      "The emulators ended: no such project",
    );
    expect(whyItFailed(["last words", " "]).message).to.equal("The emulators ended: last words");
    expect(whyItFailed([]).message).to.equal("The emulators ended: they did not say why.");
  });
});
