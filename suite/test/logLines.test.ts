import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { root } from "../settings.js";

/** The severity that Cloud Logging shows for what each logging function writes. `logTrouble` is in `charge.ts`. */
const SEVERITIES: Record<string, string> = {
  "logger.info": "INFO",
  "logger.warn": "WARNING",
  "logger.error": "ERROR",
  logTrouble: "WARNING",
};

const source = readdirSync(`${root}functions/src`, { recursive: true })
  .map(String)
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(`${root}functions/src/${name}`, "utf8"))
  .join("\n");

/** The calls that log, each with its message, or with undefined if the call does not contain the message as a text. */
const calls = [...source.matchAll(/(logger\.\w+|(?<!function )logTrouble)\(\s*(?:"([^"]+)")?/g)].map(
  ([, call, message]) => ({ severity: SEVERITIES[call!], message }),
);

/** Each message in the table of `docs/operations.md`, with its severity. */
const documented = [
  ...readFileSync(`${root}docs/operations.md`, "utf8").matchAll(/^\| `([\w.-]+)` \| ([A-Z]+) \|/gm),
].map(([, message, severity]) => `${message} ${severity}`);

describe("the table of log lines in docs/operations.md", () => {
  it("names each message that the functions log, with its severity, once, and no other", () => {
    const logged = calls.filter(({ message }) => message !== undefined);
    const lines = new Set(logged.map(({ message, severity }) => `${message} ${severity}`));
    expect(documented).to.have.members([...lines]);
  });

  it("misses no message, because only logTrouble logs a message that its caller names", () => {
    expect(calls.filter(({ message }) => message === undefined)).to.have.length(1);
  });
});
