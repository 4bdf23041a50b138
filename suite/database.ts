import { connect } from "node:net";
import { applicationDefault, deleteApp, initializeApp, type AppOptions } from "firebase-admin/app";
import { getFirestore, type Firestore } from "firebase-admin/firestore";
import { Complaint } from "./complaint.js";
import { addresses, hostPort, projectId } from "./settings.js";

/** A database, and the project that it belongs to. */
export interface Database {
  db: Firestore;
  projectId: string;
}

/**
 * Runs something with the database of a real project, with the application default credentials, or, where none is
 * named, of the suite that runs on this machine.
 * @throws Complaint where there is no suite, and for whatever the database refuses.
 */
export async function withDatabase<T>(
  project: string | undefined,
  run: (database: Database) => Promise<T>,
): Promise<T> {
  return withApp(project === undefined ? await theSuite() : theCloud(project), async (database) => {
    try {
      return await run(database);
    } catch (error) {
      if (error instanceof Complaint) throw error;
      throw new Complaint(`${database.projectId}: ${inOneLine(error as Error)}`);
    }
  });
}

/** Runs something with the database that the environment leads to: `FIRESTORE_EMULATOR_HOST`, or else the cloud. */
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

/** What went wrong, in one line. */
export function inOneLine({ message }: Error): string {
  if (!message.startsWith("Could not load the default credentials")) return message.split("\n")[0]!;
  return "this machine has no credentials for Google Cloud: `gcloud auth application-default login` first.";
}

/** The suite that runs on this machine, or the one whose address the environment gives. */
async function theSuite() {
  const address = (process.env.FIRESTORE_EMULATOR_HOST ??= hostPort(addresses.firestore));
  process.env.METADATA_SERVER_DETECTION = "none"; // no credentials are needed, nor looked for
  const { hostname, port } = new URL(`http://${address}`);
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => {
      socket.destroy();
      resolve();
    });
    socket.once("error", () =>
      reject(new Complaint(`No suite is running on ${address}: \`npm start\` first, or name a --project.`)),
    );
  });
  return { projectId };
}

/** A real project, with the credentials that this machine has for it. */
function theCloud(project: string) {
  delete process.env.FIRESTORE_EMULATOR_HOST;
  return { projectId: project, credential: applicationDefault() };
}
