import { checkStage } from "../../../src/stage/schema";
import { eventProblemsOf } from "../../../src/stage/vault-event";
import { synthesize } from "../../fixtures/stack";

/** Stage files as people wrote them who reported a problem, reduced. */

const sovereign = { region: "eusc-de-east-1", existingVaults: ["Default"], alarmEmail: false } as const;

// Partitions, hosts and links of every partition are in __tests__/src/partitions.test.ts.
test("a stage of the European Sovereign Cloud is valid, and is deployed there", () => {
  expect(checkStage(sovereign).problems).toEqual([]);
  const { json } = synthesize(sovereign, { region: sovereign.region });
  expect(JSON.parse(json).provider.aws[0].region).toBe("eusc-de-east-1");
  expect(json).not.toContain("arn:aws:");
});

const efsVault = "aws/efs/automatic-backup-vault";

test("EFS's own vault cannot be subscribed, and the sentence says how to hear its jobs; routes can name it", () => {
  const { problems } = checkStage({ existingVaults: ["Default", efsVault], alarmEmail: false });
  expect(problems).toEqual([
    `existingVaults[1]: "${efsVault}" is a vault of AWS's own, which cannot notify a topic; remove it, and set jobs: "all-vaults" to hear its jobs`,
  ]);
  const heard = {
    existingVaults: ["Default"],
    jobs: "all-vaults",
    routes: [{ vaults: [efsVault], mention: "here" }],
    alarmEmail: false,
  };
  expect(checkStage(heard).problems).toEqual([]);
});

const allEvents = {
  existingVaults: ["Default"],
  events: [
    "BACKUP_JOB_COMPLETED",
    "ACCESS_POINT_EXPIRED",
    "CONTINUOUS_BACKUP_INTERRUPTED",
    "REPORT_JOB_COMPLETED",
  ],
  eventBridge: true,
  alarmEmail: false,
};

const problemsWith = (awsProviderVersion?: string): readonly string[] => [
  ...checkStage(allEvents).problems,
  ...eventProblemsOf(allEvents, awsProviderVersion),
];

const noVaultEvent =
  'events[3]: expected a vault event of AWS Backup, got "REPORT_JOB_COMPLETED"; example: "BACKUP_JOB_STARTED"';

test("an access point's event names the provider that knows it, and a report's event is not called a typo of another", () => {
  expect(problemsWith()).toEqual([
    noVaultEvent,
    "events[1]: ACCESS_POINT_EXPIRED needs at least version 6.67 of the AWS provider, and this is 6.25; set AWS_PROVIDER_VERSION=6.67.0 or later, or remove the event",
  ]);
});

test("with that provider, an access point's event can be subscribed", () => {
  expect(problemsWith("6.67.0")).toEqual([noVaultEvent]);
});
