import { setTimeout as timeout } from "node:timers/promises";
import type { Counts } from "../counts/counts.js";
import type { Events } from "../events/events.js";
import { backgroundTrigger, eventarcTrigger } from "../events/trigger.js";
import type { Faults } from "../faults/faults.js";
import { percentDecode } from "../rest/routes.js";
import { StatusError } from "../service.js";
import { readJson, type Exchange } from "../rest/exchange.js";

/** A mistake in a rules file. Lines and columns count from 1. */
export interface RulesIssue {
  line: number;
  column: number;
  message: string;
}

/** The parts of the server that the control endpoints act on. */
export interface Controls {
  events: Events;
  counts: Counts;
  faults: Faults;
  /**
   * Removes all documents of a database, whose name is `projects/P/databases/D`. If `path` is not empty, removes only
   * the documents at and below this path of a document or collection.
   */
  clearDatabase: (database: string, path: string) => void;
  /** Replaces a project's security rules. If they have issues, it keeps the old rules and returns the issues. */
  setRules: (project: string, source: string) => readonly RulesIssue[];
}

type Answer = (
  controls: Controls,
  exchange: Exchange,
  project: string,
  rest: string,
  path: string,
) => unknown;

const LONGEST_WAIT_MS = 60_000;

async function setRules(controls: Controls, exchange: Exchange, project: string): Promise<unknown> {
  const body = (await readJson(exchange)) as {
    ignore_errors?: boolean;
    rules?: { files?: { content?: unknown }[] };
  };
  const source = body.rules?.files?.[0]?.content;
  if (typeof source !== "string") throw new StatusError(3, "rules.files[0].content is missing.");
  const issues = controls.setRules(project, source);
  if (issues.length > 0 && !body.ignore_errors) {
    const places = issues.map(({ line, column, message }) => `L${line}:${column} ${message}`);
    throw new StatusError(3, `Error compiling rules:\n${places.join("\n")}`);
  }
  return {
    issues: issues.map(({ line, column, message }) => ({
      sourcePosition: { fileName: "security.rules", line, column },
      severity: "ERROR",
      description: message,
    })),
  };
}

async function events({ events }: Controls, { url, signal }: Exchange): Promise<unknown> {
  const waitMs = Math.min(LONGEST_WAIT_MS, Number(url.searchParams.get("waitMs") ?? 0)) || 0;
  const over = new AbortController();
  const limit = AbortSignal.any([signal, over.signal]);
  const idle = await Promise.race([
    events.idle(limit).then(
      () => true,
      () => false,
    ),
    timeout(waitMs, false, { signal: limit }).catch(() => false),
  ]);
  over.abort();
  return { idle, ...events.counts };
}

const none = (_done: unknown) => ({});

const ENDPOINTS: [method: string, path: RegExp, answer: Answer][] = [
  [
    "DELETE",
    /^\/databases\/([^/]+)\/documents(?:\/(.+))?$/,
    (controls, _exchange, project, database, path) => {
      controls.events.muting(() => controls.clearDatabase(`projects/${project}/databases/${database}`, path));
      return {};
    },
  ],
  ["PUT", /^:securityRules$/, setRules],
  [
    "PUT",
    /^\/triggers\/(.+)$/,
    async ({ events }, exchange, project, key) =>
      none(events.register(backgroundTrigger(project, key, await readJson(exchange)))),
  ],
  [
    "POST",
    /^\/eventarcTrigger$/,
    async ({ events }, exchange, project) => {
      const key = exchange.url.searchParams.get("eventarcTriggerId") ?? "";
      events.register(eventarcTrigger(project, key, await readJson(exchange)));
      return {};
    },
  ],
  ["GET", /^\/events$/, events],
  ["DELETE", /^\/events$/, ({ events }) => none(events.clear())],
  ["GET", /^\/counts$/, ({ counts }, _exchange, project) => counts.read(project)],
  ["DELETE", /^\/counts$/, ({ counts }, _exchange, project) => none(counts.reset(project))],
  ["GET", /^\/faults$/, ({ faults }, _exchange, project) => faults.read(project)],
  [
    "PUT",
    /^\/faults$/,
    async ({ faults }, exchange, project) => none(faults.set(project, await readJson(exchange))),
  ],
  ["DELETE", /^\/faults$/, ({ faults }, _exchange, project) => none(faults.clear(project))],
];

/**
 * Answers requests below `/emulator/v1/projects/P`: some endpoints of the official emulator, and this server's own.
 * @throws StatusError NOT_FOUND if there is no such endpoint, INVALID_ARGUMENT for a malformed path or body.
 */
export async function control(controls: Controls, exchange: Exchange): Promise<unknown> {
  const path = percentDecode(exchange.url.pathname);
  const [, project = "", below = ""] = /^\/emulator\/v1\/projects\/([^/:]+)(.*)$/.exec(path) ?? [];
  for (const [method, pattern, answer] of ENDPOINTS) {
    const match = pattern.exec(below);
    if (match && method === exchange.req.method)
      return answer(controls, exchange, project, match[1] ?? "", match[2] ?? "");
  }
  throw new StatusError(5, `${exchange.req.method} ${path} is not an endpoint of this server.`);
}
