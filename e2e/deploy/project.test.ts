import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { root } from "../../suite/settings.js";
import { PROJECT } from "./deployment.js";
import { deployed, google, useFreshProject, type Creation } from "./freshProject.js";

interface Job {
  schedule: string;
  attemptDeadline: string;
  httpTarget: { uri: string };
}

interface Policy {
  policy: { bindings: { role: string; members: string[] }[] };
}

describe("a deployment to a fresh project", function () {
  this.timeout(180_000);
  useFreshProject();

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
    for (const job of jobs) expect(job).to.include({ schedule: "every 1 minutes", attemptDeadline: "300s" });
    expect(jobs.map(({ httpTarget }) => httpTarget.uri)).to.have.members([
      "https://sweepexpiredlocks.a.run.app",
      "https://sweeprefunds.a.run.app",
    ]);
  });
});
