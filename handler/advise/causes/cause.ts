import type { JobType } from "../../model/event";

/** Where a message's text is known from. */
export type Source = {
  /** Title of AWS's document, or the public thread that quotes the message. */
  readonly document: string;
  /**
   * How sure the wording is: `whole` where AWS prints the whole message, `part` where AWS prints a part that its
   * messages contain, `seen` where somebody quotes it in public.
   */
  readonly wording: "whole" | "part" | "seen";
};

/** One of AWS Backup's messages, what it means and what to do about it. */
export type Cause = {
  readonly id: string;
  /** Finds the message, whatever ids and names it holds. Must take time in proportion to the text. */
  readonly pattern: RegExp;
  readonly jobTypes: readonly JobType[];
  /** One sentence in mrkdwn. */
  readonly means: string;
  /** One sentence in mrkdwn. */
  readonly next: string;
  /** The message as the source has it. */
  readonly example: string;
  readonly source: Source;
  /** Where the same job would end the same way, whatever is mended: no command to run it again. */
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
