import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { root } from "../suite/settings.js";
import { checkOut, deploy, PROJECT, type Deployed } from "./deploy/deployment.js";
import { GoogleApis, type Sent } from "./deploy/googleApis.js";
import { askInstance, NODE_22 } from "./deploy/instance.js";
import { unzip } from "./deploy/zip.js";

const run = promisify(execFile);

/** The request with which firebase-tools creates a function. */
interface Creation {
  name: string;
  buildConfig: { runtime: string };
  serviceConfig: {
    environmentVariables: Record<string, string>;
    availableMemory: string;
    availableCpu: string;
    maxInstanceCount: number;
    maxInstanceRequestConcurrency: number;
    timeoutSeconds: number;
  };
  eventTrigger?: {
    eventType: string;
    retryPolicy: string;
    eventFilters: { attribute: string; value: string }[];
  };
}

interface Job {
  schedule: string;
  attemptDeadline: string;
  httpTarget: { uri: string };
}

interface Policy {
  policy: { bindings: { role: string; members: string[] }[] };
}

describe("a deployment", function () {
  this.timeout(180_000);
  const google = new GoogleApis();
  let folder: string;
  before(async () => {
    await google.listen();
    folder = checkOut();
  });
  after(() => {
    google.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const shopSettings = readFileSync(join(root, "web/.env"), "utf8");
  const setKey = (key: string) => {
    expect(shopSettings).to.match(/^API_KEY=$/m);
    writeFileSync(join(folder, "web/.env"), shopSettings.replace(/^API_KEY=$/m, `API_KEY=${key}`));
  };
  const settings = readFileSync(join(root, "functions/.env"), "utf8");
  const setParameters = (content: string) => writeFileSync(join(folder, "functions/.env"), content);

  describe("to a fresh project", () => {
    /** Files that a developer may have in the working tree and that must not be uploaded. */
    const secrets = [
      ".env.local",
      ".secret.local",
      "service-account.json",
      "keys/gateway.pem",
      "firebase-debug.log",
    ];
    let deployed: Deployed;
    before(async () => {
      for (const secret of secrets) {
        mkdirSync(dirname(join(folder, "functions", secret)), { recursive: true });
        writeFileSync(join(folder, "functions", secret), "");
      }
      setKey("key-of-the-web-app");
      deployed = await deploy(folder, google, "--force");
    });

    it("succeeds, and deletes nothing", () => {
      expect(google.unknown).to.deep.equal([]);
      expect(deployed, deployed.output).to.include({ code: 0 });
      expect(google.requests("DELETE", /./)).to.deep.equal([]);
    });

    it("warns of nothing but what --force says yes to: events are repeated, and images are cleaned up", () => {
      const warnings = deployed.output.split("\n").filter((line) => /⚠|warn/i.test(line));
      // The warning about Node 22's end of life depends only on the date, so it is ignored.
      const ours = warnings.filter((line) => !line.includes("Runtime Node.js"));
      expect(ours, ours.join("\n")).to.have.length(2);
      expect(ours[0]).to.include(
        "will newly be retried in case of failure: onBookingWritten(asia-northeast3), onPaymentIntentUpdated(asia-northeast3).",
      );
      expect(ours[1]).to.include("No cleanup policy detected");
      expect(deployed.output).not.to.include("invoked during function deployment");
    });

    it("creates the database in Seoul", () => {
      const creations = google.requests("POST", /\/databases$/);
      expect(creations.map(({ query }) => query.get("databaseId"))).to.deep.equal(["(default)"]);
      expect(creations[0]!.body).to.include({ locationId: "asia-northeast3", type: "FIRESTORE_NATIVE" });
    });

    it("creates the indexes of firestore.indexes.json, and the exemptions", () => {
      const file = JSON.parse(readFileSync(join(root, "firestore.indexes.json"), "utf8")) as {
        indexes: { collectionGroup: string; fields: object[] }[];
        fieldOverrides: { collectionGroup: string; fieldPath: string; indexes: { order: string }[] }[];
      };
      const indexes = google.requests("POST", /\/indexes$/).map(({ path, body }) => {
        return [path.split("/").at(-2), (body as { fields: object[] }).fields];
      });
      expect(indexes).to.have.deep.members(
        file.indexes.map(({ collectionGroup, fields }) => [collectionGroup, fields]),
      );

      const exemptions = google.requests("PATCH", /\/fields\//).map(({ path, body }) => {
        const { indexConfig } = body as { indexConfig: { indexes: { fields: { order: string }[] }[] } };
        const orders = indexConfig.indexes.map(({ fields }) => fields[0]!.order);
        return [path.split("/").at(-3), path.split("/").at(-1), orders];
      });
      expect(exemptions).to.have.deep.members(
        file.fieldOverrides.map(({ collectionGroup, fieldPath, indexes }) => {
          return [collectionGroup, fieldPath, indexes.map(({ order }) => order)];
        }),
      );
    });

    it("releases the rules of firestore.rules", () => {
      const content = readFileSync(join(root, "firestore.rules"), "utf8");
      const rulesets = google.requests("POST", /\/rulesets$/).map(({ body }) => body);
      expect(rulesets).to.deep.equal([{ source: { files: [{ name: "firestore.rules", content }] } }]);
      expect(google.requests("POST", /firebaserules.*\/releases$/).map(({ body }) => body)).to.deep.equal([
        {
          name: `projects/${PROJECT}/releases/cloud.firestore`,
          rulesetName: `projects/${PROJECT}/rulesets/1`,
        },
      ]);
    });

    it("turns on anonymous sign-in, and no other", () => {
      const provisioned = google.requests("POST", /:provisionFirebaseApp$/).map(({ body }) => body);
      expect(provisioned).to.have.length(1);
      expect(provisioned[0]).to.deep.include({
        firebaseAuthInput: { anonymousAuthProviderMode: "PROVIDER_ENABLED" },
      });
    });

    it("creates each function in Seoul, with its memory, instances, calls at once, time, retry and callers", () => {
      const creations = google.requests("POST", /\/functions$/).map(({ body }) => body as Creation);
      const created = creations.map(({ name, buildConfig, serviceConfig, eventTrigger }) => {
        const [, region, functionId] = /locations\/(.*)\/functions\/(.*)$/.exec(name)!;
        const service = new RegExp(`/services/${functionId}:setIamPolicy$`, "i");
        const policies = google.requests("POST", service).map(({ body }) => (body as Policy).policy.bindings);
        return [
          functionId,
          {
            region,
            runtime: buildConfig.runtime,
            memory: serviceConfig.availableMemory,
            processors: serviceConfig.availableCpu,
            instances: serviceConfig.maxInstanceCount,
            callsAtOnce: serviceConfig.maxInstanceRequestConcurrency,
            seconds: serviceConfig.timeoutSeconds,
            retry: eventTrigger?.retryPolicy,
            callers: policies.flat().flatMap(({ members }) => members),
          },
        ];
      });
      const usual = {
        region: "asia-northeast3",
        runtime: "nodejs22",
        memory: "512Mi",
        processors: "1",
        instances: 10,
        callsAtOnce: 80,
        seconds: 60,
        retry: undefined,
        callers: ["allUsers"],
      };
      const sweep = {
        ...usual,
        instances: 1,
        seconds: 300,
        callers: ["serviceAccount:compute@example.com"],
      };
      expect(Object.fromEntries(created)).to.deep.equal({
        createBooking: usual,
        executePayment: usual,
        cancelBooking: usual,
        quoteRefund: usual,
        getMyBookings: usual,
        getOccupiedSeats: usual,
        api: usual,
        publicApi: usual,
        onBookingWritten: { ...usual, retry: "RETRY_POLICY_RETRY", callers: [] },
        onPaymentIntentUpdated: { ...usual, retry: "RETRY_POLICY_RETRY", callers: [] },
        sweepExpiredLocks: sweep,
        sweepRefunds: sweep,
      });
    });

    it("listens to bookings that are written, and to payment intents that change", () => {
      const triggers = google.requests("POST", /\/functions$/).flatMap(({ body }) => {
        return (body as Creation).eventTrigger ?? [];
      });
      const heard = triggers.map(({ eventType, eventFilters }) => [
        eventType,
        Object.fromEntries(eventFilters.map(({ attribute, value }) => [attribute, value])),
      ]);
      const listening = (change: string, document: string) => [
        `google.cloud.firestore.document.v1.${change}`,
        { database: "(default)", namespace: "(default)", document },
      ];
      expect(heard).to.have.deep.members([
        listening("written", "bookings/{bookingId}"),
        listening("updated", "paymentIntents/{paymentIntentId}"),
      ]);
    });

    it("schedules each sweep every minute, and nothing else", () => {
      const jobs = google.requests("POST", /\/jobs$/).map(({ body }) => body as Job);
      for (const job of jobs)
        expect(job).to.include({ schedule: "every 1 minutes", attemptDeadline: "300s" });
      expect(jobs.map(({ httpTarget }) => httpTarget.uri)).to.have.members([
        "https://sweepexpiredlocks.a.run.app",
        "https://sweeprefunds.a.run.app",
      ]);
    });

    describe("uploads the shop", () => {
      const files = () => {
        const [{ body }] = google.requests("POST", /:populateFiles$/) as [Sent];
        return (body as { files: Record<string, string> }).files;
      };
      const contentOf = (name: RegExp) => {
        const [, hash] = Object.entries(files()).find(([path]) => name.test(path))!;
        const [{ body }] = google.requests("POST", new RegExp(`/upload/1/${hash}$`)) as [Sent];
        return gunzipSync(body as Buffer).toString();
      };

      it("as a page, and as scripts and a style whose names contain hashes", () => {
        const names = Object.keys(files()).map((name) => name.replace(/-[A-Z0-9]{8}\./, "-HASH."));
        expect(names).to.include.members(["/index.html", "/assets/main-HASH.js", "/assets/main-HASH.css"]);
        expect(
          names.filter((name) => !/^\/(index\.html|assets\/.*-HASH\.(js|css)(\.map)?)$/.test(name)),
        ).to.deep.equal([]);
        expect(google.requests("POST", /\/upload\/1\//)).to.have.length(names.length);
      });

      it("with the project's key, and without the emulators", () => {
        const scripts = Object.keys(files()).filter((name) => name.endsWith(".js"));
        const code = scripts.map((name) => contentOf(new RegExp(`^${name}$`))).join("\n");
        expect(code).to.include("key-of-the-web-app").and.to.include("fresh-project.firebaseapp.com");
        expect(code).not.to.include(":9099");
      });

      it("and serves it with the rewrites and the headers of firebase.json", () => {
        const [{ body }] = google.requests("PATCH", /\/versions\/1$/) as [Sent];
        const { config } = body as { config: { rewrites: object[]; headers: { glob: string }[] } };
        const to = (serviceId: string, glob: string) => {
          return { glob, run: { serviceId, region: "asia-northeast3" } };
        };
        expect(config.rewrites).to.deep.equal([
          to("publicapi", "/api/@(performances|seatMaps|layouts|occupiedSeats){,/**}"),
          to("publicapi", "/api/openapi.json"),
          to("api", "/api/**"),
          { glob: "/!(assets){,/**}", path: "/index.html" },
        ]);
        expect(config.headers.map(({ glob }) => glob)).to.deep.equal([
          "**",
          "/assets/**",
          "/!(api|assets){,/**}",
          "/",
        ]);
        expect(google.requests("POST", /\/channels\/live\/releases$/)).to.have.length(1);
      });
    });

    describe("uploads a zip", () => {
      const uploaded = () => unzip(google.requests("PUT", /\.zip$/)[0]!.body as Buffer);

      it("of the bundle, which packages it needs, and openapi.json: no source, no test, no secret", () => {
        const names = [...uploaded().keys()];
        const scripts = names.filter((name) => /^lib\/(index|chunks\/(routes|chunk)-\w+)\.js$/.test(name));
        expect(scripts.map((name) => name.replace(/-\w+/, ""))).to.include.members([
          "lib/index.js",
          "lib/chunks/routes.js",
          "lib/chunks/chunk.js",
        ]);
        expect(names).to.have.members([
          "package.json",
          "package-lock.json",
          ".npmrc",
          "lib/openapi.json",
          ...scripts,
          ...scripts.map((name) => `${name}.map`),
        ]);
      });

      const installed = () => join(folder, "installed");
      const environment = () => {
        const api = google
          .requests("POST", /\/functions$/)
          .find(({ query }) => query.get("functionId") === "api")!;
        return (api.body as Creation).serviceConfig.environmentVariables;
      };

      it("that can be installed, and answers on Node 22", async () => {
        for (const [name, content] of uploaded()) {
          mkdirSync(dirname(join(installed(), name)), { recursive: true });
          writeFileSync(join(installed(), name), content);
        }
        await run("npm", ["ci", "--omit=dev", "--prefer-offline"], { cwd: installed() });

        const ask = (method: string, path: string) => askInstance(installed(), environment(), method, path);
        const booked = await ask("POST", "/bookings");
        expect(booked.status, booked.body).to.equal(401);
        expect(JSON.parse(booked.body)).to.have.nested.property("error.status", "UNAUTHENTICATED");
        const described = await ask("GET", "/openapi.json");
        expect(described.status, described.body).to.equal(200);
        expect(described.body).to.equal(readFileSync(join(root, "docs/openapi.json"), "utf8"));
      });

      it("whose stack traces name our files", async () => {
        const code = `
          const { createBooking } = await import("./lib/index.js");
          const request = { auth: { uid: "ann" }, get data() { throw new Error("unforeseen"); } };
          await createBooking.run(request).catch(() => {});`;
        const [command, ...args] = [...NODE_22, "--input-type=module", "-e", code];
        const env = { ...process.env, ...environment() };
        const { stderr } = await run(command!, args, { cwd: installed(), env });
        expect(stderr).to.match(/request\.failed Error: unforeseen.*\/src\/request\/callable\.ts:\d+:\d+/s);
        expect(stderr).not.to.include("/lib/chunks/");
      });
    });
  });

  describe("is refused in one line, and creates no function,", () => {
    const refused = (parameter: string, value: string | null, message: string) => {
      const title = value === null ? `${parameter} has no value` : `${parameter} is ${value}`;
      it(`where ${title}`, async () => {
        const line = new RegExp(`^${parameter}=.*$`, "m");
        expect(settings).to.match(line);
        setParameters(settings.replace(line, value === null ? "" : `${parameter}=${value}`));
        const before = google.requests("POST", /\/functions$/).length;
        const { code, output } = await deploy(folder, google, "--force", "--only", "functions");
        expect(code).to.equal(1);
        expect(output.split("\n"), output).to.include(message);
        expect(output).not.to.match(/^ +at /m);
        expect(google.requests("POST", /\/functions$/)).to.have.length(before);
      });
    };
    after(() => setParameters(settings));

    it("where the shop has no key", async () => {
      setKey("");
      const before = google.requests("POST", /\/versions$/).length;
      const { code, output } = await deploy(folder, google, "--force");
      expect(code).to.equal(1);
      expect(output.split("\n"), output).to.include(
        `API_KEY in web/.env has no value. This shows it, as apiKey: npx firebase apps:sdkconfig WEB --project ${PROJECT}`,
      );
      expect(google.requests("POST", /\/versions$/)).to.have.length(before);
      setKey("key-of-the-web-app");
    });

    refused("ENFORCE_APP_CHECK", "TRUE", '[Error: ENFORCE_APP_CHECK must be true or false, not "TRUE".]');
    refused(
      "MAX_INSTANCES",
      "ten",
      '[Error: MAX_INSTANCES must be a whole number from 1 to 1000, not "ten".]',
    );
    refused(
      "MAX_INSTANCES",
      null,
      "Error: In non-interactive mode but have no value for the following environment variables: MAX_INSTANCES",
    );
  });
});
