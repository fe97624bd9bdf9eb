import { type Finding, sentenceOf } from "../../../scripts/doctor/finding";
import type { SynthesizedStack } from "../../../scripts/stack/synthesized-stack";

/** `problem: it has no notifications; restore it with ...`. */
export const said = (finding: Finding): string => `${finding.verdict}: ${sentenceOf(finding)}`;

/** What the stage file of the tests asks for. */
export const expectedOf = (changes: Partial<SynthesizedStack> = {}): SynthesizedStack => ({
  region: "eu-west-1",
  vaults: [{ name: "backup-notifications-dev", forceDestroy: true }],
  subscribedTopics: {},
  optIns: {},
  alarmEmails: [],
  alarmTopicArns: [],
  alarmNames: ["backup-notifications-dev-dead-letters", "backup-notifications-dev-function-errors"],
  vaultEvents: ["BACKUP_JOB_COMPLETED", "COPY_JOB_FAILED"],
  managedPolicyNames: ["AWSBackupServiceRolePolicyForBackup", "AWSBackupServiceRolePolicyForRestores"],
  furtherChannels: [],
  rolePath: "/",
  hasTestWorkload: true,
  hasWatch: false,
  hasRestoreTests: false,
  hasLock: false,
  hasAirGappedVault: false,
  hasAccessPolicy: false,
  copyVaultArns: [],
  receivesCopies: false,
  ...changes,
});

type Statement = Readonly<Record<string, unknown>>;

/** A policy as AWS returns it. */
export const policyOf = (...Statement: readonly Statement[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement });

/** A statement that lets a service do something. */
export const lets = (
  service: string,
  Action: string | readonly string[],
  Resource: string,
  Condition?: Statement,
): Statement => ({
  Effect: "Allow",
  Principal: { Service: service },
  Action,
  Resource,
  ...(Condition && { Condition }),
});

/** The remedy for what was changed manually. */
export const restore = "restore it with `npm run deploy -- dev eu-west-1`";
