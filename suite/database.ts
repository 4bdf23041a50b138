import { connect } from "node:net";
import {
  applicationDefault,
  deleteApp,
  initializeApp,
  type AppOptions,
  type Credential,
} from "firebase-admin/app";
import { getFirestore, type Firestore } from "firebase-admin/firestore";
import { UserError } from "./userError.js";
import { addresses, hostPort, projectId } from "./settings.js";

/** A database and the id of its project. */
export interface Database {
  db: Firestore;
  projectId: string;
}

/**
 * Runs a function with a database. If `project` is given, it is that project's database, opened with the application
 * default credentials. Otherwise it is the database of the suite that `theSuite` finds.
 * @throws UserError if a suite is needed and does not run, or if `run` fails. An error of `run` that is no UserError is
 * shortened to one line.
 */
export async function withDatabase<T>(
  project: string | undefined,
  run: (database: Database) => Promise<T>,
): Promise<T> {
  return withApp(await pointAt(project), async (database) => {
    try {
      return await run(database);
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError(`${database.projectId}: ${inOneLine(error as Error)}`);
    }
  });
}

/** Runs a function with the database at `FIRESTORE_EMULATOR_HOST`, or with the one in the cloud if that is not set. */
export async function withApp<T>(
  options: AppOptions & { projectId: string },
  run: (database: Database) => Promise<T>,
): Promise<T> {
  const app = initializeApp(options, "commands");
  try {
    return await run({ db: getFirestore(app), projectId: options.projectId });
  } finally {
    await deleteApp(app);
  }
}

/** Returns the first line of an error's message. If credentials are missing, returns how to get them. */
export function inOneLine({ message }: Error): string {
  if (!message.startsWith("Could not load the default credentials")) return message.split("\n")[0]!;
  return "this machine has no credentials for Google Cloud: `gcloud auth application-default login` first.";
}

/**
 * Sets the SDKs of this process to use a project, or, without one, the suite that `theSuite` finds.
 * @returns the options for `initializeApp`. The suite needs no credential.
 * @throws UserError if a suite is needed and does not run.
 */
export async function pointAt(
  project: string | undefined,
): Promise<{ projectId: string; credential?: Credential }> {
  return project === undefined ? theSuite() : theCloud(project);
}

/**
 * Points the SDKs to the suite at `FIRESTORE_EMULATOR_HOST`, by default to the one on this machine.
 * @throws UserError if it does not answer.
 */
async function theSuite() {
  const address = (process.env.FIRESTORE_EMULATOR_HOST ??= hostPort(addresses.firestore));
  process.env.METADATA_SERVER_DETECTION = "none"; // the suite needs no credentials, so the SDK must not look for any
  const { hostname, port } = new URL(`http://${address}`);
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => {
      socket.destroy();
      resolve();
    });
    socket.once("error", () =>
      reject(new UserError(`No suite is running on ${address}: \`npm start\` first, or name a --project.`)),
    );
  });
  return { projectId };
}

/** Points the SDKs to a real project, with the application default credentials of this machine. */
function theCloud(project: string) {
  delete process.env.FIRESTORE_EMULATOR_HOST;
  return { projectId: project, credential: applicationDefault() };
}
