import type { Advice } from "./advice";
import type { FoundNews } from "./found-news";
import type { Lifecycle } from "./job-event";
import type { Origin } from "./origin";
import type { Severity } from "./severity";

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
