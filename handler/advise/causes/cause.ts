import type { JobType } from "../../model/job-phase";

/** Where a message's text comes from. */
export type Source = {
  /** Title of the AWS document, or the public thread that quotes the message. */
  readonly document: string;
  /**
   * How certain the wording is: `whole` if AWS publishes the whole message, `part` if AWS publishes a part that its
   * messages contain, `seen` if someone quotes it in public.
   */
  readonly wording: "whole" | "part" | "seen";
};

/** An AWS Backup message, what it means and what to do about it. */
export type Cause = {
  readonly id: string;
  /** Matches the message with any IDs and names. Must run in linear time. */
  readonly pattern: RegExp;
  readonly jobTypes: readonly JobType[];
  /** One sentence in mrkdwn. */
  readonly means: string;
  /** One sentence in mrkdwn. */
  readonly next: string;
  /** The message as in the source. */
  readonly example: string;
  readonly source: Source;
  /** Set if the same job would end the same way even after the fix: no command to run it again. */
  readonly runAgain?: "pointless";
};

export const anyJob: readonly JobType[] = ["backup", "copy", "restore"];

const guide = (title: string): string => `AWS Backup Developer Guide, ${title}`;

const question = (title: string): string => `AWS re:Post Knowledge Center, ${title}`;

const dashboards = guide("AWS Backup console dashboards, reasons for problematic jobs");

export const onDashboards: Source = { document: dashboards, wording: "whole" };

/** The guide marks these with `REGEX#`: messages contain them. */
export const partOnDashboards: Source = { document: dashboards, wording: "part" };
export const inEvents: Source = {
  document: guide("Monitoring AWS Backup events using Amazon EventBridge"),
  wording: "whole",
};
export const inTroubleshooting: Source = { document: guide("Troubleshooting AWS Backup"), wording: "whole" };
export const inAirGappedVaults: Source = {
  document: guide("Primary backups to a logically air-gapped vault, troubleshooting"),
  wording: "whole",
};
export const inRestoreTesting: Source = {
  document: guide("Restore testing, quotas"),
  wording: "whole",
};
export const inS3Backups: Source = { document: guide("Amazon S3 backups"), wording: "part" };

export const inQuestion = (title: string): Source => ({ document: question(title), wording: "whole" });

export const seenIn = (thread: string): Source => ({ document: thread, wording: "seen" });
