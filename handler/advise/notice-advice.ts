import type { Advice, Command } from "../model/advice";
import { known } from "../model/fields";
import type { NoticeEvent } from "../model/notice-event";
import { resourceIdOf } from "../model/resource";
import type { WatchedCall } from "../model/watched-call";
import { commandLine, isArn, isRegion } from "./command-line";

/** Advice, and the call that makes such a change: CloudTrail shows who made it. */
type NoticeAdvice = Advice & { readonly call?: WatchedCall };

type AdviceByState = Readonly<Record<string, NoticeAdvice>>;

/** Where to find out who made a change. Most are made by a colleague. */
const ifUnexpected = (call: WatchedCall, warning = ""): Pick<NoticeAdvice, "next" | "call"> => ({
  next: `If nobody on your team did this, ${warning}check CloudTrail for who called \`${call}\`.`,
  call,
});

/** The same for changes that take backups away. */
const ifAttack = (call: WatchedCall) => ifUnexpected(call, "treat it as an attack on your backups: ");

const deletedManually: NoticeAdvice = {
  means: "Someone deleted this backup before its retention ended. It cannot be recovered.",
  ...ifAttack("DeleteRecoveryPoint"),
};

/** (AWS Backup Developer Guide, RecoveryPoint states; deleting recovery points) */
const recoveryPoint: AdviceByState = {
  "deleted manually": deletedManually,
  "deleting manually": {
    ...deletedManually,
    means:
      "Someone is deleting this backup before its retention ends. To keep the others, deny `backup:DeleteRecoveryPoint` in the vault's access policy.",
  },
  modified: {
    means:
      "Its retention or storage class was changed, so it may be deleted earlier than planned. AWS does not say what they were before.",
    ...ifUnexpected("UpdateRecoveryPointLifecycle"),
  },
  expired: {
    means: "Its retention has ended, but AWS Backup could not delete it. It is still stored and billed.",
    next: "Check the permissions of the role that created it, then delete it manually.",
  },
  detached: {
    means: "It no longer belongs to its composite backup, which can then only be restored without it.",
    ...ifAttack("DisassociateRecoveryPointFromParent"),
  },
  partial: { means: "Some of its nested recovery points are missing. Open it to see which." },
  stopped: {
    means: "It no longer follows the resource: later points in time cannot be restored from it.",
    // (AWS Backup Developer Guide, RecoveryPoint states)
    next: "AWS stops one when the plan's retention changes, when a bucket's versioning is switched off, or when a log backup fails: check these first. Otherwise look for `DisassociateRecoveryPoint` in CloudTrail.",
    call: "DisassociateRecoveryPoint",
  },
};

/** (AWS Backup Developer Guide, backup search and indexes) */
const recoveryPointIndex: AdviceByState = {
  completed: { means: "The items in this backup can now be searched." },
  failed: { means: "The backup itself is fine; its items cannot be searched." },
  deleted: { means: "The backup remains; its items can no longer be searched." },
};

/** (AWS Backup Developer Guide, continuous backups and point-in-time restore) */
const continuousBackup: AdviceByState = {
  interrupted: {
    means:
      "Until it resumes, later points in time cannot be restored. AWS says neither since when exactly, nor which point in time is the last: the resource's own service knows that.",
    next: "Check that the resource still exists and that the backup role can read it. An S3 bucket needs versioning and EventBridge notifications.",
  },
};

const backupVault: AdviceByState = {
  deleted: {
    means: "The vault no longer exists. Plans that use it will fail.",
    ...ifAttack("DeleteBackupVault"),
  },
  "access policy changed": {
    means:
      "It decides who may use the vault, and who may delete what is in it. AWS does not say what the policy was before.",
  },
  "access policy deleted": {
    means:
      "Nothing but IAM permissions decides now who may use the vault, and who may delete what is in it. AWS does not say what the policy was.",
  },
  "notifications changed": { means: "This channel may no longer hear of the vault's events." },
  "notifications deleted": { means: "This channel no longer hears of the vault's jobs." },
  modified: {
    next: "If nobody on your team did this, check CloudTrail for who called `PutBackupVaultLockConfiguration` or `DeleteBackupVaultLockConfiguration`.",
  },
};

/** A modified vault also says whether it is locked. (AWS Backup Developer Guide, vault events) */
const lock: Readonly<Record<`${boolean}`, NoticeAdvice>> = {
  true: {
    means: "Its vault lock is on: recovery points cannot be deleted before their retention ends.",
    call: "PutBackupVaultLockConfiguration",
  },
  false: {
    means: "It has no vault lock: anyone with the permission can delete its recovery points.",
    ...ifAttack("DeleteBackupVaultLockConfiguration"),
  },
};

const backupPlan: AdviceByState = {
  "selection deleted": { means: "The plan no longer backs up the resources of that selection." },
  deleted: {
    means: "It creates no more backups. Existing ones remain.",
    ...ifAttack("DeleteBackupPlan"),
  },
  modified: {
    means: "Its next backups use the new version.",
    ...ifUnexpected("UpdateBackupPlan"),
  },
};

const regionSettings: AdviceByState = {
  modified: {
    means:
      "They set which services AWS Backup protects in this Region. A service that is off is not backed up, even if a plan selects it.",
    ...ifUnexpected("UpdateRegionSettings"),
  },
};

const unscanned: Advice = {
  means: "It is unknown whether this backup contains malware.",
  next: "Scan it again before you restore from it.",
};

/** (AWS Backup Developer Guide, malware scans) */
const malwareScan: AdviceByState = {
  "threats found": {
    means: "Restoring this recovery point may bring the malware back. Do not use it.",
    next: "Open the findings in GuardDuty, find an older recovery point that is clean, and check the resource itself.",
  },
  failed: unscanned,
  canceled: unscanned,
  "completed with issues": {
    means: "Parts of this backup were not scanned.",
    next: "The scan job's page says which. Decide whether they matter before you restore from it.",
  },
};

const bySubject: Readonly<Record<NoticeEvent["subject"], AdviceByState>> = {
  "recovery point": recoveryPoint,
  "recovery point index": recoveryPointIndex,
  "continuous backup": continuousBackup,
  "backup vault": backupVault,
  "backup plan": backupPlan,
  "Region settings": regionSettings,
  "malware scan": malwareScan,
  "access point": {},
  watch: {},
  "restore test": {},
  alarm: { alarm: { next: "Open the alarm to see what its metric did." } },
};

const daysWords = (days: number): string => `${days} ${days === 1 ? "day" : "days"}`;

/** What a recovery point's retention is now. */
const retentionFacts = ({ state, retention }: NoticeEvent): Pick<Advice, "facts"> => {
  const {
    moveToColdStorageAfterDays: cold,
    deleteAfterDays: days,
    deletesAt,
    storageClass,
  } = retention ?? {};
  const words = [
    cold === undefined ? [] : `cold storage after ${daysWords(cold)}`,
    days === undefined ? [] : `deleted after ${daysWords(days)}`,
    deletesAt === undefined ? [] : `that is on ${deletesAt.toISOString().slice(0, 10)}`,
  ].flat();
  if (state !== "modified" || retention === undefined) return {};
  return {
    facts: [
      ...(words.length === 0 ? [] : ([["Retention now", words.join(", ")]] as const)),
      ...(storageClass === undefined ? [] : ([["Storage class now", storageClass]] as const)),
    ],
  };
};

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * What a scan that found malware is about, and where a clean recovery point is. AWS documents neither the resource nor the
 * vault among the fields of its event. (AWS Backup API Reference, DescribeScanJob and ListScanJobs)
 */
const malwareAdvice = ({
  id = "",
  resourceArn,
  vaultName,
  recoveryPointArn,
  cleanPoint,
  origin: { region },
}: NoticeEvent): Advice => {
  const isNamed = isArn(resourceArn);
  const point = resourceIdOf(recoveryPointArn);
  const line = !isRegion(region)
    ? undefined
    : isNamed
      ? commandLine("backup list-scan-jobs", [
          ["by-resource-arn", resourceArn],
          ["by-scan-result-status", "NO_THREATS_FOUND"],
          ["region", region],
        ])
      : uuid.test(id)
        ? commandLine("backup describe-scan-job", [
            ["scan-job-id", id],
            ["region", region],
          ])
        : undefined;
  const label = isNamed
    ? "*Scans that found nothing, with their recovery points*"
    : "*Show the resource and the vault*";
  const means = malwareScan["threats found"]?.means;
  return known({
    means:
      isNamed || vaultName !== undefined
        ? means
        : `${means} AWS's event names neither the resource nor the vault.`,
    highlight: isNamed && point !== undefined ? `recovery point ${point}` : undefined,
    next:
      cleanPoint?.known === "found"
        ? "Open the findings in GuardDuty, check the resource itself, and restore only from a recovery point that is clean."
        : undefined,
    // Not needed beside a clean recovery point.
    command: line === undefined || cleanPoint?.known === "found" ? undefined : { label, line },
  });
};

/** Who did it is known. */
const calledAdvice: Advice = {
  next: "Ask them whether they meant it. If not, treat it as an attack on your backups: revoke that identity's sessions and keys.",
};

const refusedAdvice: Advice = {
  means: "AWS refused the call, so nothing changed.",
  next: "If nobody on your team tried this, find out who uses that identity.",
};

const hourMilliseconds = 3_600_000;

/** `2026-08-22T03:03:00Z`, as the AWS CLI takes it. */
const cliTime = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;

/** The command that shows who made a call. (AWS CLI Command Reference, cloudtrail lookup-events) */
const callerCommand = (call: WatchedCall, { region, sentAt }: NoticeEvent["origin"]): Command | undefined => {
  if (!isRegion(region)) return undefined;
  const line = commandLine("cloudtrail lookup-events", [
    ["lookup-attributes", `AttributeKey=EventName,AttributeValue=${call}`],
    ...(sentAt ? [["start-time", cliTime(new Date(sentAt.getTime() - hourMilliseconds))] as const] : []),
    ["region", region],
  ]);
  return line === undefined ? undefined : { label: "*Who called it, as far as CloudTrail has it yet*", line };
};

/**
 * Shows the last point in time that can be restored: of a database its service says it, of anything else what is left to
 * restore from. The notifier has no permissions on other services. (Amazon RDS API Reference, DescribeDBInstances and
 * DescribeDBClusters: LatestRestorableTime; AWS Backup API Reference, ListRecoveryPointsByResource)
 */
const interruptionAdvice = ({ resourceArn = "", origin: { region } }: NoticeEvent): Advice => {
  if (!isArn(resourceArn) || !isRegion(region)) return {};
  const [, kind, id] = /^arn:[^:]+:rds:[^:]*:[^:]*:(db|cluster):(.+)$/.exec(resourceArn) ?? [];
  const isInstance = kind === "db";
  const line =
    id === undefined
      ? commandLine("backup list-recovery-points-by-resource", [
          ["resource-arn", resourceArn],
          ["region", region],
        ])
      : commandLine(`rds describe-db-${isInstance ? "instances" : "clusters"}`, [
          [isInstance ? "db-instance-identifier" : "db-cluster-identifier", id],
          ["query", `DB${isInstance ? "Instances" : "Clusters"}[].LatestRestorableTime`],
          ["region", region],
        ]);
  const label = id === undefined ? "*Its recovery points*" : "*The last point in time that can be restored*";
  return line === undefined ? {} : { command: { label, line } };
};

/** AWS documents only the names of these events. */
const namelessAdvice = ({ id, resourceArn, recoveryPointArn }: NoticeEvent): Advice =>
  (id ?? resourceArn ?? recoveryPointArn) === undefined
    ? { means: "AWS's event names neither the access point nor its backup." }
    : {};

/** What a notice means and what to do about it; `undefined` where its title says all that is known. */
export const noticeAdviceOn = (event: NoticeEvent): Advice | undefined => {
  const { subject, state, isLocked, caller, origin } = event;
  if (state === "change refused") return refusedAdvice;
  const states = bySubject[subject];
  const { call, ...found }: NoticeAdvice = {
    ...(Object.hasOwn(states, state) && states[state]),
    ...(isLocked !== undefined && subject === "backup vault" && lock[`${isLocked}`]),
  };
  const advice: Advice = {
    ...found,
    ...known({ command: call && caller === undefined ? callerCommand(call, origin) : undefined }),
    ...(caller !== undefined && calledAdvice),
    ...(subject === "recovery point" && retentionFacts(event)),
    ...(subject === "malware scan" && state === "threats found" && malwareAdvice(event)),
    ...(subject === "access point" && namelessAdvice(event)),
    ...(subject === "continuous backup" && state === "interrupted" && interruptionAdvice(event)),
  };
  return Object.keys(advice).length > 0 ? advice : undefined;
};
