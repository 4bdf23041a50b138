import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { URL } from "node:url";

/**
 * Makes stack traces name the files in `src` instead of those of the bundle. Node could do this by itself
 * (`--enable-source-maps`). But then Node reads a map for every file of every package, which makes a cold start a fifth
 * longer. This module reads a map of the bundle only when a stack trace first needs it.
 */

/** The folder of the bundle. This module is in one of its chunks. */
const LIB = new URL("..", import.meta.url).href;
const maps = new Map();

Error.prepareStackTrace = (error, frames) => {
  const title = Error.prototype.toString.call(error);
  return [title, ...frames.map((frame) => `    at ${inSource(frame)}`)].join("\n");
};

function inSource(frame) {
  const file = frame.getFileName();
  if (!file?.startsWith(LIB)) return String(frame);
  try {
    if (!maps.has(file))
      maps.set(file, new SourceMap(JSON.parse(readFileSync(new URL(`${file}.map`), "utf8"))));
    const [line, column] = [frame.getLineNumber(), frame.getColumnNumber()];
    const { fileName, lineNumber, columnNumber } = maps.get(file).findOrigin(line, column);
    const source = `${new URL(fileName, file).href}:${lineNumber}:${columnNumber}`;
    return String(frame).replace(`${file}:${line}:${column}`, source);
  } catch {
    // If the map cannot be read, the frame names its place in the bundle.
    return String(frame);
  }
}
