import { StatusError } from "../service.js";

/** A request with messages of the client, numbered from `first`. The first request also contains HTTP headers. */
export interface ForwardBody {
  first: number;
  messages: unknown[];
  headers: Map<string, string>;
}

/** The HTTP headers in the body, with names in lower case. They are in the body to save a CORS preflight. */
function headersOf(text: string): Map<string, string> {
  const lines = text.split("\r\n").filter((line) => line.includes(":"));
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

/**
 * Reads `headers=…&count=2&ofs=5&req0___data__={…}&req1___data__={…}`.
 * @throws StatusError INVALID_ARGUMENT if a message is missing or no JSON.
 */
export function parseForwardBody(body: string): ForwardBody {
  const form = new URLSearchParams(body);
  const count = Number(form.get("count") ?? 0);
  const messages = Array.from({ length: Math.min(count, form.size) }, (_, index): unknown => {
    const text = form.get(`req${index}___data__`);
    try {
      return JSON.parse(text ?? "");
    } catch {
      throw new StatusError(3, `Message ${index} of the request is no JSON.`);
    }
  });
  return { first: Number(form.get("ofs") ?? 0), messages, headers: headersOf(form.get("headers") ?? "") };
}
