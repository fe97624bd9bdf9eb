import { vaultNameOf } from "../model/arn";
import type { BackupEvent } from "../model/event";
import { dateOf, type Fields, fieldsOf, known, textOf } from "../model/fields";
import type { JobEvent } from "../model/job-event";
import { type JobType, jobPhaseOf } from "../model/job-phase";
import type { Caller, NoticeEvent } from "../model/notice-event";
import type { Origin } from "../model/origin";
import { noticeSeverityOf } from "../model/severity-of";
import { unrecognized } from "../model/unrecognized";
import { cleanupAgent, type WatchedCall } from "../model/watched-call";
import type { EventBridgeEvent } from "./envelope";
import { jobDetailsOf, jobStateOf } from "./job-details";
import { readableOf } from "./readable";

type Change = Pick<NoticeEvent, "subject" | "state" | "isLocked">;

/**
 * What each call does, in the words of the event that AWS Backup sends about it where it sends one: then both are one
 * fact. (AWS Backup API Reference; AWS Backup Developer Guide, monitoring events using EventBridge)
 */
const changes: Readonly<Record<Exclude<WatchedCall, "StopBackupJob">, Change>> = {
  DeleteRecoveryPoint: { subject: "recovery point", state: "deleting manually" },
  UpdateRecoveryPointLifecycle: { subject: "recovery point", state: "modified" },
  DisassociateRecoveryPoint: { subject: "recovery point", state: "stopped" },
  DisassociateRecoveryPointFromParent: { subject: "recovery point", state: "detached" },
  DeleteBackupVault: { subject: "backup vault", state: "deleted" },
  PutBackupVaultLockConfiguration: { subject: "backup vault", state: "modified", isLocked: true },
  DeleteBackupVaultLockConfiguration: { subject: "backup vault", state: "modified", isLocked: false },
  PutBackupVaultAccessPolicy: { subject: "backup vault", state: "access policy changed" },
  DeleteBackupVaultAccessPolicy: { subject: "backup vault", state: "access policy deleted" },
  PutBackupVaultNotifications: { subject: "backup vault", state: "notifications changed" },
  DeleteBackupVaultNotifications: { subject: "backup vault", state: "notifications deleted" },
  UpdateBackupPlan: { subject: "backup plan", state: "modified" },
  DeleteBackupPlan: { subject: "backup plan", state: "deleted" },
  DeleteBackupSelection: { subject: "backup plan", state: "selection deleted" },
  UpdateRegionSettings: { subject: "Region settings", state: "modified" },
};

/** `alice (role Admin)` from `arn:aws:sts::111122223333:assumed-role/Admin/alice`. */
const nameInArn = (arn: string | undefined): string | undefined => {
  const [, kind, path = ""] = /:(assumed-role|federated-user|user)\/(.+)$/.exec(arn ?? "") ?? [];
  const parts = path.split("/");
  const name = textOf(parts.at(-1));
  return kind === "assumed-role" && parts.length > 1 ? `${name} (role ${parts.at(-2)})` : name;
};

/** Who made a call, by a name that people know. Never an access key's id. (AWS CloudTrail User Guide, userIdentity element) */
const nameOf = (identity: Fields): string => {
  if (identity["type"] === "Root") return "the root user";
  const { invokedBy, arn, userName, principalId, accountId } = identity;
  const name =
    nameInArn(textOf(arn)) ?? textOf(userName) ?? textOf(arn) ?? textOf(principalId)?.split(":")[1];
  const service = textOf(invokedBy);
  if (name !== undefined) return service === undefined ? name : `${name} through ${service}`;
  const account = textOf(accountId);
  return service ?? (account ? `account ${account}` : "someone whom CloudTrail does not name");
};

/** The roles that the stack makes for AWS Backup and for the notifier. (src/vault/backup-role.ts, src/delivery/notifier-role.ts) */
const isOwnRole = (arn: string, stage: string): boolean =>
  new RegExp(`:assumed-role/backup-notifications-${stage}-(?:AWSBackup|notifier)-[a-z0-9-]+/`).test(arn);

/** The calls of `npm run cleanup`. Anyone could write its user agent: nothing else is believed. */
const cleanupCalls: readonly WatchedCall[] = [
  "StopBackupJob",
  "DeleteRecoveryPoint",
  "DeleteBackupVault",
  "DeleteBackupVaultNotifications",
  "DeleteBackupPlan",
  "DeleteBackupSelection",
];

/** Calls of AWS's services, of the stage's own roles, and of a running cleanup. */
const isExpected = (call: WatchedCall, detail: Fields, stage: string): boolean => {
  const { type, arn, invokedBy } = fieldsOf(detail["userIdentity"]) ?? {};
  if (type === "AWSService" || (arn === undefined && textOf(invokedBy)?.endsWith(".amazonaws.com")))
    return true;
  const isCleanup = textOf(detail["userAgent"])?.includes(cleanupAgent) && cleanupCalls.includes(call);
  return isCleanup || isOwnRole(textOf(arn) ?? "", stage);
};

const daysOf = (lifecycle: Fields | undefined): string | undefined => {
  const parts = [
    ["moveToColdStorageAfterDays", "cold storage after"],
    ["deleteAfterDays", "deleted after"],
  ].flatMap(([name = "", words]) => {
    const days = lifecycle?.[name];
    return days === undefined
      ? []
      : [days === -1 ? `never ${words?.split(" ")[0]}` : `${words} ${daysText(days)}`];
  });
  return parts.length === 0 ? undefined : parts.join(", ");
};

/** What the caller asked for, where it says more than the call's name. */
const factsOf = (request: Fields): NoticeEvent["facts"] =>
  Object.entries(
    known({
      "New retention": daysOf(fieldsOf(request["lifecycle"])),
      "New policy": textOf(request["policy"]),
      "Smallest retention": daysText(request["minRetentionDays"]),
      "Largest retention": daysText(request["maxRetentionDays"]),
      Topic: textOf(request["sNSTopicArn"]) ?? textOf(request["snsTopicArn"]),
      Selection: textOf(request["selectionId"]),
    }),
  ).map(([label, value]) => [label, String(value)] as const);

const daysText = (value: unknown): string | undefined =>
  typeof value === "number" ? `${value} ${value === 1 ? "day" : "days"}` : undefined;

const optInsOf = (value: unknown): NoticeEvent["optIns"] => {
  const flags = Object.entries(fieldsOf(value) ?? {}).filter(([, on]) => typeof on === "boolean");
  return flags.length === 0 ? undefined : (Object.fromEntries(flags) as Readonly<Record<string, boolean>>);
};

const isChange = (name: string): name is keyof typeof changes => Object.hasOwn(changes, name);

/**
 * AWS Backup reports a stopped job without saying who stopped it. It may still end in another way: then that end is news.
 * (AWS Backup API Reference, StopBackupJob)
 */
const stoppedJob = (jobId: string, { name, address }: Caller, origin: Origin, isOurs: boolean): JobEvent => ({
  kind: "job",
  jobType: "backup",
  phase: "aborted",
  state: "ABORTED",
  jobId,
  details: { stoppedBy: address === undefined ? name : `${name}, from ${address}` },
  origin,
  ...(isOurs && { isExpected: true }),
});

const callOf = ({ detail, origin, whole }: EventBridgeEvent, stage: string): BackupEvent => {
  const identity = fieldsOf(detail["userIdentity"]) ?? {};
  const call = textOf(detail["eventName"]) ?? "a call without a name";
  const caller: Caller = {
    name: nameOf(identity),
    call,
    ...known({ address: textOf(detail["sourceIPAddress"]) }),
  };
  const at: Origin = { ...origin, ...known({ sentAt: dateOf(detail["eventTime"]) }) };
  const { requestParameters, userIdentity: _, ...rest } = detail;
  const request = fieldsOf(requestParameters) ?? {};
  const error = textOf(detail["errorCode"]);
  const jobId = textOf(request["backupJobId"]);
  if (call === "StopBackupJob" && jobId !== undefined && error === undefined)
    return stoppedJob(jobId, caller, at, isExpected(call, detail, stage));
  if (!isChange(call)) {
    const texts = [readableOf(request), readableOf({ ...whole, detail: rest })];
    return unrecognized(`${call}, called by ${caller.name}`, texts.filter(Boolean).join("\n"), at);
  }
  const vaultName = textOf(request["backupVaultName"]) ?? vaultNameOf(textOf(request["backupVaultArn"]));
  const planId = textOf(request["backupPlanId"]);
  const recoveryPointArn = textOf(request["recoveryPointArn"]);
  const { isLocked, ...change } = changes[call];
  const state = error === undefined ? change.state : "change refused";
  const expected = isExpected(call, detail, stage);
  const isUnlocked = isLocked === false && error === undefined;
  const severity = isUnlocked ? "danger" : noticeSeverityOf(change.subject, state);
  return {
    kind: "notice",
    subject: change.subject,
    state,
    severity: expected ? "neutral" : severity,
    origin: at,
    caller,
    ...known({
      id: recoveryPointArn ?? planId ?? vaultName,
      recoveryPointArn,
      vaultName,
      planId,
      // The request of UpdateBackupPlan holds the new plan. (AWS Backup API Reference)
      planName: textOf(fieldsOf(request["backupPlan"])?.["backupPlanName"]),
      isLocked: error === undefined ? isLocked : undefined,
      reason: error && [error, textOf(detail["errorMessage"])].filter(Boolean).join(": "),
      version: textOf(fieldsOf(detail["responseElements"])?.["versionId"]),
      optIns: optInsOf(request["resourceTypeOptInPreference"]),
      facts: factsOf(request),
      isExpected: expected || undefined,
    }),
  };
};

/** `BackupJobFailed`: AWS Backup's own note about a job. (AWS Backup Developer Guide, logging with CloudTrail) */
const jobOf = ({ detail, origin }: EventBridgeEvent): JobEvent | undefined => {
  const [, word] = /^(Backup|Copy|Restore)Job/.exec(textOf(detail["eventName"]) ?? "") ?? [];
  const job = fieldsOf(detail["serviceEventDetails"]);
  const jobType = word?.toLowerCase() as JobType | undefined;
  const jobId = textOf(job?.[`${jobType}JobId`]);
  if (jobType === undefined || job === undefined || jobId === undefined) return undefined;
  const state = jobStateOf(job);
  const details = jobDetailsOf(job);
  return {
    kind: "job",
    jobType,
    phase: jobPhaseOf(jobType, state, details),
    origin,
    details,
    jobId,
    ...known({ state }),
  };
};

/** Reads what CloudTrail recorded of AWS Backup; `undefined` for anything else. (AWS CloudTrail User Guide, event reference) */
export const cloudTrailEventOf = (event: EventBridgeEvent, stage: string): BackupEvent | undefined => {
  if (event.detail["eventSource"] !== "backup.amazonaws.com") return undefined;
  if (event.detailType === "AWS API Call via CloudTrail") return callOf(event, stage);
  return event.detailType === "AWS Service Event via CloudTrail" ? jobOf(event) : undefined;
};
