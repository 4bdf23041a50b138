import { connect } from "node:net";
import { parseArgs } from "node:util";
import { applicationDefault, type AppOptions } from "firebase-admin/app";
import { Complaint } from "./complaint.js";
import { loadPerformances } from "./load.js";
import { readPerformances } from "./performanceFile.js";
import { addresses, hostPort, projectId } from "./settings.js";

const USAGE = "npm run performances -- FILE.json [--project ID]";

/**
 * `npm run performances -- FILE.json`: checks performances and loads them, into the running suite, or, with
 * `--project ID`, into a real project with the application default credentials.
 * @throws Complaint if anything at all is wrong; nothing is written then.
 */
export async function main(args: string[]): Promise<number> {
  const { file, project } = parse(args);
  const performances = await readPerformances(file);
  const target = project === undefined ? await theSuite() : theCloud(project);
  await loadPerformances(performances, target).catch((error: Error) => {
    throw new Complaint(`Nothing was written to ${target.projectId}: ${inOneLine(error)}`);
  });
  console.log(`Loaded into ${target.projectId}: ${Object.keys(performances).join(", ")}`);
  return 0;
}

function inOneLine({ message }: Error): string {
  if (!message.startsWith("Could not load the default credentials")) return message.split("\n")[0]!;
  return "this machine has no credentials for Google Cloud: `gcloud auth application-default login` first.";
}

function parse(args: string[]): { file: string; project: string | undefined } {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { project: { type: "string" } },
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new Error("It takes one file.");
    return { file, project: values.project };
  } catch (error) {
    throw new Complaint(`${(error as Error).message.split(".")[0]}. Usage: ${USAGE}`);
  }
}

/** The suite that runs on this machine, or the one whose address the environment gives. */
async function theSuite(): Promise<AppOptions> {
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
function theCloud(project: string): AppOptions {
  delete process.env.FIRESTORE_EMULATOR_HOST;
  return { projectId: project, credential: applicationDefault() };
}
