import type { LocalBackup } from "../../local/aws/backup/backup";
import type { Outcome } from "../../local/aws/backup/job";
import type { LocalTags } from "../../local/aws/tagging/tags";
import type { Scheduler } from "../../local/clock/scheduler";
import { anyOf, type Random } from "../../local/clock/seeded-random";
import { accountId, arnOf, markerName, reasonName, resourceName } from "./names";
import type { Sender } from "./sender";

export const vaultName = "main";

/** Another vault, which only some scenarios use. */
export const scratchVaultName = "scratch";
const roleArn = `arn:aws:iam::${accountId}:role/AWSBackup-faults`;

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;

/** How jobs end, with the share of each outcome. */
export type Outcomes = readonly (readonly [share: number, outcome: Outcome])[];

/** A failure whose reason has a number. */
export const failedFor = (number: number): Outcome => ({
  state: "FAILED",
  statusMessage: `Access denied: the role cannot use the key of ${reasonName(number)}`,
  messageCategory: "AccessDenied",
});

/** Completed, with something left out. */
export const withIssues: Outcome = {
  state: "COMPLETED",
  statusMessage: `Some objects were left out: ${reasonName(1)}`,
  messageCategory: "AccessDenied",
};

/** A usual night. */
const mixedOutcomes: Outcomes = [
  [0.8, { state: "COMPLETED" }],
  [0.1, failedFor(2)],
  [0.04, { state: "EXPIRED", statusMessage: `Backup job expired before completion: ${reasonName(3)}` }],
  [0.04, withIssues],
  [0.02, { state: "PARTIAL" }],
];

export const failures: Outcomes = [[1, failedFor(2)]];

const outcomeOf = (outcomes: Outcomes, random: Random): Outcome => {
  let left = random();
  for (const [share, outcome] of outcomes) {
    left -= share;
    if (left < 0) return outcome;
  }
  return { state: "COMPLETED" };
};

const resourceOf = (random: Random, name: string): string =>
  anyOf(random, [
    arnOf("ec2", `instance/i-${name}`),
    arnOf("ec2", `volume/vol-${name}`),
    arnOf("dynamodb", `table/${name}`),
    arnOf("rds", `db:${name}`),
    arnOf("elasticfilesystem", `file-system/fs-${name}`),
    `arn:aws:s3:::${name}`,
  ]);

/** What AWS Backup does during a scenario, spread over a time. */
export type Jobs = {
  /** Starts backups, each of another resource. Two events per job. */
  readonly backups: (count: number, withinMilliseconds: number, plan?: Plan) => void;
  /** Starts a run of a new backup plan: a backup of each of so many resources. */
  readonly planRun: (name: string, count: number, withinMilliseconds: number, plan?: Plan) => void;
  readonly copiesAndRestores: (count: number, withinMilliseconds: number) => void;
  /** Events without a job state: objects, recovery points, event types that AWS adds later. */
  readonly otherEvents: (count: number, withinMilliseconds: number) => void;
};

export type Plan = {
  readonly outcomes?: Outcomes;
  readonly longestRunMilliseconds?: number;
  /** All jobs end within a minute from then on, in milliseconds since 1970. */
  readonly endAt?: number;
  /** Any of them; the usual one where absent. */
  readonly vaults?: readonly [string, ...string[]];
};

/** Values of the tag `team`: every third resource has the last one. */
const teams = ["shop", "shop", "sandbox"] as const;

/** Drives the local AWS Backup. */
export const createJobs = (
  backup: LocalBackup,
  tags: Pick<LocalTags, "put">,
  sender: Sender,
  scheduler: Scheduler,
  random: Random,
): Jobs => {
  let names = 0;
  const times = (count: number, milliseconds: number, task: () => void): void => {
    for (let number = 0; number < count; number++) scheduler.after(random() * milliseconds, task);
  };
  const runningTime = (longest = 2 * minute): number => Math.round(1000 + random() * longest);

  const prepare = ({ outcomes = mixedOutcomes, longestRunMilliseconds, endAt }: Plan): string => {
    const ResourceArn = resourceOf(random, resourceName(++names));
    tags.put(ResourceArn, { team: teams[names % teams.length] ?? "" });
    const outcome = outcomeOf(outcomes, random);
    const runningMs =
      endAt === undefined
        ? runningTime(longestRunMilliseconds)
        : Math.round(endAt - scheduler.now().getTime() + random() * minute);
    backup.willEnd(ResourceArn, { ...outcome, runningMs });
    return ResourceArn;
  };

  const startBackup = (plan: Plan): void => {
    const { vaults } = plan;
    const ResourceArn = prepare(plan);
    const BackupVaultName = vaults === undefined ? vaultName : anyOf(random, vaults);
    backup.startBackupJob({ BackupVaultName, ResourceArn, IamRoleArn: roleArn });
  };

  const startRun = (name: string, count: number, milliseconds: number, plan: Plan): void => {
    const rule = {
      RuleName: "daily",
      TargetBackupVaultName: vaultName,
      StartWindowMinutes: 60,
      CompletionWindowMinutes: 180,
    };
    const planId = backup.seedPlan({ BackupPlanName: name, Rules: [rule] });
    const scheduledAt = scheduler.now();
    times(count, milliseconds, () => {
      const resourceArn = prepare(plan);
      backup.runPlanRule({ planId, ruleName: "daily", resourceArn, iamRoleArn: roleArn, scheduledAt });
    });
  };

  const startOther = (): void => {
    const name = resourceName(++names);
    const resourceArn = resourceOf(random, name);
    const { arn } = backup.seedRecoveryPoint({ vaultName, resourceArn });
    const kind = random() < 0.5 ? "copy" : "restore";
    const end = random() < 0.2 ? "FAILED" : "COMPLETED";
    backup.willEnd(resourceArn, { state: end, runningMs: runningTime() }, kind);
    const destinationVaultArn = `arn:aws:backup:eu-central-1:111122223333:backup-vault:copies`;
    const job =
      kind === "copy"
        ? backup.startCopyJob({
            sourceVaultName: vaultName,
            recoveryPointArn: arn,
            destinationVaultArn,
            iamRoleArn: roleArn,
            lifecycle: undefined,
          })
        : backup.startRestoreJob({ recoveryPointArn: arn, iamRoleArn: roleArn });
    sender.nameJob(job.id, name);
  };

  const sendOther = (): void => {
    const name = markerName(++names);
    const which = random();
    if (which < 0.4) {
      backup.sendOtherEvent(vaultName, {
        kind: "eks-object",
        what: random() < 0.5 ? "backup-failed" : "restore-skipped",
        jobId: name,
        clusterName: "shop",
        objectType: "apps/v1/deployments",
        objectName: name,
        reason: "the API server answered 403 Forbidden",
      });
    } else if (which < 0.7) {
      const recoveryPointArn = arnOf("backup", `recovery-point:${name}`);
      backup.sendOtherEvent(vaultName, { kind: "recovery-point-modified", recoveryPointArn });
    } else {
      const attributes = { EventType: "VAULT_TEMPERATURE_HIGH", AccountId: "111122223333" };
      backup.sendOtherEvent(vaultName, {
        kind: "other",
        message: `${name}: the vault is too warm.`,
        attributes,
      });
    }
  };

  return {
    backups: (count, milliseconds, plan = {}) => times(count, milliseconds, () => startBackup(plan)),
    planRun: (name, count, milliseconds, plan = {}) => startRun(name, count, milliseconds, plan),
    copiesAndRestores: (count, milliseconds) => times(count, milliseconds, startOther),
    otherEvents: (count, milliseconds) => times(count, milliseconds, sendOther),
  };
};
