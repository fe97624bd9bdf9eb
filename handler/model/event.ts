/**
 * What AWS Backup said, free of AWS's wire shapes and of Slack's.
 * `parse` makes these values, `enrich` completes them, `render` shows them.
 */

import type { Digest } from "./digest";
import type { Fields } from "./fields";
import type { FoundNews } from "./found-news";
import type { JobPhase, JobType } from "./job-phase";

/** Where an event comes from; every field that AWS left out is absent. */
export type Origin = {
  readonly accountId?: string;
  readonly region?: string;
  /** When AWS sent the event. */
  readonly sentAt?: Date;
  /** SNS's or EventBridge's own id: the same each time the event is delivered. */
  readonly messageId?: string;
  /** AWS's own event never came: the watch sent it. */
  readonly isLate?: true;
};

/** How long a recovery point is kept, and where; in days from its creation. */
export type Lifecycle = {
  readonly moveToColdStorageAfterDays?: number;
  readonly deleteAfterDays?: number;
  readonly optInToArchiveForSupportedResources?: boolean;
};

/** What a failure means and what to do. Sentences are mrkdwn, the command is plain text. */
export type Advice = {
  readonly means?: string;
  readonly next?: string;
  readonly command?: Command;
  /** Of a job: what else its sentence must say, as plain text. */
  readonly highlight?: string;
  /** What else is known, as label and plain text. */
  readonly facts?: readonly (readonly [label: string, text: string])[];
};

/** A command line to copy, and a label in mrkdwn that says what it does. The line is plain, not yet escaped. */
export type Command = { readonly label: string; readonly line: string };

/** What is known about a job besides its state. The event carries some of it, AWS Backup's API the rest. */
export type JobDetails = {
  readonly resourceArn?: string;
  /** AWS Backup's word: `EC2`, `EBS`, `DynamoDB`. */
  readonly resourceType?: string;
  readonly resourceName?: string;
  readonly vaultName?: string;
  /** The same vault, of a copy job the one that holds what is copied. It may be another account's. */
  readonly vaultArn?: string;
  /** Of a copy job: the vault that receives the copy. */
  readonly destinationVaultArn?: string;
  readonly recoveryPointArn?: string;
  /** Of a copy job: the recovery point that is copied. */
  readonly sourceRecoveryPointArn?: string;
  /** The role that AWS Backup assumes for the job. */
  readonly roleArn?: string;
  /** Of the recovery point that the job creates. */
  readonly lifecycle?: Lifecycle;
  /** AWS Backup's option `WindowsVSS`: `enabled` or `disabled`. */
  readonly windowsVss?: string;
  /** Of a restore job: the resource that was created. */
  readonly createdResourceArn?: string;
  /** Of a restore job: when the restored recovery point was created. */
  readonly recoveryPointCreatedAt?: Date;
  /** Of a restore test: the restore testing plan. */
  readonly restoreTestingPlanArn?: string;
  /** Of a restore test, AWS's word (RestoreValidationStatus): `SUCCESSFUL`, `TIMED_OUT`. */
  readonly validationStatus?: string;
  /** What the validation itself said. */
  readonly validationMessage?: string;
  /** Of a restore test, AWS's word (RestoreDeletionStatus) for the deletion of the restored resource. */
  readonly deletionStatus?: string;
  readonly deletionMessage?: string;
  readonly planId?: string;
  readonly planName?: string;
  readonly ruleId?: string;
  readonly ruleName?: string;
  /** Of a backup that a plan started: its scheduled time plus the start window, equal for all jobs of the run. */
  readonly startBy?: Date;
  /** AWS Backup's status message: why a job failed, or what a completed one left out. */
  readonly reason?: string;
  /** Who stopped the job, and from where, as CloudTrail recorded it: `alice (role Admin), from 192.0.2.7`. */
  readonly stoppedBy?: string;
  /** `SUCCESS`, or the category of an issue (DescribeBackupJob's MessageCategory). */
  readonly messageCategory?: string;
  readonly startedAt?: Date;
  readonly endedAt?: Date;
  /** 0 is a real size: an incremental backup without changes. */
  readonly sizeBytes?: number;
  /** Of a part of a composite backup, such as a resource of a CloudFormation stack: the job of the whole. */
  readonly parentJobId?: string;
  /** What the job of the whole backs up: `shop-core (CloudFormation)`. */
  readonly parentName?: string;
  /** Of the job of a composite backup. */
  readonly parts?: Parts;
};

/** The jobs of a composite backup's parts. */
export type Parts = {
  readonly count?: number;
  /** How many are in each of AWS's states. */
  readonly byState: Readonly<Record<string, number>>;
  /** Those that did not end well, with AWS's reason where there is one; absent where not known. */
  readonly failed?: readonly { readonly name: string; readonly reason?: string }[];
};

/** The newest job of a resource that succeeded, besides the reported one. Dates are when the job was created. */
export type LastJob =
  /** `since`: it began after the reported job. */
  | { readonly found: "before" | "since"; readonly at: Date }
  /** At least this one: AWS's list was truncated, so there may be a newer one. */
  | { readonly found: "not-older-than"; readonly at: Date }
  /** None in so many days. */
  | { readonly found: "none"; readonly days: number };

/**
 * What is known of a resource's last good backup besides that of the reported job. Only a recovery point proves that
 * there is one: a job that succeeded may have one that was deleted since.
 */
export type LastGood =
  | {
      readonly known: "recovery-point";
      /** `unchecked`: AWS lists it as complete, but its job, which may have had issues, is not known. */
      readonly found: "before" | "since" | "not-older-than" | "unchecked";
      /** When AWS Backup created it. */
      readonly at: Date;
      /** When its lifecycle deletes it; absent where that is not known, or never. */
      readonly deletedAt?: Date;
    }
  /** Nothing is left to restore, but for what the reported job itself may have left with issues. */
  | { readonly known: "none-left"; readonly butItsOwn: boolean }
  /** Recovery points are left, each of them partial or of a job with issues. */
  | { readonly known: "none-without-issues" }
  /** The recovery points are not known, or say nothing. */
  | { readonly known: "last-job"; readonly job: LastJob }
  /** Too many failures at once to ask about each resource. */
  | { readonly known: "not-checked" }
  /** Neither recovery points nor jobs are known. */
  | { readonly known: "not-answered" };

/** How a finished backup compares to the resource's earlier ones. What is not certain is said to be so, or absent. */
export type BackupHistory =
  | {
      readonly of: "failure";
      readonly lastGood: LastGood;
      /** How the failed backups right before this one ended; empty where the first of them is not known. */
      readonly failuresInARow: readonly JobPhase[];
      /** When AWS Backup was asked: ages count from here. */
      readonly asOf: Date;
    }
  | {
      readonly of: "success";
      /** How the failed backups right before this one ended, newest first. */
      readonly failuresInARow: readonly JobPhase[];
      /** Whether a good one is known before them. */
      readonly goodBefore: boolean;
      /** Sizes of the last good backups before this one, oldest first. */
      readonly earlierSizesBytes: readonly number[];
      /** The resource's first: AWS Backup has no other job of a month, and no other recovery point of any age. */
      readonly isFirst?: true;
    };

/** A backup, copy or restore job changed its state. */
export type JobEvent = {
  readonly kind: "job";
  readonly jobType: JobType;
  readonly phase: JobPhase;
  /** AWS's own word for the state, as it came: `COMPLETED`, `EXPIRED`. Absent where the event names none. */
  readonly state?: string;
  /** Absent on a copy job's CREATED event. As AWS writes it: upper or lower case. */
  readonly jobId?: string;
  /** AWS's sentence, shown where the phase is unknown. */
  readonly text?: string;
  readonly origin: Origin;
  readonly details: JobDetails;
  readonly advice?: Advice;
  /** Why AWS Backup could not be asked about this job, in a few words. Not a problem of the job itself. */
  readonly unanswered?: string;
  /** The stage itself stopped it: logged, not posted. */
  readonly isExpected?: true;
  /** Of a finished backup only; of a good one only where AWS Backup was asked and answered. */
  readonly backupHistory?: BackupHistory;
};

/** One object inside an S3 or EKS job failed or was skipped; the job itself goes on. */
export type ObjectEvent = {
  readonly kind: "object";
  /** The vault event: `S3_BACKUP_OBJECT_FAILED`, `EKS_RESTORE_OBJECT_SKIPPED`. */
  readonly eventType: string;
  readonly jobType: "backup" | "restore";
  readonly outcome: "failed" | "skipped";
  readonly service: "S3" | "EKS";
  readonly jobId?: string;
  /** The object's kind in EKS: `apps/v1/deployments`. */
  readonly objectType?: string;
  readonly objectName?: string;
  readonly clusterName?: string;
  readonly resourceArn?: string;
  readonly reason?: string;
  /** AWS's sentence, for what no field says. */
  readonly text?: string;
  readonly origin: Origin;
  readonly advice?: Advice;
};

/** Who made a call that changed something, as CloudTrail recorded it. */
export type Caller = {
  /** `alice (role Admin)`. */
  readonly name: string;
  /** The operation: `DeleteRecoveryPoint`. */
  readonly call: string;
  /** An IP address, or the name of a service. */
  readonly address?: string;
};

/** What a notice is called, without any text from AWS. What it means comes as advice. */
export type NoticeWords = {
  /** What happened, in a few words: `Backup vault deleted`. */
  readonly title: string;
  /** The title after a number of such notices: `backup vaults deleted`. */
  readonly groupTitle: string;
  /** Replaces the severity's emoji. */
  readonly emoji?: string;
  /** What is said after the name. */
  readonly highlight?: string;
};

/** The newest recovery point of a resource that malware scans found clean, in which malware was found. */
export type CleanPoint =
  | {
      readonly known: "found";
      readonly arn: string;
      /** When it was created. */
      readonly at: Date;
      readonly vaultName?: string;
      /** False where not all recovery points were listed. */
      readonly isNewest: boolean;
    }
  /** Of none AWS Backup says that it is clean: they are infected, or were not scanned to the end. */
  | { readonly known: "none" }
  | { readonly known: "not-answered" };

/** Anything else that AWS Backup reports: a subject, a state, and facts to list. */
export type NoticeEvent = {
  readonly kind: "notice";
  readonly subject:
    | "recovery point"
    | "recovery point index"
    | "continuous backup"
    | "backup vault"
    | "backup plan"
    | "Region settings"
    | "malware scan"
    | "access point"
    /** Of this product: what became of a restore test. */
    | "restore test"
    /** Of this product: what the watch found. */
    | "watch"
    /** An alarm of CloudWatch: its name is the notice's `id`. */
    | "alarm";
  /** AWS's own word, in lower case with spaces: `modified`, `interrupted`, `creation failed`. */
  readonly state: string;
  /** By `noticeSeverityOf`. */
  readonly severity: Severity;
  /** An id that makes this fact unique, such as an ARN. */
  readonly id?: string;
  readonly reason?: string;
  readonly resourceArn?: string;
  /** AWS Backup's word: `EC2`, `S3`. */
  readonly resourceType?: string;
  readonly recoveryPointArn?: string;
  readonly vaultName?: string;
  readonly planId?: string;
  /** Absent where neither the event nor AWS Backup names it. */
  readonly planName?: string;
  /** AWS Backup was to be asked for the plan's name, and did not say it. */
  readonly isNameUnknown?: true;
  /** Of a scan that found malware. */
  readonly cleanPoint?: CleanPoint;
  /** Of a modified vault: whether its recovery points are locked. */
  readonly isLocked?: boolean;
  /** Of Region settings: which services are opted in, by AWS Backup's word. */
  readonly optIns?: Readonly<Record<string, boolean>>;
  /** What the watch found. */
  readonly found?: FoundNews;
  /** Of a change that CloudTrail recorded. */
  readonly caller?: Caller;
  /** Of a recovery point: what its retention is now. */
  readonly retention?: Lifecycle & { readonly deletesAt?: Date; readonly storageClass?: string };
  /** Of a plan: the version that a change made. */
  readonly version?: string;
  /** Where its state alone does not name it. */
  readonly words?: NoticeWords;
  /** What else is known, as label and AWS's text. */
  readonly facts?: readonly (readonly [label: string, text: string])[];
  /** A change that AWS or the stage made by itself, or a deletion when the retention is over: logged, not posted. */
  readonly isExpected?: true;
  /** Of an index: AWS Backup keeps renewing it, so that it completes more than once. */
  readonly isContinuous?: true;
  /** AWS's sentence, for what no field says. */
  readonly text?: string;
  readonly origin: Origin;
  readonly advice?: Advice;
};

/** An event that may need advice. */
export type AdvisableEvent = JobEvent | ObjectEvent | NoticeEvent;

/** How far a run of a backup plan is, as far as that is known. */
export type RunPhase = "started" | "completed" | "completed-with-failures" | "completed-unchecked";

/** All backups that a rule of a plan started at one time. Made by `handler/runs`, not by AWS. */
export type RunEvent = {
  readonly kind: "run";
  readonly phase: RunPhase;
  /** As severe as its worst job, and good only once it is known to have ended well. */
  readonly severity: Severity;
  /** As the ledger names it. */
  readonly id: string;
  readonly planId: string;
  /** The plan's name, or its id. */
  readonly plan: string;
  /** The rule's name, or its id. */
  readonly rule: string;
  readonly startBy: Date;
  /** How many of its jobs are in which phase. A job whose end is not known is `started`. */
  readonly jobs: Readonly<Partial<Record<JobPhase, number>>>;
  /** Resources whose backups did not end well, the worst first. */
  readonly failed: readonly string[];
  /** How many of its jobs are known to be the first backups of their resources. */
  readonly firsts?: number;
  /** Why it is not known whether more backups of the run go on. */
  readonly unanswered?: string;
  readonly origin: Origin;
};

/** What the watch says once a day. */
export type DigestMessage = {
  readonly kind: "digest";
  /** By `digestSeverityOf`. */
  readonly severity: Severity;
  readonly digest: Digest;
  readonly origin: Origin;
};

/** The message of `npm run send-test`. */
export type TestEvent = {
  readonly kind: "test";
  readonly testId: string;
  /** With which version of the secret's SSM parameter it is sent; absent where that is not known. */
  readonly proof?: { readonly secretVersion: number };
  /** The name of the further channel that it is for; absent for the main one. */
  readonly channel?: string;
  readonly origin: Origin;
};

/** An event that fits nothing above. It still reaches Slack. */
export type UnrecognizedEvent = {
  readonly kind: "unrecognized";
  /** What identifies it: an event type, a detail type, `not JSON`. */
  readonly what: string;
  /** The event as it came, cut to a length that Slack takes. */
  readonly raw: string;
  /** The whole event, until it is interpreted. */
  readonly fields?: Fields;
  readonly origin: Origin;
};

export type BackupEvent =
  | JobEvent
  | ObjectEvent
  | NoticeEvent
  | RunEvent
  | DigestMessage
  | TestEvent
  | UnrecognizedEvent;
/** `EventType` of the message that `npm run send-test` publishes to the topic. Its `Id` attribute is the test's id. */
export type TestEventType = "BACKUP_NOTIFICATIONS_TEST";
/** Names a kind of message, to mute it: `backup.started`, `copy.failed`, `object.skipped`, `recovery-point.modified`. */
export const messageKindOf = (event: BackupEvent): string => {
  switch (event.kind) {
    case "job":
      return `${event.jobType}.${event.phase}`;
    case "object":
      return `object.${event.outcome}`;
    case "notice":
      return `${event.subject}.${event.state}`.toLowerCase().replaceAll(" ", "-");
    case "run":
      return `run.${event.phase}`;
    case "digest":
      return "watch.digest";
    default:
      return event.kind;
  }
};

/** Names the thing an event is about, for logs: a job id, an ARN; `-` where AWS gave none. */
export const idOf = (event: BackupEvent): string => {
  switch (event.kind) {
    case "job":
    case "object":
      return event.jobId ?? "-";
    case "notice":
      return event.id ?? "-";
    case "run":
      return event.id;
    case "digest":
      return event.digest.to;
    case "test":
      return event.testId;
    case "unrecognized":
      return "-";
  }
};

/** Severity. `neutral` is for events that need none, and for those that we cannot assess. */
export type Severity = "good" | "neutral" | "warning" | "danger";
