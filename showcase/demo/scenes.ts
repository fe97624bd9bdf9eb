import type { Outcome } from "../../local/aws/backup/job";
import {
  type EarlierNight,
  home,
  invoices,
  ordersDatabase,
  ordersTable,
  scratch,
  web,
} from "../samples/job-sample";
import { reasons } from "../samples/reason";

const minuteMs = 60_000;

const exportsBucket = "arn:aws:s3:::exports.example.com";

/** The sentence of a message: how it begins, and what else it must contain. */
export type ExpectedSentence = {
  readonly says: string;
  readonly contains?: string;
  /** What viewers of the demo should know about the message. */
  readonly note?: string;
};

/** A resource of the nightly plan: its earlier nights, the latest first; how its backup ends; what Slack must say. */
type Scene = ExpectedSentence & {
  readonly resourceArn: string;
  readonly earlier: readonly EarlierNight[];
  readonly outcome: Outcome;
};

const mebibytes = (count: number): number => count * 1024 ** 2;

/** 25 or 26 hours: a slow machine posts later. */
const aDayOld = "last good backup 2";

export const scenes: readonly Scene[] = [
  {
    resourceArn: web.arn,
    earlier: ["COMPLETED", "COMPLETED", "COMPLETED"],
    outcome: { state: "COMPLETED", sizeBytes: 8 * 1024 ** 3, runningMs: 24 * minuteMs },
    says: "Backup completed: i-0a1b2c3d4e5f60718 (EC2)",
  },
  {
    resourceArn: ordersTable.arn,
    earlier: ["FAILED", "EXPIRED", ...[27, 26, 24, 24, 22, 21].map(mebibytes)],
    outcome: { state: "COMPLETED", sizeBytes: 31_457_280, runningMs: 6 * minuteMs },
    says: "Backup OK again after 2 failures: orders (DynamoDB)",
  },
  {
    resourceArn: ordersDatabase.arn,
    earlier: ["COMPLETED", "COMPLETED"],
    outcome: {
      state: "FAILED",
      statusMessage: reasons.key,
      messageCategory: "AccessDenied",
      runningMs: 11 * minuteMs,
    },
    says: "Backup failed: orders-db (RDS)",
    contains: aDayOld,
  },
  {
    resourceArn: home.arn,
    earlier: ["EXPIRED", "EXPIRED", "COMPLETED"],
    outcome: {
      state: "EXPIRED",
      statusMessage: reasons.completionWindow,
      runningMs: 90 * minuteMs,
    },
    says: "Backup expired: fs-0c0ffee0 (EFS)",
    contains: "last good backup 3 days ago",
  },
  {
    resourceArn: scratch.arn,
    earlier: [],
    outcome: { state: "COMPLETED", runningMs: 600 * minuteMs },
    says: "Backup stopped: vol-0aa11bb22cc33dd44 (EBS)",
    contains: "no backup left to restore",
  },
  {
    resourceArn: invoices.arn,
    earlier: ["COMPLETED", "COMPLETED"],
    outcome: {
      state: "COMPLETED",
      statusMessage: reasons.nothingSaved,
      messageCategory: "AccessDenied",
      sizeBytes: 0,
      runningMs: 35 * minuteMs,
    },
    says: "Backup completed with issues: invoices.example.com (S3)",
    contains: aDayOld,
  },
  {
    resourceArn: exportsBucket,
    earlier: [2048, 2040, 2031, 2030, 1990].map(mebibytes),
    outcome: { state: "COMPLETED", sizeBytes: 41_943_040, runningMs: 9 * minuteMs },
    says: "Backup much smaller than usual: exports.example.com (S3)",
    contains: "40 MiB instead of the usual",
  },
];

/**
 * What Slack must say by morning: the sentence of each message. Starts are not included: those that arrive together
 * are one message, and a start that arrives after the job's end is dropped.
 */
export const expectedSentences: readonly ExpectedSentence[] = [
  ...scenes,
  { says: "Copy failed: i-0a1b2c3d4e5f60718 (EC2)" },
  { says: "Restore completed: i-" },
  {
    says: "EKS object failed in a backup: &lt;!channel&gt; ʹxʹ &lt;https://evil.example|AWS login&gt;",
    note: "An attack that fails: this object's name tries to notify @channel and to fake a login link. It stays plain text.",
  },
  { says: "Continuous backup interrupted: invoices.example.com (S3)" },
  { says: "Recovery point modified" },
  {
    says: "Unrecognized event: VAULT_TEMPERATURE_HIGH",
    note: "An invented event type that no AWS documentation lists. It is posted as it arrived, so nothing is lost.",
  },
];

/** Each backup, the copy and the restore also send a start event. */
export const expectedEvents = expectedSentences.length + scenes.length + 2;

/** The note about a message, by its text. */
export const noteOf = ({ text }: { readonly text: string }): string | undefined =>
  expectedSentences.find(({ says }) => text.startsWith(says))?.note;
