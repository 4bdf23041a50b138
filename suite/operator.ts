import { Refusal } from "../functions/src/shared/refusals.js";
import { CALL_MS, withDeadline } from "../functions/src/shared/deadline.js";
import type * as Books from "./books.js";
import { UserError } from "./userError.js";
import { accountOf } from "./account.js";
import { inOneLine, pointAt } from "./database.js";

/** The operator's account, and the changes that operators make. */
export interface Operator {
  /** The account that the records of the actions name: an e-mail address, or `local` for a suite. */
  account: string;
  books: typeof Books;
  /** Runs `change` with the deadline that a call of the service has. */
  within<T>(change: () => Promise<T>): Promise<T>;
}

/**
 * Runs a function as an operator of a project, or, without one, of a suite (see `pointAt`).
 * @throws UserError if a suite is needed and does not run, if the account of the credentials is unknown, or if `run`
 * fails. An error of `run` that is no UserError is shortened to one line.
 */
export async function asOperator<T>(
  project: string | undefined,
  run: (operator: Operator) => Promise<T>,
): Promise<T> {
  const { projectId, credential } = await pointAt(project);
  const account = credential === undefined ? "local" : await accountOf(credential);
  Object.assign(process.env, { GCLOUD_PROJECT: projectId, GOOGLE_CLOUD_PROJECT: projectId });
  try {
    const within = <R>(change: () => Promise<R>) => withDeadline(CALL_MS, change);
    return await run({ account, books: await withoutLogLines(() => import("./books.js")), within });
  } catch (error) {
    if (error instanceof UserError) throw error;
    // The message of a refusal is meant for people. Any other error is a fault.
    throw new UserError(
      error instanceof Refusal ? error.message : `${projectId}: ${inOneLine(error as Error)}`,
    );
  }
}

/**
 * Loads the books so that they log nothing. Their log lines are meant for Cloud Logging, which does not collect them
 * from this machine. The logger keeps the console's methods as they are when the logger is loaded.
 */
async function withoutLogLines<T>(load: () => Promise<T>): Promise<T> {
  const { debug, info, log, warn, error } = console;
  const nothing = () => undefined;
  Object.assign(console, { debug: nothing, info: nothing, log: nothing, warn: nothing, error: nothing });
  try {
    return await load();
  } finally {
    Object.assign(console, { debug, info, log, warn, error });
  }
}
