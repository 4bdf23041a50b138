import { expect } from "chai";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { followFile } from "../../src/service/followFile.js";

describe("following a file", () => {
  it("hands over each new content, however it was written, until it is told to stop", async () => {
    const folder = await mkdtemp(join(tmpdir(), "follow-"));
    const path = join(folder, "file");
    const taken: string[] = [];
    let tell: () => void = () => undefined;
    const until = async (content: string) => {
      while (taken.at(-1) !== content) await new Promise<void>((resolve) => (tell = resolve));
    };
    await writeFile(path, "one");
    const stop = followFile(path, (content) => {
      taken.push(content);
      tell();
    });
    expect(taken).to.deep.equal(["one"]);
    await writeFile(path, "two");
    await until("two");
    await writeFile(`${path}.new`, "three");
    await rename(`${path}.new`, path);
    await until("three");
    stop();
    await rm(folder, { recursive: true });
  });

  it("names the file whose first content cannot be taken", () => {
    const refuse = () => {
      throw new Error("no");
    };
    expect(() => followFile(fileURLToPath(import.meta.url), refuse)).to.throw(/followFile\.test\.ts: no$/);
  });
});
