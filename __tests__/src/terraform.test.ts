import { mkdtempSync, rmSync } from "node:fs";
import { cp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { BackupNotificationsStack } from "../../src/stack";
import type { Stage } from "../../src/stage";
import { stageSchema } from "../../src/stage/schema";
import { everyTestResource, ruleOf } from "../fixtures/stack";
import { findTerraform } from "../fixtures/terraform";

const scratch = mkdtempSync(join(tmpdir(), "terraform-"));
const terraform = findTerraform(scratch);

afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Everything that a stage can have; the runtime is one that providers older than the bindings know. */
const full: Stage = {
  vault: {
    rules: [
      ruleOf({
        timeZone: "Europe/Berlin",
        moveToColdStorageAfterDays: 30,
        deleteAfterDays: 120,
        recoveryPointTags: { tier: "gold" },
        copyTo: [
          { vaultArn: "arn:aws:backup:eu-west-1:111122223333:backup-vault:offsite", deleteAfterDays: 14 },
        ],
      }),
      ruleOf({ name: "hourly", schedule: "cron(0 * ? * * *)" }),
    ],
    selectionTags: { backup: "daily", team: "payments" },
  },
  existingVaults: ["Default"],
  eventBridge: true,
  ledger: true,
  silenceAlarmHours: 168,
  notifier: { runtime: "nodejs22.x", reservedConcurrency: 2 },
  alarmEmail: "ops@example.com",
  testWorkload: everyTestResource,
};

/** What an organization prescribes. */
const prescribed: Partial<Stage> = {
  kmsKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
  iam: { permissionsBoundaryArn: "arn:aws:iam::111122223333:policy/boundary", path: "/backups/" },
  testWorkload: {
    instance: true,
    database: true,
    subnetId: ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"],
  },
};

/** Plans with every way to select, and every option of plans and rules. */
const plans: Partial<Stage> = {
  vault: {
    plans: [
      {
        name: "databases",
        rules: [ruleOf({ continuous: true }), ruleOf({ name: "monthly", deleteAfterDays: "never" })],
        selections: [
          { name: "types", resourceTypes: ["RDS", "Aurora", "S3"], tags: { backup: "daily", team: "pay*" } },
          { name: "any", anyTags: { env: ["prod", "staging"] }, notTags: { team: ["dev-*", "none"] } },
        ],
      },
      {
        name: "everything",
        rules: [ruleOf({ moveToColdStorageAfterDays: 30, deleteAfterDays: 365, archiveEbs: true })],
        selections: [{ name: "all", arns: ["*"], except: ["arn:aws:s3:::logs-*"] }],
        windowsVss: true,
      },
    ],
  },
};

/** Copies into another Region, with every protection, and copies of other accounts. */
const copies: Partial<Stage> = {
  vault: {
    rules: [ruleOf({ copyTo: [{ region: "eu-west-1", deleteAfterDays: 35 }] })],
    selectionTags: { backup: "daily" },
    lock: { minRetentionDays: 7, maxRetentionDays: 365 },
    breakGlassRoleArn: "arn:aws:iam::111122223333:role/break-glass",
    receivesCopiesFrom: { organizationId: "o-a1b2c3d4e5" },
  },
};

const synthesizeTo = (
  outdir: string,
  name: string,
  stage: Stage,
  versions: { aws: string; archive: string },
): string => {
  const app = new App({ outdir, stackTraces: false });
  new BackupNotificationsStack(app, {
    stage: { ...stageSchema.parse(stage), name },
    region: "eu-central-1",
    codeDirectory: join(__dirname, "..", "fixtures", "bundle"),
    stateDirectory: "../../..",
    providerVersions: versions,
    allowsDestroy: false,
  });
  app.synth();
  return join(outdir, "stacks", `backup-notifications-${name}`);
};

const title = "real Terraform and real providers find the stacks valid";

if (terraform.kind === "absent") {
  test.skip(`${title} (skipped: ${terraform.reason})`, () => undefined);
} else {
  test(title, async () => {
    const { versions, run } = terraform;
    const queue = synthesizeTo(join(scratch, "cdktf.out"), "queue", full, versions);
    expect(run(queue, ["init", "-backend=false", "-input=false", "-no-color"])).toMatchObject({ ok: true });
    expect(run(queue, ["validate", "-no-color"])).toEqual({
      ok: true,
      output: expect.stringContaining("Success! The configuration is valid."),
    });

    // The same folder saves a second init: the providers are the same.
    const others = {
      direct: { ...full, ...prescribed, delivery: "direct" },
      plans: { ...full, ...plans },
      copies: { ...full, ...copies },
    } as const;
    for (const [name, stage] of Object.entries(others)) {
      const stack = synthesizeTo(join(scratch, "cdktf.out"), name, stage, versions);
      await cp(join(stack, "cdk.tf.json"), join(queue, "cdk.tf.json"));
      expect(run(queue, ["validate", "-no-color"])).toEqual({
        ok: true,
        output: expect.stringContaining("Success! The configuration is valid."),
      });
    }
  }, 300_000);
}
