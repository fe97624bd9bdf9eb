import { join } from "node:path";
import { loadStage } from "../../../src/stage/load";
import {
  everyTestResource,
  ruleOf,
  type Synthesized,
  synthesize,
  synthesizeNamed,
  vaultStage,
} from "../../fixtures/stack";

const stagesDirectory = join(__dirname, "..", "..", "..", "stages");

const named = (name: string, folder = "."): Synthesized =>
  synthesizeNamed(loadStage(name, join(stagesDirectory, folder)), { region: "us-east-1" });

/** A stage with everything that a stage can have. */
export const everything: Synthesized = synthesize({
  vault: {
    rules: [ruleOf({ scan: "incremental" })],
    selectionTags: { backup: "daily" },
    lock: { minRetentionDays: 7, maxRetentionDays: 365 },
    breakGlassRoleArn: "arn:aws:iam::111122223333:role/break-glass",
  },
  existingVaults: [
    "Default",
    "payments",
    { name: "team", subscribeTo: "arn:aws:sns:eu-central-1:111122223333:team-backups" },
  ],
  eventBridge: true,
  jobs: "all-vaults",
  ledger: true,
  silenceAlarmHours: 26,
  watch: true,
  restoreTests: [
    {
      name: "weekly",
      schedule: "cron(0 9 ? * SUN *)",
      what: {
        resourceTypes: [
          ...([
            "Aurora",
            "DocumentDB",
            "DynamoDB",
            "EBS",
            "EC2",
            "EFS",
            "FSx",
            "Neptune",
            "RDS",
            "S3",
          ] as const),
        ],
      },
      metadata: {
        Aurora: {},
        DocumentDB: {},
        EC2: {},
        FSx: { subnetIds: '["subnet-0123456789abcdef0"]' },
        Neptune: {},
        RDS: {},
      },
    },
    {
      name: "orders",
      schedule: "cron(0 9 ? * SUN *)",
      what: { resourceTypes: ["DynamoDB"], tags: { team: "orders" } },
      validate: { functionArn: "arn:aws:lambda:eu-central-1:111122223333:function:check-orders" },
    },
  ],
  alarmEmail: "ops@example.com",
  notifier: { reservedConcurrency: 2 },
  testWorkload: everyTestResource,
  channels: ["payments", "audit"],
  alarmTopics: ["arn:aws:sns:eu-central-1:111122223333:on-call"],
  accountNames: { "111122223333": "prod", "444455556666": "shop" },
  routes: [
    { kinds: ["*.failed"], forward: "arn:aws:sns:eu-central-1:111122223333:on-call" },
    { forward: "arn:aws:events:eu-central-1:111122223333:event-bus/tickets" },
    { kinds: ["*.failed"], channel: "audit" },
    { tags: { team: "payments" }, channel: "payments" },
  ],
});

/** Every kind of stage; all checks run over each. */
export const stacks: readonly (readonly [string, Synthesized])[] = [
  ["dev", named("dev")],
  ["prod", named("prod")],
  ["a stage with everything", everything],
  [
    "direct delivery with everything",
    synthesize({ ...vaultStage, delivery: "direct", eventBridge: true, ledger: true }),
  ],
  ["several plans", named("small-company", "examples")],
  ["copies in another Region", named("cross-region", "examples")],
  ["copies of other accounts", named("vault-account", "examples")],
  ["a stage with a bot", synthesize({ ...vaultStage, bot: { channel: "C0123ABCD" } })],
  ["a stage without a vault", synthesize({ jobs: "all-vaults" })],
  ["the smallest stage", synthesize({ existingVaults: ["Default"] })],
];
