/** Runs a function, and returns what it writes to standard output and standard error instead of printing it. */
export async function logsOf(run: () => Promise<unknown>): Promise<string> {
  const written: string[] = [];
  const streams = [process.stdout, process.stderr];
  const originals = streams.map((stream) => stream.write);
  for (const stream of streams) {
    stream.write = (chunk: string | Uint8Array) => {
      written.push(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString());
      return true;
    };
  }
  try {
    await run();
  } finally {
    streams.forEach((stream, index) => (stream.write = originals[index]!));
  }
  return written.join("");
}

/** Runs a function and returns the structured log entries that it writes, without their severity. */
export async function linesOf(run: () => Promise<unknown>): Promise<object[]> {
  const lines = (await logsOf(run)).split("\n").filter((line) => line.startsWith("{"));
  return lines.map((line) => {
    const { severity: _, ...told } = JSON.parse(line) as Record<string, unknown>;
    return told;
  });
}

/** Runs a function and returns the messages of the errors that it logs. */
export async function errorsOf(run: () => Promise<unknown>): Promise<string[]> {
  const lines = (await logsOf(run)).split("\n").filter((line) => line.includes('"severity":"ERROR"'));
  return lines.map((line) => (JSON.parse(line) as { message: string }).message);
}

/** Runs a function that must log one error. Returns the error's message. */
export async function errorOf(run: () => Promise<unknown>): Promise<string> {
  const [error, ...others] = await errorsOf(run);
  if (error === undefined || others.length > 0)
    throw new Error(`logged ${error === undefined ? "no error" : [error, ...others].join("\n")}`);
  return error;
}

/** Keeps the functions' log lines out of the test report. `logsOf` still returns them. */
export function keepLogsOutOfTheReport(): void {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream);
    stream.write = (chunk: string | Uint8Array) =>
      typeof chunk === "string" && /^\{.*"severity":"/.test(chunk) ? true : write(chunk);
  }
}
